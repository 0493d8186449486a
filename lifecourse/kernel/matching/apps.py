"""Registers matching with Django."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "lifecourse.kernel.matching"
    label = "matching"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
