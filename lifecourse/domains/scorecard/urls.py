"""The pages of the scorecard. Each has a row in the access matrix."""

from django.urls import URLPattern, path

from .views import scorecard

app_name = "scorecard"
urlpatterns: list[URLPattern] = [
    path("", scorecard.index, name="list"),
]
