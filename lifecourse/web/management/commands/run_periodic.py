"""`run_periodic`: do now, by hand, what the worker does by its timetable."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = (
        "Do periodic jobs now, without waiting for the worker: all of them, or those named. Each is safe to run twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="Such as letters.reconcile; none for all.")
        parser.add_argument("--list", action="store_true", help="Say which there are and when the worker does them.")

    def handle(self, *args: Any, **options: Any) -> None:
        timetable = {one.task.name: one for one in app.periodic_registry.periodic_tasks.values()}
        if options["list"]:
            self.stdout.write("\n".join(f"{name}  {timetable[name].cron}" for name in sorted(timetable)))
            return
        names = options["names"] or sorted(timetable)
        if unknown := [name for name in names if name not in timetable]:
            raise CommandError(f'There is no periodic job "{unknown[0]}"; there are: {", ".join(sorted(timetable))}.')
        for name in names:
            timetable[name].task.func(timestamp=int(timezone.now().timestamp()))
            self.stdout.write(f"{name}: done")
