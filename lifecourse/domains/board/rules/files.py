"""Reads a file of the layout section,line,financial_year,actual_gbp: every bad row in one sentence, or all of it."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from lifecourse.kernel.base.errors import Refused

from . import PRINTED_WORDS, Printed, check_heading_name, key_of
from .pounds import read_pence
from .reconciling import Line, Statement
from .years import FinancialYear, read_year

COLUMNS = ("section", "line", "financial_year", "actual_gbp")
MOST_BYTES, MOST_ROWS, MOST_SHOWN, LONGEST = 1024 * 1024, 5_000, 30, 2_000
TOO_LARGE = "The file must not be larger than 1 MB: a ledger of one board is far smaller."
_SECTIONS = ("expenditure", "income", "reported_total", "reserve")
_TOTALS = {("reported_total" if "total_" in one else "reserve", key_of(PRINTED_WORDS[one])): one for one in Printed}


class FileRefused(Refused):
    """A file that cannot be taken; `faults` has a sentence for each bad row, or one for the whole file."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults[:MOST_SHOWN])
        if len(faults) > MOST_SHOWN:
            self.faults += (f"And {len(faults) - MOST_SHOWN} more.",)
        super().__init__(" ".join(self.faults), field="file")


@dataclass(frozen=True)
class Cell:
    """One row: its line in the file, its side or printed total, its name, year and pence (None: blank, not zero)."""

    number: int
    section: str
    name: str
    year: FinancialYear
    pence: int | None
    printed: Printed | None = None


@dataclass(frozen=True)
class Finance:
    """A file that was read whole. `digest` is over what it says, not over its bytes."""

    cells: tuple[Cell, ...]
    digest: str

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        return tuple(sorted({cell.year for cell in self.cells}))

    def statements(self) -> tuple[Statement, ...]:
        """The file as reconciliation reads it."""
        return tuple(_statement(year, [cell for cell in self.cells if cell.year == year]) for year in self.years)


def _statement(year: FinancialYear, cells: Sequence[Cell]) -> Statement:
    def lines(section: str) -> tuple[Line, ...]:
        return tuple(Line(cell.name, cell.pence) for cell in cells if cell.section == section)

    printed = {cell.printed: cell.pence for cell in cells if cell.printed}
    return Statement(
        year=year,
        expenditure=lines("expenditure"),
        income=lines("income"),
        total_expenditure=printed.get(Printed.EXPENDITURE),
        total_income=printed.get(Printed.INCOME),
        transfer=printed.get(Printed.TRANSFER),
        reserve=printed.get(Printed.RESERVE),
    )


def read_finance(data: bytes) -> Finance:
    """The file, read whole. Raises `FileRefused` with a sentence for each row that is wrong; nothing is half read."""
    rows = _rows(_text(data))
    faults: list[str] = []
    cells: list[Cell] = []
    seen: dict[tuple[str, str, FinancialYear], int] = {}
    for number, row in rows:
        try:
            cell = _cell(number, row)
        except Refused as refused:
            faults.append(f"Line {number}: {refused}")
            continue
        same = (cell.section, key_of(cell.name), cell.year)
        if same in seen:
            faults.append(
                f"Line {number}: “{cell.name}” of {cell.year} stands on line {seen[same]} already; leave one out."
            )
        seen.setdefault(same, number)
        cells.append(cell)
    if faults:
        raise FileRefused(faults)
    if not cells:
        raise FileRefused(["The file has headings and no rows: there is nothing to load."])
    said = "\n".join(sorted(f"{one.section}\t{key_of(one.name)}\t{one.year}\t{one.pence}" for one in cells))
    return Finance(tuple(cells), hashlib.sha256(said.encode()).hexdigest())


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise FileRefused([TOO_LARGE])
    if data[:2] == b"PK":
        raise FileRefused(["This is a workbook or an archive, not CSV: save it as “CSV UTF-8” and send that."])
    if b"\x00" in data:
        raise FileRefused(["This is not a text file: save it as “CSV UTF-8” and send that."])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused([f"Line {line}: the file is not UTF-8 here: save it as “CSV UTF-8” and send that."]) from None


def _rows(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        if head != list(COLUMNS):
            shown = ",".join(head)[:80] or "nothing"
            raise FileRefused([f"Line 1: the headings must be {','.join(COLUMNS)}; found {shown}."])
        before = reader.line_num
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((before + 1, row))
            if len(found) > MOST_ROWS:
                raise FileRefused([f"The file has more than {MOST_ROWS:,} rows: send a smaller one."])
            before = reader.line_num
    except csv.Error as error:
        raise FileRefused(
            [f"Line {reader.line_num}: this is not CSV ({error}); look for a quote that is not closed."]
        ) from None
    return found


def _cell(number: int, row: list[str]) -> Cell:
    if len(row) != len(COLUMNS):
        raise Refused(f"there are {len(row)} cells under {len(COLUMNS)} headings; a sum with a comma needs quotes.")
    if any(len(cell) > LONGEST for cell in row):
        raise Refused(f"a cell has more than {LONGEST:,} characters; none needs so many.")
    section, name, year, amount = (cell.strip() for cell in row)
    section = section.lower()
    if section not in _SECTIONS:
        raise Refused(f"section is “{section[:30]}”; it must be {', '.join(_SECTIONS[:-1])} or {_SECTIONS[-1]}.")
    try:
        name = check_heading_name(name)
    except Refused as refused:
        raise Refused(f"line is “{name[:30]}”. {refused}") from None
    printed = None
    if section in {"reported_total", "reserve"}:
        printed = _TOTALS.get((section, key_of(name)))
        if printed is None:
            known = " or ".join(PRINTED_WORDS[one] for (part, _), one in _TOTALS.items() if part == section)
            raise Refused(f"line is “{name[:40]}”; under {section} it must be {known}.")
    try:
        financial_year = read_year(year)
    except Refused as refused:
        raise Refused(f"financial_year: {refused}") from None
    try:
        pence = read_pence(amount)
    except Refused as refused:
        raise Refused(f"actual_gbp: {refused}") from None
    if pence is not None and pence < 0 and section in {"expenditure", "income"}:
        raise Refused(f"actual_gbp is “{amount[:20]}”; a line of {section} must not be below zero.")
    return Cell(number, section, name, financial_year, pence, printed)
