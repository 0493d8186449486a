"""Reads a CSV file row by row: text only, no line without end, every refusal one sentence that names file and line."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from .problem import BadInput

# Characters of one line; a row of either file that is read here has a few hundred.
LONGEST_LINE, MOST_COLUMNS = 20_000, 100
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "text saved as UTF-16"),
    (b"\xfe\xff", "text saved as UTF-16"),
    (b"PAR1", "a Parquet file"),
)


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends on (from 1), its cells stripped of blanks; empty rows are passed over.

    The first is the heading. Raises BadInput where it stops being CSV in UTF-8; memory holds one row.
    """
    try:
        with path.open("rb") as raw:
            _refuse_other_kinds(path, raw.read(8))
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, file)
    except OSError as problem:
        raise BadInput(f"{path.name}: this file cannot be read ({problem.strerror}).") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path.name}: the text is not UTF-8; save the file as CSV UTF-8.") from None


def columns_at(path: Path, line: int, heading: list[str], wanted: tuple[str, ...]) -> dict[str, int]:
    """Where each wanted column stands, whatever its case. Raises BadInput for one that is missing or there twice."""
    names = [name.casefold() for name in heading]
    if len(names) > MOST_COLUMNS:
        raise BadInput(f"{path.name}, line {line}: the heading names {len(names)} columns; at most {MOST_COLUMNS} are.")
    for name in wanted:
        if (found := names.count(name.casefold())) != 1:
            says = "there is no column" if found == 0 else f"there are {found} columns called"
            there = ", ".join(one[:40] for one in heading)[:200]
            raise BadInput(f"{path.name}, line {line}: {says} {name}; the heading is {there or 'empty'}.")
    return {name: names.index(name.casefold()) for name in wanted}


def _refuse_other_kinds(path: Path, start: bytes) -> None:
    if not start:
        raise BadInput(f"{path.name}: the file is empty; a CSV file with a heading is wanted.")
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise BadInput(f"{path.name}: this is {kind}, not CSV; save it as CSV UTF-8.")


def _rows(path: Path, file: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(path, file), strict=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error:
        raise BadInput(
            f"{path.name}, line {reader.line_num}: a quotation mark is opened and not closed, or is in the wrong place."
        ) from None


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            raise BadInput(f"{path.name}, line {number}: there is a NUL byte, so this is no text; save it as CSV.")
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise BadInput(
                f"{path.name}, line {number}: the line has {LONGEST_LINE:,} characters or more; none needs so many."
            )
        yield line
