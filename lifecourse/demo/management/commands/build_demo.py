"""`build_demo`: build the invented partnership, once."""

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.demo import building, queries
from lifecourse.demo.moments import LONDON
from lifecourse.kernel.access import context

_WHY_NOT = {
    queries.Standing.HALF_MADE: (
        "An earlier build was cut short, so the demonstration is half made. Start from an empty database: "
        "./run demo --fresh throws the built-in one away."
    ),
    queries.Standing.SOMEBODY_ELSES: (
        "There are people or circles in this database that are not the demonstration's: it needs an empty one."
    ),
}


class Command(BaseCommand):
    help = "Build the demonstration: an invented partnership, its people, and a year of concerns. Once is enough."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1 is the whole; 0.05 has every state, few of each"
        )
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day it is in the story (for tests)")
        parser.add_argument("--i-know", action="store_true", help="build it though this is no demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and not options["i_know"]:
            raise CommandError(
                "This is not a demonstration (LIFECOURSE_DEMO is not 1), so no invented people are added."
            )
        with context.as_system("build_demo") as machine:
            found = queries.standing(viewer=machine)
        if found is queries.Standing.BUILT:
            self._say("The demonstration is built already; nothing was changed.")
            return
        if found is not queries.Standing.EMPTY:
            raise CommandError(_WHY_NOT[found])
        began = time.monotonic()
        world = building.build(now=_moment(options["today"]), scale=options["scale"], say=self._say)
        self._say(f"Built in {time.monotonic() - began:.0f} s: {world.summary()}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _moment(today: dt.date | None) -> dt.datetime:
    if today is None:
        return timezone.now().astimezone(LONDON)
    return dt.datetime.combine(today, dt.time(15, 0), tzinfo=LONDON)
