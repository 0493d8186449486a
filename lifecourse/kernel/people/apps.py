"""Registers people with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lifecourse.kernel.people"
    label = "people"
