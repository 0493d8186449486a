"""Registers actions with Django."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "lifecourse.kernel.actions"
    label = "actions"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
