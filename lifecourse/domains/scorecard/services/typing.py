"""Typing one published figure with its source; it stands beside what was loaded, never over it."""

from dataclasses import dataclass
from datetime import date, datetime

from lifecourse.engines.figures.value import Value
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused

from .. import policy, queries, rules
from ..models import PublishedFigure
from ..rules import Level, Place


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A figure as somebody typed it. `vintage`: which publication; `source`: title, table and page."""

    indicator: str
    area: str
    year: int
    value: Value
    vintage: str
    published_on: date
    source: str
    numerator: int | None = None
    denominator: int | None = None


@command("scorecard.figure_typed")
def type_figure(*, actor: User, at: datetime, typed: Typed) -> PublishedFigure:
    """Hold a figure typed from a publication. Raises `Refused`, naming the field."""
    policy.check(actor, policy.TYPE, at=at)
    row = queries.indicator_row(viewer=actor, key=typed.indicator)
    area = queries.area_rows(viewer=actor).get(typed.area)
    if area is None:
        raise NotFound(f"area {typed.area}")
    rules.check_typed(
        level=Level(area.level),
        value=typed.value,
        decimals=row.mean_decimals if area.code == rules.NEIGHBOURS else row.decimals,
        measure=row.measure,
        source=typed.source,
        year=typed.year,
        last_year=at.year + 1,
    )
    if not typed.vintage.strip():
        raise Refused("Name the publication, so that a later one can stand beside it.", field="vintage")
    if typed.published_on > at.date():
        raise Refused("A publication of the future cannot be typed.", field="published_on")
    held = PublishedFigure.objects.filter(
        indicator=row.key, area_id=area.code, year=typed.year, place=Place.TYPED.value, vintage=typed.vintage.strip()
    )
    if held.exists():
        raise Refused(
            f"{row.short} of {typed.year} for {area.name} was typed from “{typed.vintage.strip()}” already: a "
            "corrected one needs a publication of its own, for example “… as corrected”.",
            field="vintage",
        )
    made = PublishedFigure(
        indicator=row.key,
        area_id=area.code,
        year=typed.year,
        place=Place.TYPED.value,
        vintage=typed.vintage.strip(),
        published_on=typed.published_on,
        kind=typed.value.kind.value,
        number=typed.value.number,
        numerator=typed.numerator,
        denominator=typed.denominator,
        source=typed.source.strip(),
        definition_version=row.version,
        parameters={"typed by": actor.full_name},
        typed_by=actor,
        typed_at=at,
    )
    made.save()
    record(
        "scorecard.figure_typed", subject=made, actor=actor, at=at, indicator=row.key, year=typed.year, area=area.code
    )
    return made
