"""The sweep: each clock that has become overdue is found once, however often and by however many it is run."""

from datetime import datetime

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record, record_many

from .. import queries
from ..models import Clock

BATCH = 500


@command("clocks.swept")
def sweep_clocks(*, actor: Actor, at: datetime) -> int:
    """Record every clock newly overdue at `at`; gives how many. Run with every circle open (`context.as_system`).

    1. Take the running clocks past their due time that no sweep has recorded yet.
    2. Lock them, leaving out any that somebody is changing now: the next sweep, a minute later, finds those.
    3. Compare and set: write `overdue_at` only where it is still empty. What another sweep took meanwhile is not ours.
    4. One event for each that was ours, in the same transaction, so a crash loses both or neither.
    5. Again, until none is left.
    The version of the clock is not stepped: a form somebody has open on it is not made stale by the machine.
    """
    found = 0
    while True:
        due = queries.newly_overdue(viewer=actor, at=at).order_by("due_at", "id")
        taken = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
        ids = [clock.pk for clock in taken]
        marked = Clock.objects.filter(pk__in=ids, overdue_at__isnull=True).update(overdue_at=at) if ids else 0
        if marked != len(ids):  # pragma: no cover  we hold their locks
            raise RuntimeError("a clock was swept twice")
        record_many("clocks.overdue", subjects=taken, actor=actor, at=at)
        found += marked
        if len(ids) < BATCH:
            break
    record("clocks.swept", subject=None, actor=actor, at=at, overdue=found)
    return found
