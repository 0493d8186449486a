"""Registers involvement with Django."""

from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "lifecourse.kernel.involvement"
    label = "involvement"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
