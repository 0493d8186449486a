"""Registers the demo with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "lifecourse.demo"
    label = "demo"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
