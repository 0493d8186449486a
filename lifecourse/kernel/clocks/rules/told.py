"""A clock in words: "Due in 3 hours, by 4:20pm today", "Overdue by 1 working day: say why"."""

from datetime import datetime

from lifecourse.kernel.ui import words

from .days import Calendar, working_days_between
from .due import END_OF_DAY, LONDON, Limit, Unit
from .standing import Standing, Status, is_late, status_of


def told(standing: Standing, limit: Limit, calendar: Calendar | None, *, now: datetime, reason_given: bool) -> str:
    """How a clock stands, in a sentence without its full stop. `calendar` is needed for limits of working days."""
    status = status_of(standing, now=now)
    if status is Status.STOPPED:
        return "Stopped"
    if status is Status.NOT_STARTED:
        return f"Starts {words.when(standing.start_at, at=now)}"
    if status is Status.PAUSED:
        return f"Paused since {words.when(standing.paused_at or now, at=now)}"
    if status is Status.MET:
        return "Done in time"
    if status in (Status.OVERDUE, Status.MISSED):
        by = how_late(standing, limit, calendar, now=now)
        why = "reason given" if reason_given else "say why"
        if status is Status.MISSED:
            return f"Done late{f', by {by}' if by else ''}: {why}"
        return f"Overdue by {by}: {why}" if by else f"Overdue since {_end(standing.due_at, now)}: {why}"
    if _is_end_of_day(standing.due_at):
        return f"Due by {_end(standing.due_at, now)}{_working_days_left(standing.due_at, now, limit, calendar)}"
    text = words.due(standing.due_at, at=now) if now <= standing.due_at else f"due by {_end(standing.due_at, now)}"
    return text[:1].upper() + text[1:]


def how_late(standing: Standing, limit: Limit, calendar: Calendar | None, *, now: datetime) -> str:
    """The delay in the limit's own unit; empty if it is less than one working day, in which nobody could have acted."""
    due_at, end = standing.due_at, standing.met_at or now
    if limit.unit is Unit.WORKING_DAY and calendar is not None:
        days = working_days_between(due_at.astimezone(LONDON).date(), end.astimezone(LONDON).date(), calendar)
        return words.plural(days, "working day") if days else ""
    return words.span(end - due_at) if is_late(end, due_at) else ""


def _is_end_of_day(moment: datetime) -> bool:
    return moment.astimezone(LONDON).time() == END_OF_DAY


def _end(due_at: datetime, now: datetime) -> str:
    """The deadline as people say it: "the end of today", "the end of Tuesday 24 November", "4:20pm today"."""
    if not _is_end_of_day(due_at):
        return words.when(due_at, at=now)
    day, today = due_at.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    return f"the end of {near or f'{day:%A} {words.calendar_day(day, today=today)}'}"


def _working_days_left(due_at: datetime, now: datetime, limit: Limit, calendar: Calendar | None) -> str:
    if limit.unit is not Unit.WORKING_DAY or calendar is None:
        return ""
    days = working_days_between(now.astimezone(LONDON).date(), due_at.astimezone(LONDON).date(), calendar)
    return f", in {words.plural(days, 'working day')}" if days > 1 else ""
