"""Every figure that is held, as plain values: published and typed ones for all, our own for their circle."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from lifecourse.engines.figures.value import Kind, Value

from .. import policy
from ..models import LocalFigure, PublishedFigure
from ..rules import Held, Place

Slot: TypeAlias = tuple[str, str, int]  # indicator, area, year
# Thousands of figures make a page: as rows they take a third of the time that they take as records.
_COLUMNS = (
    "indicator",
    "area_id",
    "year",
    "vintage",
    "published_on",
    "kind",
    "number",
    "numerator",
    "denominator",
    "source",
    "is_worked_out",
    "parameters",
)


def held(
    *,
    viewer: Any,
    indicators: Collection[str] = (),
    areas: Collection[str] = (),
    years: Collection[int] = (),
    local: bool = True,
) -> dict[Slot, list[Held]]:
    """Every figure by indicator, area and year; empty collections mean all. Two queries, or one without `local`.

    Nothing for whoever may not see the scorecard; our own figures only in circles where the viewer may see them.
    """
    found: dict[Slot, list[Held]] = defaultdict(list)
    if not policy.may(viewer, policy.VIEW):
        return found
    asked: dict[str, Any] = {}
    if indicators:
        asked["indicator__in"] = list(indicators)
    if areas:
        asked["area_id__in"] = list(areas)
    if years:
        asked["year__in"] = list(years)
    rows = PublishedFigure.objects.filter(**asked).order_by("published_on", "vintage")
    for place, *row in rows.values_list("place", *_COLUMNS):
        _put(found, Place(place), *row)
    circles = policy.circles_with(viewer, policy.LOCAL) if local else frozenset()
    if circles:
        ours = LocalFigure.objects.filter(**asked, circle_id__in=circles).order_by("published_on", "taken_at")
        for row in ours.values_list(*_COLUMNS):
            _put(found, Place.LOCAL, *row)
    return found


def _put(found: dict[Slot, list[Held]], place: Place, *row: Any) -> None:
    indicator, area, year, vintage, on, kind, number, numerator, denominator, source, is_worked_out, parameters = row
    found[indicator, area, year].append(
        Held(
            indicator=indicator,
            area=area,
            year=year,
            place=place,
            vintage=vintage,
            published_on=on,
            value=Value(Kind(kind), number),
            numerator=numerator,
            denominator=denominator,
            source=source,
            is_worked_out=is_worked_out,
            parameters=parameters,
        )
    )


def years_of(found: Mapping[Slot, Any]) -> list[int]:
    """The years of which anything is held."""
    return sorted({year for _indicator, _area, year in found})
