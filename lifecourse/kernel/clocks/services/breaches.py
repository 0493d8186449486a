"""Why a time limit was not kept: a reason, in words, authorised by somebody."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.codelists import queries as codelists

from .. import rules
from ..models import Clock

REASONS = "breach_reason"


@command("clocks.reason_given")
def give_breach_reason(
    *,
    actor: User,
    at: datetime,
    clock_id: UUID,
    reason: str,
    words: str,
    authorised_by: User,
    seen: int | None = None,
) -> Clock:
    """Say why a clock is overdue or was met late: a code of the list `breach_reason`, words, and who authorised it.

    Working Together asks for the reason wherever a limit is exceeded. It is given once: an explanation that could be
    rewritten afterwards would explain nothing. `seen` is the version of the clock on the page. Raises `Refused` while
    nothing is late, `NotFound` if the actor's circles do not hold the clock, `StaleRecord` if it changed meanwhile.
    """
    clock = (
        Clock.objects.select_for_update(of=("self",)).select_related("kind", "rule_version").filter(pk=clock_id).first()
    )
    if clock is None:
        raise NotFound("no such clock")
    status = rules.status_of(clock.standing, now=at)
    late = rules.is_late(clock.met_at or clock.stopped_at or at, clock.due_at) and clock.paused_at is None
    if not late:
        raise Refused(f"“{clock.kind.title}” is not late, so there is no delay to explain.")
    if clock.breach_at is not None:
        raise Refused(f"The reason why “{clock.kind.title}” is late was given already; it cannot be replaced.")
    if not words.strip():
        raise Refused("Say in your own words why it is late.", field="words")
    today = at.astimezone(rules.LONDON).date()
    codelists.check_choice(viewer=actor, list_code=REASONS, code=reason, on=today, field="reason")
    if not authorised_by.is_active:
        raise Refused("Whoever authorises the delay must be working here now.", field="authorised_by")
    clock.breach_reason, clock.breach_words, clock.breach_at = reason, words.strip(), at
    clock.breach_by_id, clock.breach_authorised_by_id = actor.pk, authorised_by.pk
    clock.save_changes(
        "breach_reason", "breach_words", "breach_at", "breach_by_id", "breach_authorised_by_id", seen=seen
    )
    record(
        "clocks.reason_given",
        subject=clock,
        actor=actor,
        at=at,
        kind=clock.kind_id,
        status=status,
        reason=reason,
        authorised_by=authorised_by.pk,
    )
    return clock
