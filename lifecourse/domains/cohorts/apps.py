"""Registers cohorts with Django and its manifest with the house."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "lifecourse.domains.cohorts"
    label = "cohorts"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
