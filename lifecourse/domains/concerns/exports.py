"""The front door's figures as tables: the same for the page, the charts and the file."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lifecourse.engines.csvfile import write_csv
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.ui.tables import NOT_APPLICABLE, Cell, Table, number

from . import rules
from .queries import Figures

_CLOCKS = {
    rules.DECISION_CLOCK: "Decision in one working day",
    rules.RATING_CLOCK[rules.Rating.RED]: "Red, finished in time",
    rules.RATING_CLOCK[rules.Rating.AMBER]: "Amber, finished in time",
    rules.RATING_CLOCK[rules.Rating.GREEN]: "Green, finished in time",
    rules.SIGNATURE_CLOCK: "Second signature in time",
    rules.FEEDBACK_CLOCK: "Feedback in time",
}


@dataclass(frozen=True)
class Section:
    """One table of the figures. `chart` says how it is drawn: "bar", "line" or not at all."""

    key: str
    title: str
    lead: str
    table: Table
    chart: str = ""


def share(part: int, whole: int) -> Cell:
    """A percentage to one place, rounded half up on the exact fraction; not applicable where there is nothing."""
    if not whole:
        return NOT_APPLICABLE
    tenths = (Fraction(part * 1000, whole) + Fraction(1, 2)).__floor__()
    return number(Decimal(tenths) / 10, places=1, unit="%")


def _counted(title: str, what: str, rows: Any, *, names: Any = None, none: str = "Not said") -> Table:
    named = names or (lambda value: value)
    lines = [(named(value) if value else none, n) for value, n in rows]
    total = sum(n for _, n in lines)
    return Table(
        caption=title,
        columns=[what, "Concerns", "Share"],
        rows=[
            *((label, [number(n), share(n, total)]) for label, n in lines),
            ("All", [number(total), share(total, total)]),
        ],
    )


def sections(*, viewer: Any, found: Figures) -> list[Section]:
    """Every table of the front door's figures, in the order in which they are read."""

    def outcome(code: str) -> str:
        return codelists.label_of(viewer=viewer, list_code="concern_outcome", code=code)

    eyes = found.eyes_and_ears
    return [
        Section(
            "months",
            "Concerns received, by month",
            "Every concern, whoever told us.",
            _counted("Concerns received, by month", "Month", found.by_month),
            chart="bar",
        ),
        Section(
            "channels",
            "Who told us",
            "",
            _counted("Who told us", "Channel", found.by_channel, names=lambda v: rules.CHANNEL_WORDS[rules.Channel(v)]),
            chart="bar",
        ),
        Section(
            "eyes",
            "What became of Eyes and Ears reports",
            "Whether somebody was open to a service is said at the decision; until then, and where nobody could be "
            "identified, it is not known. What came of it is what the agencies say was done, not what was asked.",
            Table(
                caption="What became of Eyes and Ears reports",
                columns=["Reports", "Number", "Share"],
                rows=[
                    (label, [number(n), share(n, eyes.reports)])
                    for label, n in (
                        ("About people already open to a service", eyes.already_open),
                        ("of these, told the open case something new", eyes.news),
                        ("About people open to no service", eyes.not_open),
                        ("of these, seen on a safe and well visit", eyes.visited),
                        ("of these, help or an assessment has begun", eyes.helped),
                        ("Not known", eyes.not_known),
                        ("All reports", eyes.reports),
                    )
                ],
            ),
            chart="bar",
        ),
        Section(
            "teams",
            "By Eyes and Ears team",
            "",
            _counted("By Eyes and Ears team", "Team", found.by_team),
        ),
        Section("areas", "By ward", "", _counted("By ward", "Ward", found.by_area, none="Not known"), chart="bar"),
        Section(
            "ratings",
            "By rating",
            "",
            _counted("By rating", "Rating", found.by_rating, names=str.capitalize, none="Not rated"),
            chart="bar",
        ),
        Section(
            "levels",
            "By level of need decided",
            "Of concerns decided.",
            _counted("By level of need decided", "Level", found.by_level, names=lambda v: f"Level {v}"),
        ),
        Section(
            "outcomes",
            "What was decided",
            "A concern with two outcomes is counted under each, so these do not add up to the concerns.",
            Table(
                caption="What was decided",
                columns=["Outcome", "Concerns"],
                rows=[(outcome(code), [number(n)]) for code, n in found.by_outcome],
            ),
            chart="bar",
        ),
        Section(
            "time",
            "In time",
            "Of the time limits that started in the period. Those still running are in no percentage.",
            Table(
                caption="In time",
                columns=[
                    "Limit",
                    "In time",
                    "Late",
                    "Overdue now",
                    "Running",
                    "Stopped",
                    "All",
                    "In time, of finished",
                ],
                rows=[
                    (
                        _CLOCKS[kind],
                        [
                            *map(number, (t.met, t.missed, t.overdue, t.running, t.stopped, t.started)),
                            share(t.met, t.met + t.missed + t.overdue),
                        ],
                    )
                    for kind, t in found.timeliness.items()
                    if kind in _CLOCKS
                ],
            ),
        ),
        Section(
            "agencies",
            "Checks answered, by agency",
            "Answers from a loaded list count as in time: they are given in the moment of asking.",
            Table(
                caption="Checks answered, by agency",
                columns=[
                    "Agency",
                    "Asked",
                    "In time",
                    "Late",
                    "Declined",
                    "Waiting",
                    "Withdrawn",
                    "In time, of answered",
                ],
                rows=[
                    (
                        row.agency,
                        [
                            *map(
                                number,
                                (row.asked, row.in_time, row.late, row.declined, row.waiting, row.withdrawn),
                            ),
                            share(row.in_time, row.in_time + row.late),
                        ],
                    )
                    for row in found.agencies
                ],
            ),
        ),
        Section(
            "feedback",
            "Reporters told",
            "Of those who asked to hear back.",
            Table(
                caption="Reporters told",
                columns=["Reporters", "Number", "Share"],
                rows=[
                    (label, [number(n), share(n, found.feedback_wanted)])
                    for label, n in (
                        ("Told", found.feedback_given),
                        ("Owed: decided and not told", found.feedback_owed),
                        ("Not decided yet", found.feedback_not_yet),
                        ("All who asked", found.feedback_wanted),
                    )
                ],
            ),
        ),
    ]


def figures_csv(*, viewer: Any, found: Figures, made_at: datetime) -> bytes:
    """Every table in one file, each under its title; no cell of it can run in a spreadsheet."""
    rows: list[list[object]] = [
        ["Front door figures"],
        ["Received from", found.since.date().isoformat()],
        ["until before", found.until.date().isoformat()],
        ["Made", made_at.isoformat(timespec="minutes")],
    ]
    for section in sections(viewer=viewer, found=found):
        rows += [[], [section.title], *(list[object](line) for line in section.table.flat())]
    return write_csv(rows)
