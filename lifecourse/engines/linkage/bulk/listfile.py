"""Reads a list that says it is CSV: in batches, within bounds, with one sentence that names file and line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .columns import ColumnMap
from .problem import BadInput

BATCH = 20_000
MOST_COLUMNS = 500
LONGEST_CELL = 10_000
_KINDS = ((b"PK\x03\x04", "an Excel workbook or a zip file"), (b"\x1f\x8b", "a compressed file"), (b"%PDF", "a PDF"))


@dataclass(frozen=True)
class Batch:
    """Rows by column, in the order asked for; `lines[n]` is the line on which row n ends (the heading is line 1)."""

    lines: list[int]
    columns: tuple[Sequence[str], ...]


def read_list(path: Path, mapping: ColumnMap, wanted: Sequence[str]) -> Iterator[Batch]:
    """The columns named in `wanted`, in that order, stripped of blanks. Raises `BadInput` where it stops being a list.

    Nothing is read ahead of what is asked for, so memory holds one batch.
    """
    _refuse_other_kinds(path)
    csv.field_size_limit(LONGEST_CELL)  # a quotation mark that is never closed ends here, not at the end of memory
    try:
        with path.open(encoding=mapping.encoding, newline="") as file:
            yield from _batches(path, file, mapping, wanted)
    except OSError as error:
        raise BadInput(f"{path}: this list cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise BadInput(
            f"{path}, near line {_line_of_bad_text(path, mapping.encoding)}: the text is not {mapping.encoding[:5]}; "
            "save the list as CSV UTF-8, or say “encoding: cp1252” in the map."
        ) from None


def _refuse_other_kinds(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise BadInput(f"{path}: this list cannot be read ({error.strerror}).") from None
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise BadInput(f"{path}: this is {kind}, not CSV; save the list as CSV UTF-8.")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"{path}: this file was saved as UTF-16; save the list as CSV UTF-8.")
    if not start:
        raise BadInput(f"{path}: the file is empty.")


def _line_of_bad_text(path: Path, encoding: str) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return 1


def _batches(path: Path, file: TextIO, mapping: ColumnMap, wanted: Sequence[str]) -> Iterator[Batch]:
    reader = csv.reader(_text_only(file), delimiter=mapping.delimiter, strict=True)
    heading: list[str] | None = None
    positions: list[int] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    while True:
        try:
            for cells in reader:
                if heading is None:
                    heading = _heading(path, cells, mapping)
                    positions = [_position(path, name, heading) for name in wanted]
                    continue
                if len(cells) != len(heading):
                    if not any(cell.strip() for cell in cells):
                        continue
                    raise BadInput(
                        f"{path}, line {reader.line_num}: the row has {len(cells)} cells and the heading "
                        f"{len(heading)}; put a cell that has a “{mapping.delimiter}” in it in quotation marks."
                    )
                rows.append(cells)
                lines.append(reader.line_num)
                if len(rows) == BATCH:
                    break
            else:
                break
        except csv.Error as error:
            raise BadInput(f"{path}, line {reader.line_num + 1}: {_what(error)}") from None
        yield _batch(lines, rows, positions)
        rows, lines = [], []
    if heading is None:
        raise BadInput(f"{path}: the file has no lines.")
    if rows:
        yield _batch(lines, rows, positions)


def _text_only(file: TextIO) -> Iterator[str]:
    for line in file:
        if "\0" in line:
            raise csv.Error("NUL")
        yield line


def _batch(lines: list[int], rows: list[list[str]], positions: Sequence[int]) -> Batch:
    columns = list(zip(*rows, strict=True))
    return Batch(lines, tuple([cell.strip() for cell in columns[position]] for position in positions))


def _what(error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            f"a cell has more than {LONGEST_CELL:,} characters; a quotation mark may be opened and not closed, here "
            "or above."
        )
    if "NUL" in str(error):
        return "there is a NUL byte, so this is not a text file; save the list as CSV UTF-8."
    return "a quotation mark is opened and not closed, or stands in the wrong place."


def _heading(path: Path, cells: Sequence[str], mapping: ColumnMap) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    if len(names) > MOST_COLUMNS:
        raise BadInput(f"{path}, line 1: the heading names {len(names)} columns; a list has at most {MOST_COLUMNS}.")
    if len(names) < 2:
        raise BadInput(
            f"{path}, line 1: the heading names only one column; say the right “delimiter” in the map if it is not "
            f"“{mapping.delimiter}”."
        )
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise BadInput(f"{path}, line 1: two columns are called “{name[:60]}”; rename one of them.")
        seen.add(name.casefold())
    return names


def _position(path: Path, name: str, heading: Sequence[str]) -> int:
    for number, found in enumerate(heading):
        if found.casefold() == name.casefold():
            return number
    there = ", ".join(one for one in heading if one)[:200]
    raise BadInput(f"{path}, line 1: there is no column “{name}”; there are {there}.")
