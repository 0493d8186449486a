"""Times, spans and money in words for people: Europe/London, plain English, never seconds."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def clock_time(value: datetime) -> str:
    """The time of day as people say it: "4:20pm", "9am", "midday", "midnight"."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def calendar_day(value: date, *, today: date | None = None) -> str:
    """A day in full: "24 November 2026"; without the year when `today` is in the same year.

    A `datetime` is taken in London, where the day may differ from the one in UTC.
    """
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    day = f"{value.day} {value:%B}"
    return day if today is not None and value.year == today.year else f"{day} {value.year}"


def when(value: datetime, *, at: datetime) -> str:
    """A moment beside the present one: "4:20pm today", "9:05am tomorrow", "Tuesday 24 November, 9:05am"."""
    local, today = value.astimezone(LONDON), at.astimezone(LONDON).date()
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((local.date() - today).days)
    if near:
        return f"{clock_time(value)} {near}"
    return f"{local:%A} {calendar_day(local.date(), today=today)}, {clock_time(value)}"


def span(length: timedelta) -> str:
    """A length of time in its two largest useful units at most: "3 hours", "1 hour 20 minutes", "6 days"."""
    length = abs(length)
    if length < _MINUTE:
        return "less than a minute"
    days, hours, minutes = length.days, length.seconds // 3600, length.seconds % 3600 // 60
    if days >= 2:
        return plural(days, "day")
    if days:
        return " ".join(filter(None, ["1 day", plural(hours, "hour") if hours else ""]))
    if length >= _HOUR:
        # Past three hours nobody acts on the minutes; nearer than that they matter.
        return " ".join(
            filter(None, [plural(hours, "hour"), plural(minutes, "minute") if minutes and hours < 3 else ""])
        )
    return plural(minutes, "minute")


def ago(value: datetime, *, at: datetime) -> str:
    """How long before or after the present: "3 hours ago", "in 20 minutes", "just now"."""
    if abs(at - value) < _MINUTE:
        return "just now"
    return f"{span(at - value)} ago" if value < at else f"in {span(value - at)}"


def due(value: datetime, *, at: datetime) -> str:
    """A deadline: "due in 3 hours, by 4:20pm today" or "overdue by 2 days, was due Friday 20 November, 5pm"."""
    if value >= at:
        return f"due in {span(value - at)}, by {when(value, at=at)}"
    return f"overdue by {span(at - value)}, was due {when(value, at=at)}"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 day", "2 days", "0 children"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def money(pence: int) -> str:
    """Pounds from whole pence: 123456 is "£1,234.56", 500000 is "£5,000", -250 is "−£2.50"."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}{f'.{rest:02d}' if rest else ''}"
