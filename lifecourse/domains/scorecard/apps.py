"""Registers scorecard with Django and its manifest with the house."""

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    name = "lifecourse.domains.scorecard"
    label = "scorecard"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
