"""Registers the front door with Django."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "lifecourse.domains.concerns"
    label = "concerns"
