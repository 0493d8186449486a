"""The day it is for people: London's, which for an hour of a summer night is not the day in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The London day of a moment."""
    return at.astimezone(_LONDON).date()
