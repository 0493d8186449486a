"""`sync_reference_data`: load `data/` into the tables; twice is the same as once."""

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.domains.scorecard import queries as scorecard_queries
from lifecourse.domains.scorecard import services as scorecard
from lifecourse.domains.scorecard.rules import register
from lifecourse.kernel.access import context, role_files
from lifecourse.kernel.access import services as access
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.manifest import capabilities, manifests
from lifecourse.kernel.clocks import files as clock_files
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.clocks import services as clock_services
from lifecourse.kernel.clocks.rules.reference import CalendarRow, RuleRow
from lifecourse.kernel.codelists import files as list_files
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.codelists import services as list_services
from lifecourse.kernel.codelists.rules import ListRow


@dataclass(frozen=True)
class ReferenceData:
    """What `data/` says, read and found whole."""

    lists: list[ListRow]
    calendar: CalendarRow
    rules: list[RuleRow]
    roles: role_files.Roles
    indicators: list[register.IndicatorRow]
    areas: list[register.AreaRow]
    sets: list[register.SetRow]

    def __str__(self) -> str:
        entries = sum(len(one.entries) for one in self.lists)
        return (
            f"{len(self.lists)} code lists with {entries} entries, calendar version {self.calendar.version} to "
            f"{self.calendar.covers_to}, {len(self.rules)} kinds of clock, {len(self.roles)} roles, "
            f"{len(self.indicators)} indicators, {len(self.areas)} areas"
        )


class Command(BaseCommand):
    help = (
        "Load code lists, calendar, clocks, roles, indicators and areas from data/. "
        "With --check, only say whether they are valid."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="read and validate the files; touch no table")

    def handle(self, *args: Any, **options: Any) -> None:
        data, faults = read(settings.REFERENCE_DATA)
        if faults:
            raise CommandError("\n".join(faults))
        if options["check"]:
            self.stdout.write(f"Valid: {data}.")
            return
        try:
            changed = load(data)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Changed: {', '.join(changed)}." if changed else f"Nothing to change: {data}.")


def read(folder: Path) -> tuple[ReferenceData, list[str]]:
    """Everything in `data/`, and every fault in it: one sentence each, naming file and line."""
    lists, faults = list_files.read_folder(folder / "code_lists")
    calendar, wrong = clock_files.read_calendar(folder / "calendars" / "england.yaml")
    faults += wrong
    rules, wrong = clock_files.read_rules(folder / "clocks")
    faults += wrong
    roles, wrong = role_files.read_roles(folder / "roles", capabilities=capabilities())
    faults += wrong
    indicators, wrong = register.read_indicators(folder / "indicators")
    faults += wrong
    areas, wrong = register.read_areas(folder / "areas" / "england.yaml")
    faults += wrong
    sets, wrong = register.read_sets(folder / "comparators", areas)
    faults += wrong
    have_lists, have_clocks = {one.code for one in lists}, {one.kind for one in rules}
    for manifest in manifests():
        faults += [f"The app {manifest.app} uses the code list {code!r}, and data/code_lists has none of that name."
                   for code in manifest.code_lists if code not in have_lists]  # fmt: skip
        faults += [f"The app {manifest.app} uses the clock {kind!r}, and data/clocks has none of that name."
                   for kind in manifest.clocks if kind not in have_clocks]  # fmt: skip
    return ReferenceData(lists, calendar, rules, roles, indicators, areas, sets), faults


def load(data: ReferenceData) -> list[str]:
    """Put what differs into the tables, all of it or none; gives what changed. Nothing differs: nothing is written."""
    changed: list[str] = []
    at = timezone.now()
    with context.as_system("reference data") as machine:
        if lists := codelists.changed_lists(viewer=machine, lists=data.lists):
            changed += [f"list {code}" for code in list_services.load_lists(actor=machine, at=at, lists=lists)]
        if clocks.stored_calendar(viewer=machine, version=data.calendar.version) != data.calendar:
            clock_services.load_calendar(actor=machine, at=at, calendar=data.calendar)
            changed.append(f"calendar version {data.calendar.version}")
        stored = clocks.stored_rules(viewer=machine)
        if rules := [one for one in data.rules if stored.get(one.kind) != one]:
            changed += [f"clock {kind}" for kind in clock_services.load_rules(actor=machine, at=at, rules=rules)]
        if roles := role_files.changed_roles(data.roles):
            access.load_roles(actor=machine, at=at, roles=roles)
            changed += [f"role {role.code}" for role in roles]
        if scorecard_queries.register_differs(
            viewer=machine, indicators=data.indicators, areas=data.areas, sets=data.sets
        ):
            changed += scorecard.load_register(
                actor=machine, at=at, indicators=data.indicators, areas=data.areas, sets=data.sets
            )
    return changed
