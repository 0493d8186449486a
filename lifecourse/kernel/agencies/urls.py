"""Addresses of the directory."""

from django.urls import path

from . import views

app_name = "agencies"
urlpatterns = [
    path("", views.organisation_list, name="list"),
    path("add/", views.organisation_add, name="add"),
    path("<uuid:organisation_id>/", views.organisation_show, name="show"),
    path("<uuid:organisation_id>/change/", views.organisation_change, name="change"),
    path("<uuid:organisation_id>/team/", views.team_add, name="team_add"),
    path("<uuid:organisation_id>/contact/", views.contact_point_add, name="contact_add"),
    path("<uuid:organisation_id>/domain/", views.email_domain_add, name="domain_add"),
    path("<uuid:organisation_id>/address/", views.address_check, name="address_check"),
    path("team/<uuid:team_id>/change/", views.team_change, name="team_change"),
    path("team/<uuid:team_id>/card/", views.team_card, name="card"),
    path("contact/<uuid:contact_point_id>/verify/", views.contact_point_verify, name="contact_verify"),
    path("contact/<uuid:contact_point_id>/end/", views.contact_point_end, name="contact_end"),
    path("domain/<uuid:domain_id>/end/", views.email_domain_end, name="domain_end"),
]
