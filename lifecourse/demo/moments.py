"""When things happen: office hours in London, and moments that lie so long before now. Pure Python."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
OPENS, SHUTS = time(8, 0), time(17, 0)


class NotYet(Exception):
    """The story has come to now: what would follow has not happened."""


def midday(day: date) -> datetime:
    """Noon of a day in London."""
    return datetime.combine(day, time(12, 0), tzinfo=LONDON)


def is_open(at: datetime) -> bool:
    """Whether the offices are open: Monday to Friday, 8 to 5. The demo's people take no bank holidays."""
    here = at.astimezone(LONDON)
    return here.weekday() < 5 and OPENS <= here.time() < SHUTS


def in_office(at: datetime) -> datetime:
    """That moment, or the next morning on which somebody is at work, at the same minutes past eight."""
    if is_open(at):
        return at
    here = at.astimezone(LONDON)
    day = here.date() if here.time() < OPENS and here.weekday() < 5 else here.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, time(8, here.minute, here.second), tzinfo=LONDON)


def worked(at: datetime, minutes: float) -> datetime:
    """So many minutes later, put off to the next office hours if that falls outside them."""
    return in_office(at + timedelta(minutes=minutes))


def spread(count: int, *, first: datetime, last: datetime, rng: Random) -> list[datetime]:
    """So many moments between two, in order; more of them by day than by night, and more lately than at first."""
    hours = [*range(24)]
    weights = [1, 1, 1, 1, 1, 1, 2, 5, 9, 10, 10, 9, 8, 8, 9, 10, 9, 7, 6, 5, 4, 3, 2, 1]
    days = (last.date() - first.date()).days
    moments: list[datetime] = []
    while len(moments) < count:
        # The square root leans towards the end: a front door that is better known each month.
        day = first.date() + timedelta(days=int(days * rng.random() ** 0.75) + 1)
        if day.weekday() >= 5 and rng.random() < 0.5:
            continue
        hour = rng.choices(hours, weights)[0]
        at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), tzinfo=LONDON)
        if first < at < last:
            moments.append(at)
    return sorted(moments)
