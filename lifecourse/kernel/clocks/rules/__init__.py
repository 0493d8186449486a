"""When a time limit ends, and how a clock stands at a moment. Pure Python: no Django, no clock of its own, no query."""

from .days import Calendar, Convention, add_working_days, is_working_day, next_working_day, working_days_between
from .due import LONDON, DueAt, Hours, Limit, Pause, Unit, due_at, limit_words
from .standing import LATE, OPEN, Standing, Status, is_late, soon_at, status_of
from .told import how_late, told

__all__ = [
    "LATE",
    "LONDON",
    "OPEN",
    "Calendar",
    "Convention",
    "DueAt",
    "Hours",
    "Limit",
    "Pause",
    "Standing",
    "Status",
    "Unit",
    "add_working_days",
    "due_at",
    "how_late",
    "is_late",
    "is_working_day",
    "limit_words",
    "next_working_day",
    "soon_at",
    "status_of",
    "told",
    "working_days_between",
]
