"""What the pages show: every indicator with what changed, one indicator whole, and what is said and done about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lifecourse.engines.comparison import (
    Average,
    Band,
    Direction,
    Limits,
    Polarity,
    average_of,
    band_of,
    difference,
    direction,
    funnel,
    national_rank,
    process_limits,
)
from lifecourse.engines.figures.value import Value
from lifecourse.kernel.actions import queries as actions
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.audit.trail import record

from .. import policy
from ..models import Commentary, Narrative
from ..rules import ENGLAND, Held, Level, Place
from ..rules.register import IndicatorRow, list_for
from .figures import Book, book
from .register import indicator_row, indicator_versions


@dataclass(frozen=True)
class Moved:
    """From one year to the next. `is_chance`: None where it cannot be said, for want of counts or with too few."""

    by: Decimal
    means: Direction
    is_chance: bool | None
    same_publication: bool


@dataclass(frozen=True)
class Line:
    """One indicator on the scorecard: its latest figure, the change, its trend, and with whom it is compared.

    A comparator's figure is of the same year, or, where it has none yet, the newest before: its own year says which.
    """

    row: IndicatorRow
    latest: Held | None
    moved: Moved | None
    trend: tuple[tuple[int, Value], ...]
    compared: tuple[tuple[str, Held | None], ...]
    is_off_course: bool
    owner: str


@dataclass(frozen=True)
class Standing:
    """Where we stand among all authorities of one publication."""

    rank: int | None
    of: int
    band: Band | None
    vintage: str


@dataclass(frozen=True)
class FunnelLine:
    """One area and what chance allows an area of its size, were its true figure England's."""

    area: str
    held: Held
    denominator: int
    limits: Limits
    is_within: bool


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator, whole."""

    row: IndicatorRow
    versions: list[IndicatorRow]
    book: Book
    years: list[int]
    line: Line
    standing: Standing | None
    funnel: tuple[FunnelLine, ...]
    control: tuple[Decimal, list[Limits | None]] | None
    other_average: tuple[str, Average] | None
    commentary: Commentary | None
    narratives: tuple[Narrative, ...]
    actions: tuple[Action, ...]


def moved(found: Book, row: IndicatorRow, now: Held) -> Moved | None:
    """The change from the year before: of the same publication if it has one, else of another, which is said.

    None where either year has no number: a gap is no change.
    """
    before = found.all_of(row.key, now.area, now.year - 1)
    same = next((one for one in before if (one.place, one.vintage) == (now.place, now.vintage)), None)
    earlier = same or next(iter(before), None)
    if earlier is None or now.value.number is None or earlier.value.number is None:
        return None
    by = now.value.number - earlier.value.number
    chance = None
    pairs = found.pair_of(now), found.pair_of(earlier)
    if row.per and pairs[0] and pairs[1] and pairs[0][1] and pairs[1][1]:
        chance = not difference(pairs[0], pairs[1], measure=row.measure).is_more_than_chance
    return Moved(by, direction(by, Polarity(row.polarity)), chance, same is not None)


def scorecard(*, viewer: Any, at: datetime) -> list[Line]:
    """Every indicator. [] for whoever may not see the scorecard; that our own figures were seen is in the trail."""
    if not policy.may(viewer, policy.VIEW):
        return []
    found = book(viewer=viewer)
    note_seen(viewer=viewer, at=at, found=found)
    said = _commentaries(viewer, list(found.indicators))
    return [_line(found, row, said.get(row.key)) for row in found.indicators.values()]


def note_seen(*, viewer: Any, at: datetime, found: Book) -> None:
    """Say in the trail that our own working figures were shown, if any were."""
    circles = policy.circles_with(viewer, policy.LOCAL)
    seen = any(one.place is Place.LOCAL for rows in found.held.values() for one in rows)
    if circles and seen:
        record("scorecard.local_seen", subject=None, actor=viewer, at=at, circle_id=min(circles))


def exported_book(*, viewer: Any, at: datetime, indicators: Collection[str] = (), years: Collection[int] = ()) -> Book:
    """Figures to be taken out as a file or by a program; that they were is in the trail."""
    found = book(viewer=viewer, indicators=indicators, years=years)
    circles = policy.circles_with(viewer, policy.VIEW)
    record("scorecard.exported", subject=None, actor=viewer, at=at, circle_id=min(circles, default=None))
    note_seen(viewer=viewer, at=at, found=found)
    return found


def _line(found: Book, row: IndicatorRow, said: tuple[Commentary, Sequence[Narrative]] | None) -> Line:
    years = found.years
    own = [(year, found.one(row.key, found.own, year)) for year in years]
    latest = next((one for _year, one in reversed(own) if one is not None and one.value.number is not None), None)
    latest = latest or next((one for _year, one in reversed(own) if one is not None), None)
    narrative = next(iter(said[1]), None) if said else None
    return Line(
        row=row,
        latest=latest,
        moved=moved(found, row, latest) if latest else None,
        trend=tuple((year, one.value) for year, one in own if one is not None),
        compared=tuple((area, _beside(found, row, area, latest.year) if latest else None) for area in found.compared),
        is_off_course=bool(narrative and narrative.is_off_course),
        owner=said[0].owner.full_name if said else "",
    )


def _beside(found: Book, row: IndicatorRow, area: str, year: int) -> Held | None:
    """A comparator's figure of the year; if nothing is held of it, the newest number before.

    Our own records are there months before anything is published, and would otherwise stand beside nothing.
    """
    if (same := found.one(row.key, area, year)) is not None:
        return same
    earlier = (found.one(row.key, area, one) for one in reversed(found.years) if one < year)
    return next((one for one in earlier if one is not None and one.value.number is not None), None)


def _commentaries(viewer: Any, keys: Collection[str]) -> dict[str, tuple[Commentary, list[Narrative]]]:
    circles = policy.circles_with(viewer, policy.LOCAL)
    if not circles:
        return {}
    rows = Commentary.objects.filter(circle_id__in=circles, indicator__in=keys).select_related("owner")
    rows = rows.prefetch_related("narratives__written_by")
    return {
        one.indicator: (one, sorted(one.narratives.all(), key=lambda said: (said.year, said.written_at), reverse=True))
        for one in rows
    }


def indicator_page(*, viewer: Any, at: datetime, key: str) -> IndicatorPage:
    """One indicator with its trend, comparators, rank, funnel, narratives and actions. Raises `NotFound`."""
    row = indicator_row(viewer=viewer, key=key)
    found = book(viewer=viewer, indicators=[key])
    note_seen(viewer=viewer, at=at, found=found)
    said = _commentaries(viewer, [key]).get(key)
    line = _line(found, row, said)
    asked: list[Action] = []
    if said:
        label = Commentary._meta.label_lower
        asked = actions.actions_for(viewer=viewer, subject_type=label, subject_ids=[said[0].pk])[said[0].pk]
    # Every year between the first and the last: a year of which nothing is held is a gap in the line, not a join.
    years = list(range(found.years[0], found.years[-1] + 1)) if found.years else []
    pairs = [found.pair_of(one) if (one := found.one(key, found.own, year)) else None for year in years]
    return IndicatorPage(
        row=row,
        versions=indicator_versions(viewer=viewer, key=key),
        book=found,
        years=years,
        line=line,
        standing=_standing(viewer, row, line.latest),
        funnel=_funnel(found, row, line.latest),
        control=process_limits(pairs, measure=row.measure, per=row.per) if row.per else None,
        other_average=_other_average(found, row, line.latest),
        commentary=said[0] if said else None,
        narratives=tuple(said[1]) if said else (),
        actions=tuple(asked),
    )


def _standing(viewer: Any, row: IndicatorRow, latest: Held | None) -> Standing | None:
    """Rank and band among the authorities of the same publication; None where there are fewer than twenty."""
    if latest is None or latest.place is not Place.PUBLISHED or latest.value.number is None:
        return None
    every = book(viewer=viewer, indicators=[row.key], years=[latest.year], everybody=True, local=False)
    numbers = [
        one.value.number
        for (_indicator, area, _year), rows in every.held.items()
        if area in every.areas and every.areas[area].level == Level.AUTHORITY
        for one in rows
        if (one.place, one.vintage) == (latest.place, latest.vintage) and one.value.number is not None
    ]
    if len(numbers) < 20:
        return None
    polarity = Polarity(row.polarity)
    return Standing(
        national_rank(latest.value.number, numbers, polarity),
        len(numbers),
        band_of(latest.value.number, numbers, polarity),
        latest.vintage,
    )


def _members(found: Book, year: int) -> tuple[str, ...]:
    chosen = list_for(found.neighbours, year) if found.neighbours else None
    return chosen.members if chosen else ()


def _funnel(found: Book, row: IndicatorRow, latest: Held | None) -> tuple[FunnelLine, ...]:
    """Ourselves, our region and the neighbours against England, in the publication of our latest figure."""
    if latest is None or not row.per:
        return ()
    england = _same(found, row.key, ENGLAND, latest)
    if england is None or england.value.number is None:
        return ()
    lines = []
    for area in (found.own, *_members(found, latest.year)):
        one = _same(found, row.key, area, latest)
        pair = found.pair_of(one) if one else None
        if one is None or one.value.number is None or pair is None or not pair[1]:
            continue
        limits = funnel(england.value.number, pair[1], measure=row.measure, per=row.per)
        lines.append(FunnelLine(area, one, pair[1], limits, limits.holds(one.value.number)))
    return tuple(lines)


def _same(found: Book, key: str, area: str, latest: Held) -> Held | None:
    rows = found.all_of(key, area, latest.year)
    return next((one for one in rows if (one.place, one.vintage) == (latest.place, latest.vintage)), None)


def _other_average(found: Book, row: IndicatorRow, latest: Held | None) -> tuple[str, Average] | None:
    """The median of the neighbours where the mean is shown, or the other way round: dashboards differ in it."""
    if latest is None or found.neighbours is None:
        return None
    how = "median" if found.neighbours.average == "mean" else "mean"
    members = [_same(found, row.key, area, latest) for area in _members(found, latest.year)]
    values = [one.value for one in members if one is not None]
    average = average_of(values, how=how, places=row.mean_decimals) if len(values) == len(members) else None
    return (how, average) if average else None
