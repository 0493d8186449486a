"""Registers letters with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lifecourse.kernel.letters"
    label = "letters"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
