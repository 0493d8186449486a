"""Every figure that is held, as plain values: published and typed ones for all, our own for their circle."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from lifecourse.engines.figures.value import Kind, Value

from .. import policy
from ..models import AFigure, LocalFigure, PublishedFigure
from ..rules import Held, Place

Slot: TypeAlias = tuple[str, str, int]  # indicator, area, year


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
    for row in PublishedFigure.objects.filter(**asked).order_by("published_on", "vintage"):
        _put(found, row, Place(row.place))
    circles = policy.circles_with(viewer, policy.LOCAL) if local else frozenset()
    if circles:
        for own in LocalFigure.objects.filter(**asked, circle_id__in=circles).order_by("published_on", "taken_at"):
            _put(found, own, Place.LOCAL)
    return found


def _put(found: dict[Slot, list[Held]], row: AFigure, place: Place) -> None:
    found[row.indicator, row.area_id, row.year].append(
        Held(
            indicator=row.indicator,
            area=row.area_id,
            year=row.year,
            place=place,
            vintage=row.vintage,
            published_on=row.published_on,
            value=Value(Kind(row.kind), row.number),
            numerator=row.numerator,
            denominator=row.denominator,
            source=row.source,
            is_worked_out=row.is_worked_out,
            parameters=dict(row.parameters),
        )
    )


def years_of(found: Mapping[Slot, Any]) -> list[int]:
    """The years of which anything is held."""
    return sorted({year for _indicator, _area, year in found})
