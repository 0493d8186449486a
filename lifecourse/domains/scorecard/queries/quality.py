"""What is wrong or missing with the figures: hidden, not there, old, told differently, not like our own, unreviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lifecourse.engines.figures.value import SHOWN
from lifecourse.kernel.people.rules.days import day_of

from .. import policy
from ..rules import Held, Place, key_of
from ..rules.local import year_of
from ..rules.register import IndicatorRow
from .figures import Book, book
from .pages import note_seen


@dataclass(frozen=True)
class Gap:
    """Years of one area without a number, by reason."""

    row: IndicatorRow
    area: str
    why: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """One figure told differently by two sources, the first of them standing."""

    row: IndicatorRow
    area: str
    year: int
    first: Held
    other: Held

    @property
    def apart(self) -> Decimal:
        """How far."""
        assert self.first.value.number is not None and self.other.value.number is not None
        return self.other.value.number - self.first.value.number


@dataclass(frozen=True)
class Quality:
    """Everything that a reader of the scorecard should know of its figures."""

    gaps: tuple[Gap, ...]
    nothing: tuple[IndicatorRow, ...]
    stale: tuple[tuple[IndicatorRow, int], ...]
    vintages: tuple[Told, ...]
    local: tuple[Told, ...]
    unreviewed: tuple[IndicatorRow, ...]
    overdue: tuple[IndicatorRow, ...]
    faults: tuple[IndicatorRow, ...]
    names: dict[str, str]


def quality(*, viewer: Any, at: datetime) -> Quality | None:
    """The whole of it, of ourselves and those we are compared with; None for whoever may not see the scorecard.

    Stale: the latest published year is more than one behind the last that has ended and could be published by now
    (the Department publishes seven to eight months after 31 March).
    """
    if not policy.may(viewer, policy.VIEW):
        return None
    found = book(viewer=viewer)
    note_seen(viewer=viewer, at=at, found=found)
    today = day_of(at)
    expected = year_of(today) - 1 - (today.month in {4, 5, 6, 7, 8, 9, 10, 11})
    rows = list(found.indicators.values())
    told = [one for row in rows for one in _told(found, row)]
    latest = {row.key: _latest_published(found, row) for row in rows}
    return Quality(
        gaps=tuple(gap for row in rows for gap in _gaps(found, row)),
        nothing=tuple(row for row in rows if not any(key == row.key for key, _area, _year in found.held)),
        stale=tuple((row, year) for row in rows if (year := latest[row.key]) is not None and year < expected),
        vintages=tuple(one for one in told if one.other.place is not Place.LOCAL),
        local=tuple(one for one in told if one.other.place is Place.LOCAL),
        unreviewed=tuple(row for row in rows if row.checked_by == "unverified"),
        overdue=tuple(row for row in rows if row.next_review < today),
        faults=tuple(row for row in rows if row.printed_fault),
        names={code: found.name_of(code) for code in found.areas},
    )


def told_differently(*, viewer: Any, as_of: date | None = None) -> dict[str, list[Told]]:
    """Figures that two sources tell differently, by the key that `figures` gives them. {} without leave to see any.

    `as_of` leaves out what was published later.
    """
    if not policy.may(viewer, policy.VIEW):
        return {}
    found = book(viewer=viewer, as_of=as_of)
    made: dict[str, list[Told]] = {}
    for row in found.indicators.values():
        for one in _told(found, row):
            made.setdefault(key_of(row.key, one.year, "" if one.area == found.own else one.area), []).append(one)
    return made


def _shown_areas(found: Book) -> Sequence[str]:
    return (found.own, *found.compared)


def _gaps(found: Book, row: IndicatorRow) -> list[Gap]:
    gaps: dict[tuple[str, str], list[int]] = {}
    for area in _shown_areas(found):
        for year in found.years:
            one = found.one(row.key, area, year)
            if one is not None and one.value.number is None:
                gaps.setdefault((area, SHOWN[one.value.kind]), []).append(year)
    return [Gap(row, area, why, tuple(years)) for (area, why), years in gaps.items()]


def _told(found: Book, row: IndicatorRow) -> list[Told]:
    made = []
    for area in _shown_areas(found):
        for year in found.years:
            rows = [one for one in found.all_of(row.key, area, year) if one.value.number is not None]
            for other in rows[1:]:
                if other.value.number != rows[0].value.number:
                    made.append(Told(row, area, year, rows[0], other))
    return made


def _latest_published(found: Book, row: IndicatorRow) -> int | None:
    years = [
        year
        for (key, area, year), rows in found.held.items()
        if key == row.key and area == found.own and any(one.place is not Place.LOCAL for one in rows)
    ]
    return max(years, default=None)
