"""Registers the board with Django and its manifest with the house."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "lifecourse.domains.board"
    label = "board"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
