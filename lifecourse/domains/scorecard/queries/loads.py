"""What was loaded, and the populations, by vintage."""

from typing import Any

from ..models import Load, Population


def load_of(*, viewer: Any, layout: str, vintage: str, sha256: str) -> Load | None:
    """The load of this very file under this vintage, if there was one."""
    return Load.objects.filter(layout=layout, vintage=vintage, sha256=sha256).first()


def loads(*, viewer: Any) -> list[Load]:
    """Every load, newest first."""
    return list(Load.objects.order_by("-loaded_at", "layout"))


def populations(*, viewer: Any, vintage: str) -> dict[tuple[str, int], int]:
    """People aged 0 to 17 by area (as publications write it: ONS code above an authority) and mid-year. One query."""
    rows = Population.objects.filter(vintage=vintage).values_list(
        "area_id", "area__level", "area__ons", "mid_year", "people"
    )
    return {(code if level == "authority" else ons, mid_year): people for code, level, ons, mid_year, people in rows}


def population_vintages(*, viewer: Any, area: str) -> dict[str, dict[int, int]]:
    """The vintages of an area's population, each with its mid-years."""
    found: dict[str, dict[int, int]] = {}
    for row in Population.objects.filter(area_id=area).order_by("vintage", "mid_year"):
        found.setdefault(row.vintage, {})[row.mid_year] = row.people
    return found
