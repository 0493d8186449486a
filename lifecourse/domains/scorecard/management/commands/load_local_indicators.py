"""`load_local_indicators`: take what the census engine made of our own return onto the scorecard, into a circle."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.domains.scorecard import queries, services
from lifecourse.domains.scorecard.rules.local import read_census
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.base.errors import Refused


class Command(BaseCommand):
    help = "Load what `lifecourse census indicators --format json` printed, as working figures in the circle named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--circle", required=True, help="the circle's code; small numbers are not hidden there")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
        except (OSError, ValueError) as error:
            raise CommandError(f"{path.name} cannot be read as JSON: {error}") from error
        with context.as_system("census figures") as machine:
            try:
                rows = queries.indicator_rows(viewer=machine)
                measures = {key: (row.measure, row.decimals) for key, row in rows.items()}
                taken = read_census(content, measures=measures)
                circle = Circle.objects.filter(code=options["circle"]).first()
                if circle is None:
                    raise CommandError(f"There is no circle {options['circle']!r}.")
                made = services.take_local(actor=machine, at=timezone.now(), circle_id=circle.pk, taken=taken)
            except Refused as refused:
                raise CommandError(f"{path.name}: {refused}") from refused
        self.stdout.write(f"Taken {len(made)} figures into {circle.name}.")
