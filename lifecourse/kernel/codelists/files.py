"""Reads `data/code_lists/*.yaml` into rows; every fault is a sentence naming the file and the line."""

from datetime import date
from pathlib import Path

from lifecourse.kernel.base.reference_files import Sheet

from .rules import EntryRow, ListRow, faults_of

_TOP = frozenset({"code", "title", "source", "version", "checked_by", "next_review", "valid_from", "entries"})
_ENTRY = frozenset({"code", "label", "valid_from", "valid_to", "parent", "note", "groups", "maps"})


def read_folder(folder: Path) -> tuple[list[ListRow], list[str]]:
    """Every list of the folder, and every fault found. Use the lists only if there are no faults."""
    lists, faults = [], []
    for path in sorted(folder.glob("*.yaml")):
        read, wrong = read_list(path)
        lists.append(read)
        faults += wrong
    return lists, faults


def read_list(path: Path) -> tuple[ListRow, list[str]]:
    """One list and its faults."""
    sheet = Sheet(path)
    if sheet.faults:
        return ListRow(path.stem, "", "", 1, "", date.min, ()), sheet.faults
    top = sheet.top
    sheet.only(top, _TOP, what="the list")
    if sheet.text(top, "code", longest=60) != path.stem:
        sheet.fault(top, f"'code' is {top.get('code')!r}; it must be the name of the file, {path.stem!r}", key="code")
    begins = sheet.day(top, "valid_from")
    entries = []
    for order, row in enumerate(sheet.rows(top, "entries"), start=1):
        sheet.only(row, _ENTRY, what=f"entry {row.get('code')!r}")
        entries.append(
            EntryRow(
                code=sheet.text(row, "code", longest=60),
                label=sheet.text(row, "label", longest=300),
                order=order,
                valid_from=sheet.day(row, "valid_from", begins),
                valid_to=sheet.day_or_none(row, "valid_to"),
                parent=sheet.text(row, "parent", optional=True, longest=60) or None,
                note=sheet.text(row, "note", optional=True),
                groups=tuple(sheet.words(row, "groups")),
                maps=sheet.pairs(row, "maps"),
            )
        )
    if not sheet.faults:
        lines = {row["code"]: row.line for row in top["entries"]}
        for sentence in faults_of(entries):
            sheet.fault(next((line for code, line in lines.items() if repr(code) in sentence), top.line), sentence)
    return (
        ListRow(
            code=path.stem,
            title=sheet.text(top, "title", longest=200),
            source=sheet.text(top, "source"),
            version=sheet.whole(top, "version"),
            checked_by=sheet.text(top, "checked_by", longest=120),
            next_review=sheet.day(top, "next_review"),
            entries=tuple(entries),
        ),
        sheet.faults,
    )
