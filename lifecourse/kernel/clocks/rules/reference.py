"""Rules and calendars as files have them, and what a new file may do to one in use. Pure Python."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class DayRow:
    """One day of a calendar. `kind` is bank, one_off or closure."""

    on: date
    title: str
    kind: str


@dataclass(frozen=True)
class CalendarRow:
    """One version of the calendar, with the days it can speak of (both included)."""

    version: int
    covers_from: date
    covers_to: date
    source: str
    checked_by: str
    next_review: date
    days: tuple[DayRow, ...]


@dataclass(frozen=True)
class VersionRow:
    """One version of a rule; the fields are those of `models.RuleVersion`. `hours`: weekday to minutes of the day."""

    number: int
    valid_from: date
    valid_to: date | None
    unit: str
    amount: int
    convention: str
    due_at: str
    hours: dict[str, list[int]]
    finish_past_close: bool
    rolls_forward: bool
    pausable: bool
    soon_percent: int | None
    soon_hours: int | None
    basis: str
    source: str
    checked_by: str
    next_review: date


VERSION_FIELDS = tuple(one.name for one in fields(VersionRow))
# What may be put right without a new version: who checked it and where it stands. What it computes may not.
_ABOUT = ("source", "checked_by", "next_review")


@dataclass(frozen=True)
class RuleRow:
    """One kind of clock with all its versions, by number."""

    kind: str
    title: str
    register: str
    starts_with: str
    legal_basis: str
    versions: tuple[VersionRow, ...]


def version_row(source: Any) -> VersionRow:
    """The version a table row holds."""
    return VersionRow(**{name: getattr(source, name) for name in VERSION_FIELDS})


def faults_of_rule(rule: RuleRow) -> list[str]:
    """What is wrong among the versions of one kind, each in a sentence without its full stop."""
    found = []
    numbers = [one.number for one in rule.versions]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"{rule.kind}: its versions are numbered {numbers}; they must go 1, 2, 3")
    for before, after in zip(rule.versions, rule.versions[1:], strict=False):
        if before.valid_to is None or before.valid_to >= after.valid_from:
            day = after.valid_from - timedelta(days=1)
            found.append(f"{rule.kind}: version {before.number} must end by {day}, when version {after.number} begins")
    for one in rule.versions:
        if one.valid_to is not None and one.valid_to < one.valid_from:
            found.append(f"{rule.kind}: version {one.number} ends on {one.valid_to}, before it begins")
        if (one.unit == "sh" or one.due_at == "close") and not one.hours:
            found.append(f"{rule.kind}: version {one.number} needs opening hours")
        if one.unit in ("h", "sh") and (one.due_at != "same_time" or one.convention != "after" or one.rolls_forward):
            found.append(f"{rule.kind}: version {one.number} counts hours, so it has no last day to count, end or move")
    return found


def faults_of_calendar(calendar: CalendarRow) -> list[str]:
    """What is wrong in one calendar, each in a sentence without its full stop."""
    found, seen = [], set()
    for day in calendar.days:
        if not calendar.covers_from <= day.on <= calendar.covers_to:
            found.append(f"{day.on} lies outside {calendar.covers_from} to {calendar.covers_to}")
        if day.on in seen:
            found.append(f"{day.on} stands there twice")
        seen.add(day.on)
    for year in range(calendar.covers_from.year + 1, calendar.covers_to.year):
        held = sum(day.on.year == year and day.kind != "closure" for day in calendar.days)
        if held < 8:
            found.append(f"{year} has {held} bank holidays; England has at least 8")
    return found


def refusal_of_rule(before: RuleRow, after: RuleRow) -> str | None:
    """Why `after` may not follow `before`: one sentence, or None. A version in use is closed, never rewritten."""
    has = {one.number: one for one in after.versions}
    for old in before.versions:
        new = has.get(old.number)
        if new is None:
            return f"{after.kind}: version {old.number} is gone, and clocks may run under it; close it with a valid_to."
        about = {name: getattr(old, name) for name in _ABOUT}
        if replace(new, **about, valid_to=old.valid_to) != old:
            name = next(
                n for n in VERSION_FIELDS if n not in (*_ABOUT, "valid_to") and getattr(new, n) != getattr(old, n)
            )
            return (
                f"{after.kind}: {name!r} of version {old.number} was {getattr(old, name)!r} and clocks may run "
                f"under it; close that version and add version {len(before.versions) + 1}."
            )
        if old.valid_to is not None and new.valid_to != old.valid_to:
            return f"{after.kind}: version {old.number} was closed on {old.valid_to}; that date may not change."
    return None


def refusal_of_calendar(before: CalendarRow | None, newest: int, after: CalendarRow) -> str | None:
    """Why a calendar may not be loaded: one sentence, or None. `newest` is the highest version in the table, or 0."""
    if before is not None and before != after:
        changed = sorted({d.on for d in set(before.days) ^ set(after.days)})
        where = f"{changed[0]} is not as" if changed else "its cover or source is not as"
        return (
            f"england: {where} version {after.version} in use has it; give the calendar version {after.version + 1} "
            "(clocks that run keep theirs)."
        )
    if before is None and after.version < newest:
        return f"england: the table has version {newest}, and the file is version {after.version}, an older one."
    return None
