"""Registers access with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lifecourse.kernel.access"
    label = "access"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
