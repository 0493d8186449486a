"""The pages of the board's money. Each has a row in the access matrix."""

from django.urls import URLPattern

app_name = "board"
urlpatterns: list[URLPattern] = []
