"""Registers code lists with Django."""

from django.apps import AppConfig


class CodelistsConfig(AppConfig):
    name = "lifecourse.kernel.codelists"
    label = "codelists"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
