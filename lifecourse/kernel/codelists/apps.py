"""Registers codelists with Django."""

from django.apps import AppConfig


class CodelistsConfig(AppConfig):
    name = "lifecourse.kernel.codelists"
    label = "codelists"
