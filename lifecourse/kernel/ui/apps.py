"""Registers the look with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "lifecourse.kernel.ui"
    label = "ui"
