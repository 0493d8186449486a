"""Reading code lists: what may be chosen on a day, and what an old code was called.

Lists are no secret, so `viewer` is taken, as by every query, and not asked. Labels are kept in the process: a page with
a thousand rows asks the database for each list at most once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecourse.kernel.base.errors import Refused

from .models import CodeList, Entry
from .rules import EntryRow, ListRow


@dataclass(frozen=True)
class Choice:
    """One thing that may be chosen. `parent` and `maps` say how it is counted elsewhere."""

    code: str
    label: str
    note: str = ""
    parent: str | None = None
    groups: tuple[str, ...] = ()
    maps: tuple[tuple[str, str], ...] = ()


_kept: dict[str, ListRow] = {}


def choices(*, viewer: Any, list_code: str, on: date, group: str = "") -> tuple[Choice, ...]:
    """What may be chosen from a list on a day, in the list's order; only those of `group`, if one is named.

    An entry of no group is in all. Asks the table for the list's version each time, so a newly loaded list is seen at
    once. Raises `LookupError` if there is no such list: a slip in the code, not of a person.
    """
    version = CodeList.objects.filter(code=list_code).values_list("version", flat=True).first()
    kept = _kept.get(list_code)
    if kept is None or kept.version != version:
        kept = _load(list_code)
    return tuple(
        _choice(row) for row in kept.entries if _valid(row, on) and (not group or not row.groups or group in row.groups)
    )


def label_of(*, viewer: Any, list_code: str, code: str, on: date | None = None) -> str:
    """What a code is called: on that day if one is given, else by its latest label. Closed codes have labels too.

    A code that is in no list is given back as it is, so that a page about old records still opens.
    """
    row = _find(list_code, code, on)
    return row.label if row else code


def labels_of(*, viewer: Any, list_code: str, codes: Iterable[str]) -> list[str]:
    """The labels of several codes, in the list's order."""
    rows = [(row.order, row.label) if (row := _find(list_code, code, None)) else (10_000, code) for code in codes]
    return [label for _, label in sorted(rows)]


def find(*, viewer: Any, list_code: str, code: str, on: date | None = None) -> Choice | None:
    """The entry of a code (on a day, if one is given), or None if there is none."""
    row = _find(list_code, code, on)
    return _choice(row) if row else None


def check_choice(*, viewer: Any, list_code: str, code: str, on: date, field: str = "") -> None:
    """Raise `Refused` unless `code` may be chosen from the list on that day."""
    if not any(choice.code == code for choice in choices(viewer=viewer, list_code=list_code, on=on)):
        title = _kept[list_code].title
        raise Refused(f"“{code[:60]}” cannot be chosen from “{title}”: choose one of the list.", field=field or None)


def changed_lists(*, viewer: Any, lists: Sequence[ListRow]) -> list[ListRow]:
    """Those of `lists` (as read from files) that are not in the table just so."""
    stored = stored_lists(viewer=viewer, codes=[one.code for one in lists])
    return [one for one in lists if stored.get(one.code) != one]


def stored_lists(*, viewer: Any, codes: Collection[str]) -> dict[str, ListRow]:
    """Lists as the table has them now, in two queries."""
    rows: dict[str, list[EntryRow]] = {}
    for entry in Entry.objects.filter(code_list_id__in=codes).order_by("code_list_id", "order", "valid_from"):
        rows.setdefault(entry.code_list_id, []).append(_entry_row(entry))
    return {
        one.code: ListRow(
            code=one.code,
            title=one.title,
            source=one.source,
            version=one.version,
            checked_by=one.checked_by,
            next_review=one.next_review,
            entries=tuple(rows.get(one.code, ())),
        )
        for one in CodeList.objects.filter(code__in=codes)
    }


def forget(list_code: str) -> None:
    """Read a list again from the table, after a load."""
    _kept.pop(list_code, None)


def _load(list_code: str) -> ListRow:
    stored = stored_lists(viewer=None, codes=[list_code]).get(list_code)
    if stored is None:
        raise LookupError(f"there is no code list {list_code!r}")
    _kept[list_code] = stored
    return stored


def _find(list_code: str, code: str, on: date | None) -> EntryRow | None:
    row = _among(_kept.get(list_code) or _load(list_code), code, on)
    if row is None and on is None:
        # It may have been added since this process last looked; asked once more, and no more than that.
        version = CodeList.objects.filter(code=list_code).values_list("version", flat=True).first()
        if version != _kept[list_code].version:
            row = _among(_load(list_code), code, on)
    return row


def _among(kept: ListRow, code: str, on: date | None) -> EntryRow | None:
    rows = [row for row in kept.entries if row.code == code and (on is None or _valid(row, on))]
    return max(rows, key=lambda row: row.valid_from, default=None)


def _valid(row: EntryRow, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def _choice(row: EntryRow) -> Choice:
    return Choice(row.code, row.label, row.note, row.parent, row.groups, tuple(sorted(row.maps.items())))


def _entry_row(entry: Entry) -> EntryRow:
    return EntryRow(
        code=entry.code,
        label=entry.label,
        order=entry.order,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        parent=entry.parent,
        note=entry.note,
        groups=tuple(entry.groups),
        maps=dict(entry.maps),
    )
