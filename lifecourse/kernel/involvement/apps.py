"""Registers involvement with Django."""

from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "lifecourse.kernel.involvement"
    label = "involvement"
