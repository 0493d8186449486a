"""Working days of England: Monday to Friday, less bank holidays, one-off days included."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused

_DAY = timedelta(days=1)


class Convention(StrEnum):
    """How days are counted. AFTER: the day it starts is day 0. INCLUSIVE: that day is day 1, if it counts at all.

    Working Together and the Department's guides count AFTER; the sector's open census validator counts INCLUSIVE.
    """

    AFTER = "after"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True)
class Calendar:
    """One version of the table of holidays, and the days it can speak of (both included).

    `closures` are days on which the hub is shut though they are working days: they stop service hours, never the
    working days of a statutory limit.
    """

    version: int
    covers_from: date
    covers_to: date
    holidays: frozenset[date]
    closures: frozenset[date] = frozenset()

    def check(self, day: date) -> None:
        """Raise `Refused` for a day of which this version knows nothing: guessing would be a wrong deadline."""
        if not self.covers_from <= day <= self.covers_to:
            raise Refused(
                f"The calendar (version {self.version}) goes from {self.covers_from} to {self.covers_to}, and this "
                f"needs {day}: an administrator must load a longer one."
            )


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether a day is not a Saturday, Sunday, Christmas Day, Good Friday or bank holiday of England and Wales.

    The form of words of the Children Act 1989 Representations Procedure (England) Regulations 2006, reg. 2.
    """
    calendar.check(day)
    return day.weekday() < 5 and day not in calendar.holidays


def next_working_day(day: date, calendar: Calendar) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, calendar):
        day += _DAY
    return day


def add_working_days(start: date, count: int, calendar: Calendar, convention: Convention = Convention.AFTER) -> date:
    """The working day that is number `count` (at least 1) from `start`.

    INCLUSIVE with a start that is no working day makes the first working day after it day 1, as AFTER does.
    """
    if count < 1:
        raise ValueError("a limit of working days is at least one day")
    day = start
    if convention is Convention.INCLUSIVE and is_working_day(day, calendar):
        count -= 1
    while count:
        day += _DAY
        if is_working_day(day, calendar):
            count -= 1
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days there are after `start` up to and including `end`; 0 if `end` is not later."""
    return sum(is_working_day(start + _DAY * number, calendar) for number in range(1, (end - start).days + 1))
