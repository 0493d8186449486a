"""Registers clocks with Django."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "lifecourse.kernel.clocks"
    label = "clocks"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
