"""Figures for whoever writes about them: ours and those we are compared with, each with where it is from.

`figures` is what the annual report stands on. Keys: "scorecard.<indicator>@<year>" for our own area,
"scorecard.<indicator>@<year>@<area>" for a comparator ("sn", a region such as "north_west", "england", or the code of
an authority such as "342"), and "scorecard.<indicator>.numerator@<year>" and ".denominator" for our own counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from lifecourse.engines.comparison import average_of
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import Value, known

from .. import policy
from ..rules import NEIGHBOURS, PLACE_WORDS, Held, Place, key_of, standing, which_average
from ..rules.register import AreaRow, IndicatorRow, SetRow, list_for
from .holding import Slot, held, years_of
from .register import area_rows, comparators, indicator_rows, own_area, set_rows


@dataclass(frozen=True)
class Book:
    """Everything needed to show figures: definitions, areas, neighbours, and what is held by slot."""

    indicators: dict[str, IndicatorRow]
    areas: dict[str, AreaRow]
    neighbours: SetRow | None
    own: str
    compared: tuple[str, ...]
    held: Mapping[Slot, Sequence[Held]]
    as_of: date | None = None

    def all_of(self, indicator: str, area: str, year: int) -> list[Held]:
        """Everything held of one figure, the neighbours' mean that we work out included, the standing one first."""
        rows = list(self.held.get((indicator, area, year), ()))
        if area == NEIGHBOURS:
            rows += self._means(indicator, year)
        ordered = []
        while rows and (first := standing(rows, as_of=self.as_of)) is not None:
            ordered.append(first)
            rows.remove(first)
        return ordered

    def one(self, indicator: str, area: str, year: int) -> Held | None:
        """The figure that stands."""
        return next(iter(self.all_of(indicator, area, year)), None)

    def pair_of(self, one: Held) -> tuple[int, int] | None:
        """Numerator and denominator of a figure; where it came without, those of another source that tells the same.

        LAIT has values and no counts, and the Department's files the counts of the very same value.
        """
        if one.pair is not None:
            return one.pair
        others = self.all_of(one.indicator, one.area, one.year)
        return next((other.pair for other in others if other.pair and other.value == one.value), None)

    @cached_property
    def years(self) -> list[int]:
        """Every year of which anything is held. Asked for in loops, so kept."""
        return years_of(self.held)

    def name_of(self, area: str, one: Held | None = None) -> str:
        """What an area is called; of the neighbours, whether it is their mean or their median.

        Of one figure of theirs it is what that figure is, else what the list of neighbours asks for.
        """
        name = self.areas[area].name if area in self.areas else area
        if area != NEIGHBOURS:
            return name
        average = which_average(one) if one else self.neighbours.average if self.neighbours else ""
        return f"{name} ({average})" if average else name

    def _means(self, indicator: str, year: int) -> list[Held]:
        """A mean (or median) for each publication that has every neighbour in it, suppressed or not."""
        chosen = list_for(self.neighbours, year) if self.neighbours else None
        row = self.indicators.get(indicator)
        if chosen is None or row is None or self.neighbours is None:
            return []
        by_vintage: dict[str, dict[str, Held]] = {}
        for member in chosen.members:
            for one in self.held.get((indicator, member, year), ()):
                if one.place is Place.PUBLISHED:
                    by_vintage.setdefault(one.vintage, {})[member] = one
        made = []
        for vintage, members in by_vintage.items():
            found = average_of(
                [one.value for one in members.values()], how=self.neighbours.average, places=row.mean_decimals
            )
            if len(members) < len(chosen.members) or found is None:
                continue
            first = next(iter(members.values()))
            made.append(
                replace(
                    first,
                    area=NEIGHBOURS,
                    value=known(found.number),
                    numerator=None,
                    denominator=None,
                    is_worked_out=True,
                    parameters={
                        "average": f"unweighted {self.neighbours.average} of published values",
                        "neighbours used": f"{found.used} of {found.asked}",
                        "list": f"{self.neighbours.title}, {chosen.name}",
                        "members": ", ".join(self.name_of(code) for code in chosen.members),
                        "vintage": vintage,
                    },
                )
            )
        return made


def book(
    *,
    viewer: Any,
    indicators: Collection[str] = (),
    years: Collection[int] = (),
    areas: Collection[str] = (),
    as_of: date | None = None,
    everybody: bool = False,
    local: bool = True,
) -> Book:
    """The definitions and figures of some indicators, years and areas (empty: all of ours and our comparators').

    `everybody`: those of every authority too, for rank and bands. Five or six queries, however many figures.
    """
    all_areas = area_rows(viewer=viewer)
    own = own_area(viewer=viewer)
    compared = comparators(viewer=viewer, areas=all_areas)
    neighbours = set_rows(viewer=viewer).get(own)
    members = {code for one in neighbours.lists for code in one.members} if neighbours else set()
    wanted = () if everybody else {own, *compared, *members, *areas}
    return Book(
        indicators=indicator_rows(viewer=viewer, keys=indicators),
        areas=all_areas,
        neighbours=neighbours,
        own=own,
        compared=compared,
        held=held(viewer=viewer, indicators=indicators, areas=wanted, years=years, local=local),
        as_of=as_of,
    )


def names(*, viewer: Any) -> tuple[str, tuple[str, ...]]:
    """What our own area is called, and what those are that it is always compared with."""
    areas = area_rows(viewer=viewer)
    own, compared = own_area(viewer=viewer), comparators(viewer=viewer, areas=areas)
    bare = Book({}, areas, set_rows(viewer=viewer).get(own), own, compared, held={})
    return bare.name_of(own), tuple(bare.name_of(code) for code in compared if code in areas)


def figures(
    *,
    viewer: Any,
    years: Collection[int] = (),
    indicators: Collection[str] = (),
    areas: Collection[str] | None = None,
    as_of: date | None = None,
    local: bool = True,
) -> dict[str, Figure]:
    """Figures by key (see above). Empty `years` or `indicators` mean all; `areas` None means ours and our comparators.

    `as_of` leaves out what was published later: the report of a year keeps the figures of its time, and a revised one
    of today stands beside it and does not replace it. `local` False leaves our own working figures out, in which small
    numbers are not hidden; with it they are there for whoever may see them, where nothing is published. {} for whoever
    may not see the scorecard. A slot of which nothing at all is held has no key; one that is suppressed, unavailable or
    left blank has, and its value says so.
    """
    if not policy.may(viewer, policy.VIEW):
        return {}
    found = book(viewer=viewer, indicators=indicators, years=years, areas=areas or (), as_of=as_of, local=local)
    shown = (found.own, *found.compared) if areas is None else tuple(areas)
    made: dict[str, Figure] = {}
    for indicator in found.indicators:
        for area in shown:
            for year in found.years:
                one = found.one(indicator, area, year)
                if one is not None:
                    made |= _figures(found, one)
    return made


def _figures(found: Book, one: Held) -> dict[str, Figure]:
    row = found.indicators[one.indicator]
    is_own = one.area == found.own
    area = "" if is_own else one.area
    decimals = row.mean_decimals if one.area == NEIGHBOURS else row.decimals
    main = Figure(
        key=key_of(one.indicator, one.year, area),
        title=row.title if is_own else f"{row.title}, {found.name_of(one.area, one)}",
        period=str(one.year),
        value=one.value,
        decimals=decimals,
        unit=row.unit,
        source=one.source,
        definition=row.in_words,
        as_of=one.published_on,
        provenance=provenance(found, one),
    )
    made = {main.key: main}
    if is_own:
        for part, count, words in (
            ("numerator", one.numerator, row.numerator),
            ("denominator", one.denominator, row.denominator),
        ):
            if count is not None:
                key = key_of(f"{one.indicator}.{part}", one.year)
                unit = "" if part == "denominator" and row.measure == "rate" else row.unit if not row.per else ""
                made[key] = replace(main, key=key, title=words, value=_count(count), decimals=0, unit=unit)
    return made


def provenance(found: Book, one: Held) -> dict[str, str]:
    """Everything else there is to say of a figure, as words."""
    told = {
        "place": PLACE_WORDS[one.place],
        "vintage": one.vintage,
        "area": found.name_of(one.area, one),
        "query": "scorecard.queries.figures",
    }
    if one.numerator is not None:
        told["numerator"] = f"{one.numerator:,}"
    if one.denominator is not None:
        told["denominator"] = f"{one.denominator:,}"
    if one.is_worked_out:
        told["worked out"] = "here, half up, from what that publication gives"
    return {**told, **one.parameters}


def _count(number: int) -> Value:
    return known(number)
