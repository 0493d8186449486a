"""Addresses of actions."""

from django.urls import path

from . import views

app_name = "actions"
urlpatterns = [
    path("", views.action_list, name="list"),
    path("<uuid:action_id>/", views.action_show, name="show"),
    path("<uuid:action_id>/accept/", views.action_accept, name="accept"),
    path("<uuid:action_id>/decline/", views.action_decline, name="decline"),
    path("<uuid:action_id>/result/", views.action_result, name="result"),
    path("<uuid:action_id>/evidence/", views.action_evidence, name="evidence"),
    path("<uuid:action_id>/withdraw/", views.action_withdraw, name="withdraw"),
    path("<uuid:action_id>/give/", views.action_give, name="give"),
]
