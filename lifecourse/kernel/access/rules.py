"""What time and state allow in matters of access. No Django, no clock, no query."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# How long an emergency opening lasts. Long enough for a strategy discussion, too short to browse.
BREAK_GLASS_LASTS = timedelta(minutes=60)
# The review's deadline: processes.md 15 (Caldicott), two working days.
REVIEW_WORKING_DAYS = 2
# Quarterly recertification: a membership that nobody has confirmed for so long is asked about again.
RECERTIFY_AFTER = timedelta(days=90)
# A reason shorter than this tells the reviewer nothing.
SHORTEST_REASON = 10


class Outcome(StrEnum):
    """What the reviewer found of a break-glass."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    REFERRED = "referred"


OUTCOME_WORDS = {
    Outcome.JUSTIFIED: "Justified",
    Outcome.NOT_JUSTIFIED: "Not justified",
    Outcome.REFERRED: "Referred for investigation",
}


def review_due(at: datetime, *, is_working_day: Callable[[date], bool]) -> datetime:
    """The end (midnight, Europe/London) of the second working day after the day of `at`.

    The day itself does not count, so nobody loses an afternoon: a Friday evening is reviewed by the end of Tuesday.
    """
    day, left = at.astimezone(LONDON).date(), REVIEW_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=LONDON)


def begins(day: date) -> datetime:
    """The first moment of a day in London."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


def ends(day: date) -> datetime:
    """The moment after the last of a day in London: "until Friday" means all of Friday."""
    return begins(day + timedelta(days=1))
