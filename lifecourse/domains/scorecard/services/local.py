"""Taking figures from our own records: each taking is kept with its moment, none replaces another."""

from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, queries
from ..models import LocalFigure
from ..rules.local import Counted


@command("scorecard.local_taken")
def take_local(*, actor: Actor, at: datetime, circle_id: int, taken: Sequence[Counted]) -> list[LocalFigure]:
    """Keep figures of our own in a circle, small numbers and all. Raises `NotPermitted`, `Refused`."""
    policy.check(actor, policy.TAKE, at=at, circle_id=circle_id)
    indicators = queries.indicator_rows(viewer=actor)
    vintage = f"Taken {at:%Y-%m-%d %H:%M:%S} UTC"
    if len({(one.indicator, one.year) for one in taken}) != len(taken):
        raise Refused("An indicator stands there twice for one year.")
    rows = []
    for one in taken:
        if one.indicator not in indicators:
            raise Refused(f"{one.indicator}: no such indicator is in the register.")
        rows.append(
            LocalFigure(
                circle_id=circle_id,
                indicator=one.indicator,
                area_id=queries.own_area(viewer=actor),
                year=one.year,
                vintage=vintage,
                published_on=day_of(at),
                kind=one.value.kind.value,
                number=one.value.number,
                numerator=one.numerator,
                denominator=one.denominator,
                source=one.source,
                definition_version=indicators[one.indicator].version,
                parameters=dict(one.parameters),
                taken_at=at,
            )
        )
    held = LocalFigure.objects.filter(circle_id=circle_id, vintage=vintage).values_list("indicator", "year")
    if set(held) & {(one.indicator, one.year) for one in rows}:
        raise Refused("Figures were taken in this very second already: wait a moment and take them again.")
    LocalFigure.objects.bulk_create(rows)
    record("scorecard.local_taken", subject=None, actor=actor, at=at, circle_id=circle_id, figures=len(rows))
    return rows


@command("scorecard.front_door_taken")
def take_front_door(*, actor: User, at: datetime, circle_id: int, year: int) -> list[LocalFigure]:
    """Count the front door's year and the one before, and keep both: a year is whole only once the next has begun.

    A year before in which nothing came is left out: there was no front door yet, and missing is not nought. Who does so
    must also be allowed to see the front door's figures.
    """
    policy.check(actor, policy.TAKE, at=at, circle_id=circle_id)
    taken = queries.front_door(viewer=actor, at=at, year=year)
    before = queries.front_door(viewer=actor, at=at, year=year - 1)
    if any(one.numerator or one.denominator for one in before):
        taken = [*before, *taken]
    made = take_local(actor=actor, at=at, circle_id=circle_id, taken=taken)
    record("scorecard.front_door_taken", subject=None, actor=actor, at=at, circle_id=circle_id, year=year)
    return made
