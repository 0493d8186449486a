"""Registers actions with Django."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "lifecourse.kernel.actions"
    label = "actions"
