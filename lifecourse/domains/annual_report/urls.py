"""The pages of annual reports. Each has a row in the access matrix."""

from django.urls import URLPattern

app_name = "annual_report"
urlpatterns: list[URLPattern] = []
