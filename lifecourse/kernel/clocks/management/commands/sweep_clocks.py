"""`sweep_clocks`: record what has become overdue now, without waiting for the worker."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lifecourse.kernel.clocks import tasks


class Command(BaseCommand):
    help = "Record every clock that has become overdue. Safe to run twice, or twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tasks.sweep(at=timezone.now())} clocks newly overdue.")
