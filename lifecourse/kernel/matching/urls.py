"""Addresses of the review queue and of data quality."""

from django.urls import path

from . import views

app_name = "matching"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", views.next_pair, name="next"),
    path("quality/", views.quality, name="quality"),
    path("<uuid:pk>/", views.pair, name="pair"),
]
