"""Registers agencies with Django."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "lifecourse.kernel.agencies"
    label = "agencies"
