"""What indicators there are and what each means, which areas, and with whom we are compared. No secret: no circle."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings

from lifecourse.kernel.base.errors import NotFound

from ..models import Area, ComparatorSet, Indicator
from ..rules import NEIGHBOURS, Level
from ..rules.register import AreaRow, IndicatorRow, ListRow, SetRow


def indicator_rows(*, viewer: Any, keys: Collection[str] = ()) -> dict[str, IndicatorRow]:
    """The version in use of each indicator (of those named), by key, in the register's order. One query."""
    rows = Indicator.objects.order_by("order", "version")
    if keys:
        rows = rows.filter(key__in=list(keys))
    latest = {row.key: row for row in rows}
    made = {key: _indicator(row) for key, row in latest.items()}
    return dict(sorted(made.items(), key=lambda item: item[1].order))


def indicator_row(*, viewer: Any, key: str) -> IndicatorRow:
    """One indicator. Raises `NotFound`."""
    found = indicator_rows(viewer=viewer, keys=[key])
    if key not in found:
        raise NotFound(f"indicator {key}")
    return found[key]


def indicator_versions(*, viewer: Any, key: str) -> list[IndicatorRow]:
    """Every version of an indicator, newest first."""
    return [_indicator(row) for row in Indicator.objects.filter(key=key).order_by("-version")]


def area_rows(*, viewer: Any) -> dict[str, AreaRow]:
    """Every area by its code. One query."""
    return {row.code: _area(row) for row in Area.objects.order_by("level", "name", "code")}


def set_rows(*, viewer: Any) -> dict[str, SetRow]:
    """Every set of neighbours by whose it is."""
    return {row.area_id: _set(row) for row in ComparatorSet.objects.all()}


def register_differs(
    *, viewer: Any, indicators: Collection[IndicatorRow], areas: Collection[AreaRow], sets: Collection[SetRow]
) -> bool:
    """Whether anything of the reviewed files is not in the tables just so."""
    stored, kept = indicator_rows(viewer=viewer), area_rows(viewer=viewer)
    by_area = set_rows(viewer=viewer)
    return (
        any(stored.get(one.key) != one for one in indicators)
        or any(kept.get(one.code) != one for one in areas)
        or NEIGHBOURS not in kept
        or any(by_area.get(one.area) != one for one in sets)
    )


def own_area(*, viewer: Any) -> str:
    """The code of the partnership's own authority."""
    return str(settings.OWN_AREA)


def comparators(*, viewer: Any, areas: dict[str, AreaRow]) -> tuple[str, ...]:
    """With which areas we are always compared: neighbours, our region, England."""
    own = areas.get(own_area(viewer=viewer))
    region = (own.within,) if own and own.within else ()
    return (NEIGHBOURS, *region, "england")


def _indicator(row: Indicator) -> IndicatorRow:
    days = {name: date.fromisoformat(row.content[name]) for name in ("next_review", "valid_from")}
    return IndicatorRow(**{**row.content, **days})


def _area(row: Area) -> AreaRow:
    return AreaRow(row.code, row.name, Level(row.level).value, row.ons, row.lait, row.within, row.last_year)


def _set(row: ComparatorSet) -> SetRow:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    lists = tuple(
        ListRow(
            one["name"],
            date.fromisoformat(one["valid_from"]),
            day(one["valid_to"]),
            one["source"],
            tuple(one["members"]),
        )
        for one in row.content["lists"]
    )
    rest = {key: value for key, value in row.content.items() if key not in {"lists", "next_review"}}
    return SetRow(**rest, next_review=date.fromisoformat(row.content["next_review"]), lists=lists)
