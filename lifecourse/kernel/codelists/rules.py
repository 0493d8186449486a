"""What a new file may do to a list in use: add, close, relabel from a day; never rewrite. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class EntryRow:
    """One entry as a file or the table has it. Both dates are included; None is open."""

    code: str
    label: str
    order: int
    valid_from: date
    valid_to: date | None = None
    parent: str | None = None
    note: str = ""
    groups: tuple[str, ...] = ()
    maps: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListRow:
    """One list as a file or the table has it."""

    code: str
    title: str
    source: str
    version: int
    checked_by: str
    next_review: date
    entries: tuple[EntryRow, ...]


def faults_of(rows: Sequence[EntryRow]) -> list[str]:
    """What is wrong among the entries of one list, each in a sentence without its full stop."""
    found = []
    last: dict[str, EntryRow] = {}
    for row in sorted(rows, key=lambda one: (one.code, one.valid_from)):
        before = last.get(row.code)
        last[row.code] = row
        if row.valid_to is not None and row.valid_to < row.valid_from:
            found.append(f"entry {row.code!r} ends on {row.valid_to}, before it begins on {row.valid_from}")
        if before and (before.valid_to is None or before.valid_to >= row.valid_from):
            day = row.valid_from - timedelta(days=1)
            found.append(f"entry {row.code!r} stands there twice on {row.valid_from}; close the first by {day}")
        if row.parent == row.code:
            found.append(f"entry {row.code!r} is its own parent")
    codes = set(last)
    found += [
        f"entry {row.code!r} has the parent {row.parent!r}, which is no entry"
        for row in rows
        if row.parent and row.parent not in codes
    ]
    return found


def refusal(before: ListRow, after: ListRow) -> str | None:
    """Why `after` may not follow `before` in the table: one sentence naming the entry, or None if it may.

    A record made in the past carries a code and means what the label said on that day, so neither may ever change.
    """
    if after.version < before.version:
        return f"{after.code}: the file is version {after.version}, older than version {before.version} in use."
    had = {(row.code, row.valid_from): row for row in before.entries}
    has = {(row.code, row.valid_from): row for row in after.entries}
    if after.version == before.version:
        for key in sorted(had.keys() | has.keys()):
            if had.get(key) != has.get(key):
                return (
                    f"{after.code}: entry {key[0]!r} is not as version {before.version} in use has it; "
                    f"give the list version {before.version + 1} to change it."
                )
        if before != after:
            return (
                f"{after.code}: the title, source, check or review is not as version {before.version} in use has it; "
                f"give the list version {before.version + 1} to change it."
            )
        return None
    for key, row in sorted(had.items()):
        now = has.get(key)
        if now is None:
            return f"{after.code}: entry {row.code!r} of {row.valid_from} is gone; close it with a valid_to instead."
        if now.label != row.label:
            return (
                f"{after.code}: entry {row.code!r} was called {row.label!r}, and records carry it; "
                "close it and add the new label as a second entry from a day."
            )
        if now.parent != row.parent or now.maps != row.maps:
            return (
                f"{after.code}: entry {row.code!r} was counted elsewhere; close it and add a second entry from a day."
            )
        if row.valid_to is not None and now.valid_to != row.valid_to:
            return f"{after.code}: entry {row.code!r} was closed on {row.valid_to}; that date may not change."
    return None
