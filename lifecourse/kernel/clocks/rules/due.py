"""When a limit ends: in working days, calendar days, months, hours by the clock, or hours in which a service is open.

Every moment goes in and comes out aware. Days are days in London; hours are real hours, so a four-hour limit over a
night when the clocks change is four hours long, whatever the clock on the wall says.
"""

import calendar as months
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from lifecourse.kernel.base.errors import Refused

from .days import Calendar, Convention, add_working_days, next_working_day, working_days_between

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
_DAY = timedelta(days=1)
# Opening hours: weekday (Monday is 0) to opening and closing, in minutes after midnight; 1440 is the end of the day.
Hours: TypeAlias = Mapping[int, tuple[int, int]]


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAY = "wd"
    CALENDAR_DAY = "cd"
    HOUR = "h"
    SERVICE_HOUR = "sh"
    MONTH = "mo"


class DueAt(StrEnum):
    """When, on its last day, a limit of days or months ends."""

    END_OF_DAY = "end_of_day"
    CLOSE = "close"
    SAME_TIME = "same_time"


@dataclass(frozen=True)
class Limit:
    """A time limit. `hours` is needed by service hours and by an end at close.

    `finish_past_close`: service hours that have begun in opening hours run on through close, as some hubs do with Red.
    `rolls_forward`: an end on a day that is no working day moves to the next that is.
    """

    unit: Unit
    amount: int
    convention: Convention = Convention.AFTER
    due_at: DueAt = DueAt.END_OF_DAY
    hours: Hours = field(default_factory=dict)
    finish_past_close: bool = False
    rolls_forward: bool = False


@dataclass(frozen=True)
class Pause:
    """A time during which a limit did not run."""

    starts_at: datetime
    ends_at: datetime


def due_at(limit: Limit, start: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The moment (UTC) at which a limit that began at `start` ends, given the pauses that have ended.

    A pause of hours moves the end by its length; a pause of days by the days that would have counted in it, so one that
    begins and ends on one day moves nothing. Raises `Refused` if the calendar does not reach so far.
    """
    if limit.unit is Unit.HOUR:
        return start.astimezone(UTC) + timedelta(hours=limit.amount) + _elapsed(pauses, start)
    if limit.unit is Unit.SERVICE_HOUR:
        return _service_end(limit, start, calendar, pauses)
    began = start.astimezone(LONDON).date()
    if limit.unit is Unit.WORKING_DAY:
        lost = sum(working_days_between(*_days_of(pause), calendar) for pause in pauses)
        last = add_working_days(began, limit.amount + lost, calendar, limit.convention)
    else:
        lost = sum((ended - paused).days for paused, ended in map(_days_of, pauses))
        if limit.unit is Unit.MONTH:
            last = add_months(began, limit.amount) + _DAY * lost
        else:
            last = began + _DAY * (limit.amount + lost - (limit.convention is Convention.INCLUSIVE))
        if limit.rolls_forward:
            last = next_working_day(last, calendar)
    return _moment_of(limit, start, last)


def add_months(day: date, count: int) -> date:
    """The corresponding day `count` months later, or the last of that month if it has none.

    Dodds v Walker [1981] 1 WLR 1027: 31 August and one month is 30 September; 28 February and one month is 28 March.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def wall_time(day: date, minutes: int) -> datetime:
    """A time of day in London, in UTC; 1440 is midnight at the day's end."""
    days, rest = divmod(minutes, 1440)
    return datetime.combine(day + _DAY * days, time(rest // 60, rest % 60), LONDON).astimezone(UTC)


def limit_words(limit: Limit) -> str:
    """A limit as people say it: "15 working days", "1 month", "4 hours while the service is open"."""
    one = {
        Unit.WORKING_DAY: "working day",
        Unit.CALENDAR_DAY: "day",
        Unit.HOUR: "hour",
        Unit.SERVICE_HOUR: "hour",
        Unit.MONTH: "month",
    }[limit.unit]
    words = f"{limit.amount} {one}{'' if limit.amount == 1 else 's'}"
    if limit.unit is Unit.SERVICE_HOUR:
        words += " while the service is open" + (", running on past close" if limit.finish_past_close else "")
    return words


def _moment_of(limit: Limit, start: datetime, day: date) -> datetime:
    if limit.due_at is DueAt.CLOSE and day.weekday() in limit.hours:
        return wall_time(day, limit.hours[day.weekday()][1])
    if limit.due_at is DueAt.SAME_TIME:
        # fold=1: of a time that comes twice that night, the later, so nobody is late an hour early.
        same = datetime.combine(day, start.astimezone(LONDON).time(), LONDON).replace(fold=1)
        return same.astimezone(UTC)
    return datetime.combine(day, END_OF_DAY, LONDON).astimezone(UTC)


def _days_of(pause: Pause) -> tuple[date, date]:
    return pause.starts_at.astimezone(LONDON).date(), pause.ends_at.astimezone(LONDON).date()


def _elapsed(pauses: Sequence[Pause], since: datetime) -> timedelta:
    # In UTC: the difference of two London times that share a zone would forget the hour the clocks moved.
    since = since.astimezone(UTC)
    lengths = (p.ends_at.astimezone(UTC) - max(since, p.starts_at.astimezone(UTC)) for p in pauses)
    return sum((max(length, timedelta()) for length in lengths), timedelta())


def _service_end(limit: Limit, start: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    if not limit.hours:
        raise Refused("A limit of service hours needs opening hours: the rule of this clock has none.")
    left = timedelta(hours=limit.amount)
    for opens, closes in _open_times(start.astimezone(UTC), limit.hours, calendar):
        if limit.finish_past_close:
            return opens + left + _elapsed(pauses, opens)
        for begins, ends in _without(opens, closes, pauses):
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
    raise AssertionError("opening hours never end")  # pragma: no cover


def _open_times(start: datetime, hours: Hours, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Each stretch from `start` on in which the service is open: its hours, on days that are no holiday or closure."""
    day = start.astimezone(LONDON).date()
    while True:
        calendar.check(day)
        if day.weekday() in hours and day not in calendar.holidays and day not in calendar.closures:
            opens, closes = (wall_time(day, minutes) for minutes in hours[day.weekday()])
            if closes > start:
                yield max(opens, start), closes
        day += _DAY


def _without(opens: datetime, closes: datetime, pauses: Sequence[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """The parts of an open stretch that lie in no pause."""
    begins = opens
    for pause in sorted(pauses, key=lambda one: one.starts_at):
        paused, resumed = pause.starts_at.astimezone(UTC), pause.ends_at.astimezone(UTC)
        if paused >= closes:
            break
        if paused > begins:
            yield begins, paused
        begins = max(begins, resumed)
    if begins < closes:
        yield begins, closes
