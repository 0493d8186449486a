"""Registers clocks with Django."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "lifecourse.kernel.clocks"
    label = "clocks"
