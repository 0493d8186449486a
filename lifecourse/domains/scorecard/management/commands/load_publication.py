"""`load_publication`: take one file of published figures onto the scorecard, all of it or nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.domains.scorecard import queries, services
from lifecourse.engines.published import BadFile, Publication
from lifecourse.engines.published.lait import read_lait
from lifecourse.engines.published.longfile import LAYOUTS, ONS, read_long
from lifecourse.engines.published.reading import digest
from lifecourse.engines.published.workbook import read_workbook
from lifecourse.kernel.access import context
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.errors import Refused

WORKBOOK, LAIT = "workbook_2018", "lait"


class Command(BaseCommand):
    help = (
        "Load a file of published figures: the Department's long CSV files (c4, d3, d5, b1, c1, cla), population "
        "estimates (ons), the main tables of 2018 (workbook_2018) or LAIT (lait). The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layout", choices=[*sorted(LAYOUTS), ONS, WORKBOOK, LAIT])
        parser.add_argument("file", type=Path)
        parser.add_argument("--vintage", required=True, help="which publication, e.g. 'Main tables 2018'")
        parser.add_argument("--published-on", required=True, type=date.fromisoformat, help="e.g. 2018-10-25")
        parser.add_argument("--source", default="", help="title of the publication; the layout's own if left out")
        parser.add_argument("--population", default="", help="for c4, d5 and b1: the vintage of the population to use")
        parser.add_argument("--dictionary", type=Path, help="for lait: its data dictionary")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path.name} is not a file.")
        try:
            with context.as_system("publication") as machine:
                sha256 = digest(path)
                named = {"layout": options["layout"], "vintage": options["vintage"], "sha256": sha256}
                if queries.load_of(viewer=machine, **named) is not None:
                    self.stdout.write(f"Nothing to change: {path.name} was loaded as {options['vintage']!r} before.")
                    return
                made = _read(machine, path, options)
                load = services.load_publication(actor=machine, at=timezone.now(), publication=made)
        except (BadFile, Refused) as fault:
            raise CommandError(str(fault)) from fault
        notes = "".join(f" Note: {note}." for note in load.notes)
        self.stdout.write(
            f"Loaded {load.figures} figures and {load.populations} populations as {load.vintage!r}.{notes}"
        )


def _read(machine: Machine, path: Path, options: Mapping[str, Any]) -> Publication:
    layout = options["layout"]
    about: dict[str, Any] = {"vintage": options["vintage"], "published_on": options["published_on"]}
    if layout == WORKBOOK:
        source = options["source"] or "DfE, Characteristics of children in need 2017 to 2018, main tables"
        return read_workbook(path, **about, source=source)
    if layout == LAIT:
        if options["dictionary"] is None or not options["dictionary"].is_file():
            raise CommandError("LAIT’s values need its dictionary: name it with --dictionary.")
        measures = {one.lait: one.key for one in queries.indicator_rows(viewer=machine).values() if one.lait}
        source = options["source"] or "DfE, Local Authority Interactive Tool"
        return read_lait(path, options["dictionary"], measures=measures, **about, source=source)
    people = queries.populations(viewer=machine, vintage=options["population"]) if options["population"] else {}
    if options["population"] and not people:
        raise CommandError(f"There is no population of the vintage {options['population']!r}: load it first.")
    source = options["source"] or ("ONS, mid-year population estimates" if layout == ONS else f"DfE, table {layout}")
    return read_long(path, layout, **about, source=source, people=people, population_vintage=options["population"])
