"""The front door's figures of one year as indicators like any other."""

from datetime import datetime
from typing import Any

from lifecourse.domains.concerns import queries as concerns

from ..rules.local import Counted, counted, period_of, period_words

_SOURCE = "Our own records of the front door (concerns)"
_DECISION = "concern_decision"  # the clock of data/clocks that a concern's decision runs under


def front_door(*, viewer: Any, at: datetime, year: int) -> list[Counted]:
    """Every indicator of the front door for a year to 31 March, counted now. That it was looked at is in the trail.

    Raises `NotPermitted` for whoever may not see the front door's figures, `Refused` for a year to come.
    """
    since, until = period_of(year, at=at)
    found = concerns.figures(viewer=viewer, at=at, since=since, until=until)
    told = {"period": period_words(since, until), "query": "concerns.queries.figures"}
    decided = found.timeliness.get(_DECISION)
    in_time = decided.met if decided else 0
    over = decided.met + decided.missed + decided.overdue if decided else 0
    checks = sum(one.in_time for one in found.agencies)
    answered = sum(one.in_time + one.late + one.declined for one in found.agencies)
    eyes = found.eyes_and_ears
    pairs: list[tuple[str, int, int | None]] = [
        ("front_door_concerns_received", found.received, None),
        ("front_door_decided_in_time_pct", in_time, over),
        ("front_door_checks_in_time_pct", checks, answered),
        ("front_door_feedback_given_pct", found.feedback_given, found.feedback_given + found.feedback_owed),
        ("eyes_and_ears_not_open_pct", eyes.not_open, eyes.not_open + eyes.already_open),
        ("eyes_and_ears_helped_pct", eyes.helped, eyes.not_open),
    ]
    return [counted(name, year, part, whole, source=_SOURCE, parameters=told) for name, part, whole in pairs]
