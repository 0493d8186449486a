"""Saying what a figure means and who owns it, and asking for what is to be done about it."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from lifecourse.kernel.access.models import User
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.actions.rules import Kind
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused

from .. import policy, queries
from ..models import Commentary, Narrative
from ..rules import FIRST_YEAR


@command("scorecard.narrated")
def write_narrative(
    *,
    actor: User,
    at: datetime,
    circle_id: int,
    indicator: str,
    year: int,
    words: str,
    is_off_course: bool = False,
    seen: int | None = None,
) -> Narrative:
    """Add what a year's figure means; earlier words stay. Whoever writes first owns the indicator.

    Raises `NotFound`, `Refused`, `NotPermitted`; `StaleRecord` if somebody else wrote meanwhile.
    """
    policy.check(actor, policy.NARRATE, at=at, circle_id=circle_id)
    row = queries.indicator_row(viewer=actor, key=indicator)
    if not words.strip():
        raise Refused("Say what the figure means.", field="words")
    if not FIRST_YEAR <= year <= at.year + 1:
        raise Refused(f"The year must be from {FIRST_YEAR} to {at.year + 1}.", field="year")
    held = _commentary(actor, circle_id, row.key)
    held.save_changes(seen=seen)
    made = Narrative(
        circle_id=circle_id,
        commentary=held,
        year=year,
        words=words.strip(),
        is_off_course=is_off_course,
        written_by=actor,
        written_at=at,
    )
    made.save()
    record(
        "scorecard.narrated", subject=held, actor=actor, at=at, indicator=row.key, year=year, off_course=is_off_course
    )
    return made


@command("scorecard.owned")
def take_ownership(*, actor: User, at: datetime, circle_id: int, indicator: str, seen: int | None = None) -> Commentary:
    """Become the owner of an indicator: who says what it means and sees to it. Raises `StaleRecord`."""
    policy.check(actor, policy.NARRATE, at=at, circle_id=circle_id)
    row = queries.indicator_row(viewer=actor, key=indicator)
    held = _commentary(actor, circle_id, row.key)
    held.owner = actor
    held.save_changes("owner", seen=seen)
    record("scorecard.owned", subject=held, actor=actor, at=at, indicator=row.key)
    return held


@command("scorecard.action_asked")
def ask_for_action(
    *,
    actor: User,
    at: datetime,
    circle_id: int,
    indicator: str,
    title: str,
    request: str,
    organisation_id: UUID,
    due_on: date,
) -> Action:
    """Ask an organisation to do something about a figure. It sits in the scorecard's circle, where its course is seen.

    Raises `NotFound`, `NotPermitted`, and `Refused`, naming the field.
    """
    policy.check(actor, policy.NARRATE, at=at, circle_id=circle_id)
    row = queries.indicator_row(viewer=actor, key=indicator)
    if not title.strip():
        raise Refused("Say in a few words what is to be done.", field="title")
    due_at = datetime.combine(due_on, time(17), tzinfo=ZoneInfo("Europe/London"))
    if due_at <= at:
        raise Refused("The day must be in the future.", field="due_on")
    held = _commentary(actor, circle_id, row.key)
    made = actions.create_action(
        actor=actor,
        at=at,
        kind=Kind.TASK,
        owner_organisation=agencies.organisation(viewer=actor, organisation_id=organisation_id),
        title=f"{row.short}: {title.strip()}"[:200],
        request=request,
        subject=held,
        circle_id=circle_id,
        due_at=due_at,
        notify=False,
    )
    record("scorecard.action_asked", subject=held, actor=actor, at=at, indicator=row.key, action=made.reference)
    return made


def _commentary(actor: User, circle_id: int, indicator: str) -> Commentary:
    """The record of this indicator in this circle, locked; made, with the actor as owner, if there is none."""
    rows = Commentary.objects.select_for_update()
    held = rows.filter(circle_id=circle_id, indicator=indicator).first()
    if held is None:
        held = Commentary(circle_id=circle_id, indicator=indicator, owner=actor)
        held.save()
    return held
