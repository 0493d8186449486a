"""Registers the demo with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "lifecourse.demo"
    label = "demo"
