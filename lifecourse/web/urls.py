"""Addresses of the shared pages."""

from django.urls import path

from . import views
from .person.urls import urlpatterns as person_urlpatterns

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    *person_urlpatterns,
]
