"""Reads the calendar and the clocks of `data/`; every fault is a sentence naming the file and the line."""

import re
from datetime import date
from pathlib import Path

from lifecourse.kernel.base.reference_files import Row, Sheet

from .rules import Convention, DueAt, Unit, reference
from .rules.reference import CalendarRow, DayRow, RuleRow, VersionRow

_CALENDAR = frozenset(
    {"version", "source", "checked_by", "next_review", "covers_from", "covers_to", "holidays", "closures"}
)
_DAY = frozenset({"day", "title", "one_off"})
_TOP = frozenset({"opening_hours", "clocks"})
_RULE = frozenset({"kind", "title", "register", "starts_with", "legal_basis", "versions"})
_VERSION = frozenset(
    {
        "version", "valid_from", "valid_to", "limit", "convention", "due_at", "hours", "finish_past_close",
        "rolls_forward", "pausable", "due_soon", "basis", "source", "checked_by", "next_review",
    }
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LIMIT = re.compile(r"(\d{1,4}) (wd|cd|h|sh|mo)")
_OPEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_SOON = re.compile(r"(\d{1,2})%|(\d{1,3}) h")
BASES = ("LAW", "SG", "NG", "L")


def read_calendar(path: Path) -> tuple[CalendarRow, list[str]]:
    """The calendar and its faults. Use it only if there are none."""
    sheet = Sheet(path)
    top = sheet.top
    if sheet.faults:
        return CalendarRow(1, date.min, date.max, "", "", date.min, ()), sheet.faults
    sheet.only(top, _CALENDAR, what="the calendar")
    days = []
    for key in ("holidays", "closures"):
        # Most partnerships have no closures of their own, and say so with an empty list.
        for row in sheet.rows(top, key) if top.get(key) != [] or key == "holidays" else ():
            sheet.only(row, _DAY, what="a day")
            kind = "closure" if key == "closures" else "one_off" if sheet.yes(row, "one_off") else "bank"
            days.append(DayRow(sheet.day(row, "day"), sheet.text(row, "title", longest=120), kind))
    calendar = CalendarRow(
        version=sheet.whole(top, "version"),
        covers_from=sheet.day(top, "covers_from"),
        covers_to=sheet.day(top, "covers_to"),
        source=sheet.text(top, "source"),
        checked_by=sheet.text(top, "checked_by", longest=120),
        next_review=sheet.day(top, "next_review"),
        days=tuple(sorted(days, key=lambda day: day.on)),
    )
    if not sheet.faults:
        lines = {row["day"]: row.line for key in ("holidays", "closures") for row in top.get(key, [])}
        for sentence in reference.faults_of_calendar(calendar):
            sheet.fault(next((line for on, line in lines.items() if sentence.startswith(str(on))), 1), sentence)
    return calendar, sheet.faults


def read_rules(folder: Path) -> tuple[list[RuleRow], list[str]]:
    """Every kind of clock in the folder's files, and every fault found. Use the rules only if there are no faults."""
    rules: list[RuleRow] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path)
        if not sheet.faults:
            sheet.only(sheet.top, _TOP, what="the file")
            opening = _opening_hours(sheet)
            for row in sheet.rows(sheet.top, "clocks"):
                rule = _rule(sheet, row, opening)
                if any(other.kind == rule.kind for other in rules):
                    sheet.fault(row, f"the clock {rule.kind!r} stands in two places")
                rules.append(rule)
        faults += sheet.faults
    return rules, faults


def _rule(sheet: Sheet, row: Row, opening: dict[str, dict[str, list[int]]]) -> RuleRow:
    kind = sheet.text(row, "kind", longest=60)
    sheet.only(row, _RULE, what=f"the clock {kind!r}")
    if kind and not re.fullmatch(r"[a-z][a-z0-9_]*", kind):
        sheet.fault(row, f"'kind' is {kind!r}; it must be small letters, figures and underscores", key="kind")
    before = len(sheet.faults)
    rule = RuleRow(
        kind=kind,
        title=sheet.text(row, "title", longest=200),
        register=sheet.text(row, "register", optional=True, longest=8),
        starts_with=sheet.text(row, "starts_with", longest=200),
        legal_basis=sheet.text(row, "legal_basis"),
        versions=tuple(_version(sheet, one, opening) for one in sheet.rows(row, "versions")),
    )
    if len(sheet.faults) == before:
        for sentence in reference.faults_of_rule(rule):
            sheet.fault(row, sentence)
    return rule


def _version(sheet: Sheet, row: Row, opening: dict[str, dict[str, list[int]]]) -> VersionRow:
    sheet.only(row, _VERSION, what="a version")
    limit = _LIMIT.fullmatch(sheet.text(row, "limit"))
    if limit is None or int(limit[1]) < 1:
        sheet.fault(
            row, f"'limit' is {row.get('limit')!r}; it must be such as '15 wd' (wd, cd, h, sh or mo)", key="limit"
        )
    amount, unit = (int(limit[1]), limit[2]) if limit else (1, "h")
    soon = _SOON.fullmatch(sheet.text(row, "due_soon"))
    if soon is None:
        sheet.fault(row, f"'due_soon' is {row.get('due_soon')!r}; it must be such as '25%' or '4 h'", key="due_soon")
    hours = sheet.text(row, "hours", optional=True)
    if hours and hours not in opening:
        sheet.fault(row, f"'hours' is {hours!r}, and 'opening_hours' has no such entry", key="hours")
    counts_hours = unit in (Unit.HOUR, Unit.SERVICE_HOUR)
    return VersionRow(
        number=sheet.whole(row, "version"),
        valid_from=sheet.day(row, "valid_from"),
        valid_to=sheet.day_or_none(row, "valid_to"),
        unit=unit,
        amount=amount,
        convention=sheet.one_of(row, "convention", list(Convention), Convention.AFTER),
        due_at=sheet.one_of(row, "due_at", list(DueAt), DueAt.SAME_TIME if counts_hours else DueAt.END_OF_DAY),
        hours=opening.get(hours, {}),
        finish_past_close=sheet.yes(row, "finish_past_close"),
        rolls_forward=sheet.yes(row, "rolls_forward"),
        pausable=sheet.yes(row, "pausable"),
        soon_percent=int(soon[1]) if soon and soon[1] else None,
        soon_hours=int(soon[2]) if soon and soon[2] else None,
        basis=sheet.one_of(row, "basis", BASES),
        source=sheet.text(row, "source"),
        checked_by=sheet.text(row, "checked_by", longest=120),
        next_review=sheet.day(row, "next_review"),
    )


def _opening_hours(sheet: Sheet) -> dict[str, dict[str, list[int]]]:
    """The named opening hours of a file: name to weekday (Monday is "0") to opening and closing minute of the day."""
    found: dict[str, dict[str, list[int]]] = {}
    named = sheet.top.get("opening_hours") or Row()
    if not isinstance(named, Row):
        sheet.fault(sheet.top, "'opening_hours' must map a name to weekdays")
        return found
    for name, week in named.items():
        if not isinstance(week, Row):
            sheet.fault(named, f"opening hours {name!r} must map weekdays to hours")
            continue
        sheet.only(week, _WEEKDAYS, what=f"opening hours {name!r}")
        found[name] = {}
        for number, day in enumerate(_WEEKDAYS):
            if day not in week:
                continue
            match = _OPEN.fullmatch(str(week[day]))
            opens = int(match[1]) * 60 + int(match[2]) if match else 0
            closes = (int(match[3]) * 60 + int(match[4]) if match[3] else 1440) if match else 0
            if closes <= opens:
                sheet.fault(
                    week, f"{day} of opening hours {name!r} is {week[day]!r}; it must be such as '08:00-17:00'", key=day
                )
            found[name][str(number)] = [opens, closes]
    return found
