"""How a clock stands at a moment, computed and never stored: only its due time is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """How a clock stands at a moment. MISSED is met, but late; STOPPED did not need to be met."""

    NOT_STARTED = "not_started"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"
    PAUSED = "paused"
    STOPPED = "stopped"


OPEN = frozenset({Status.NOT_STARTED, Status.ON_TIME, Status.DUE_SOON, Status.OVERDUE, Status.PAUSED})
LATE = frozenset({Status.OVERDUE, Status.MISSED})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What of a clock decides its status. `soon_at` is when it begins to be due soon."""

    start_at: datetime
    due_at: datetime
    soon_at: datetime
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_at: datetime | None = None


def is_late(when: datetime, due_at: datetime) -> bool:
    """Whether a moment is after the deadline. To the second: 23:59:59.5 is still within a day that ends at 23:59:59."""
    return when.replace(microsecond=0) > due_at


def soon_at(*, start_at: datetime, due_at: datetime, percent: int | None = None, hours: int | None = None) -> datetime:
    """When a clock begins to be due soon: in the last `hours`, or the last `percent` of its whole time, if longer."""
    share = (due_at - start_at) * ((percent or 0) / 100)
    return max(start_at, due_at - max(share, timedelta(hours=hours or 0)))


def status_of(standing: Standing, *, now: datetime) -> Status:
    """How a clock stands at `now`."""
    if standing.stopped_at is not None:
        return Status.STOPPED
    if standing.met_at is not None:
        return Status.MISSED if is_late(standing.met_at, standing.due_at) else Status.MET
    if standing.paused_at is not None:
        return Status.PAUSED
    if now < standing.start_at:
        return Status.NOT_STARTED
    if is_late(now, standing.due_at):
        return Status.OVERDUE
    return Status.DUE_SOON if now >= standing.soon_at else Status.ON_TIME
