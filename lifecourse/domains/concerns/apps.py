"""Registers the front door with Django."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "lifecourse.domains.concerns"
    label = "concerns"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
