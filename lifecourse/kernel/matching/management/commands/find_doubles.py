"""`manage.py find_doubles`: look for doubles inside the index by hand, and put them into the review queue."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.matching import queries, services


class Command(BaseCommand):
    help = "Compare people changed lately (or everybody) with the index, and propose pairs for review."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=1, help="people added or changed in so many days (1)")
        parser.add_argument("--everybody", action="store_true", help="whenever they were changed")
        parser.add_argument("--most", type=int, default=10_000, help="at most so many people, latest first (10,000)")

    def handle(self, *args: Any, days: int, everybody: bool, most: int, **options: Any) -> None:
        if days < 1 or most < 1:
            raise CommandError("--days and --most must be 1 or more.")
        at = timezone.now()
        since = datetime(1900, 1, 1, tzinfo=UTC) if everybody else at - timedelta(days=days)
        with context.as_system("look for doubles") as machine:
            ids = queries.changed_lately(viewer=machine, since=since, most=most)
            made = services.look_for_doubles(actor=machine, at=at, ids=ids)
        self.stdout.write(f"{len(ids)} people were compared with the index; {made} new pairs wait for review.")
