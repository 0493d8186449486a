"""Registers agencies with Django."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "lifecourse.kernel.agencies"
    label = "agencies"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
