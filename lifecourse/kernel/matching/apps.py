"""Registers matching with Django."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "lifecourse.kernel.matching"
    label = "matching"
