"""Registers the shared pages with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lifecourse.web"
    label = "web"
