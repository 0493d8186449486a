"""`seal_audit`: seal what is new in the trail now, without waiting for the worker."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lifecourse.kernel.audit import sealing


class Command(BaseCommand):
    help = "Seal every audit event that is not sealed yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sealing.seal_events(at=timezone.now())} events sealed.")
