"""Addresses of letters."""

from django.urls import path

from . import views

app_name = "letters"
urlpatterns = [
    path("", views.letter_list, name="list"),
    path("<uuid:letter_id>/", views.letter_show, name="show"),
    path("<uuid:letter_id>/resend/", views.letter_resend, name="resend"),
    path("<uuid:letter_id>/told/", views.letter_told, name="told"),
    path("<uuid:letter_id>/posted/", views.letter_posted, name="posted"),
    path("<uuid:letter_id>/bounced/", views.letter_bounced, name="bounced"),
]
