"""Registers the annual report with Django and its manifest with the house."""

from django.apps import AppConfig


class AnnualReportConfig(AppConfig):
    name = "lifecourse.domains.annual_report"
    label = "annual_report"

    def ready(self) -> None:
        from lifecourse.kernel.base import manifest as base

        from .manifest import MANIFEST

        base.register(MANIFEST)
