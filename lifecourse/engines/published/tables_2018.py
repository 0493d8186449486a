"""Every rate of tables C4 and D1 of 2018 and every percentage of D3 made again from counts, area by area.

The rounding and the mid-year can be exchanged, so that a test can show that the wrong one is found out.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import Kind

from .longfile import read_lines
from .reading import PERCENTAGE, RATE
from .workbook import CHECKED, YEAR, Line, Workbook

Rounding = Callable[[Fraction, int], Decimal]


class Found(StrEnum):
    """What came of a cell."""

    EXACT = "exact"
    SUPPRESSED = "suppressed, so nothing to compare"
    NOTHING_OF_NOTHING = "printed 0, where ours says that there is no share of nothing"
    ROUNDED_COUNTS = "England or a region: its counts are rounded to 10, which allows what is printed"
    UNEXPLAINED = "differs, and nothing explains it"


@dataclass(frozen=True)
class Cell:
    """One cell of a table: whose, what is printed, what we make of it."""

    table: str
    column: str
    area: str
    is_authority: bool
    year: int
    printed: Decimal | None
    made: Decimal | None
    found: Found


def check_tables(path: Path, *, rounding: Rounding = half_up, mid_year: int = YEAR - 1) -> list[Cell]:
    """Every rate and percentage of C4, D1 and D3 of the workbook. Raises `BadFile`."""
    book = Workbook(path)
    people = {one.area: one.people for one in book.populations() if one.mid_year == mid_year}
    cells = []
    for table, columns in CHECKED.items():
        for line in book.table(table):
            for column, (part, whole) in columns.items():
                below = people.get(line.area) if whole == "people" else line.count(whole)
                per = RATE if whole == "people" else PERCENTAGE
                cells.append(_check(table, column, line, line.count(part), below, per, rounding))
    return cells


def _check(
    table: str, column: str, line: Line, part: int | None, whole: int | None, per: int, rounding: Rounding
) -> Cell:
    printed = line.cells[column]

    def cell(found: Found, made: Decimal | None = None) -> Cell:
        return Cell(table, column, line.area, line.is_authority, YEAR, printed.number, made, found)

    if printed.kind is Kind.SUPPRESSED or part is None:
        return cell(Found.SUPPRESSED)
    if not whole:
        return cell(Found.NOTHING_OF_NOTHING if printed.number == 0 and part == 0 else Found.UNEXPLAINED)
    made = rounding(Fraction(part * per, whole), 1)
    if made == printed.number:
        return cell(Found.EXACT, made)
    if not line.is_authority and printed.number is not None:
        below = 0 if per == RATE else 5
        lowest = half_up(Fraction(max(part - 5, 0) * per, whole + below), 1)
        highest = half_up(Fraction((part + 5) * per, whole - below), 1)
        if lowest <= printed.number <= highest:
            return cell(Found.ROUNDED_COUNTS, made)
    return cell(Found.UNEXPLAINED, made)


def check_d3(path: Path, *, rounding: Rounding = half_up) -> list[Cell]:
    """Every percentage of every authority and year of the long file d3. Raises `BadFile`."""
    cells = []
    for line in read_lines(path, ["CPP_start", "CPP_subsequent", "CPP_subsequent_percent"]):
        if line.level != "Local authority":
            continue
        part, whole = line.count("CPP_subsequent"), line.count("CPP_start")
        printed, made = line.cells["CPP_subsequent_percent"].number, None
        if printed is None or part is None or whole is None:
            found = Found.SUPPRESSED
        elif not whole:
            found = Found.NOTHING_OF_NOTHING
        else:
            made = rounding(Fraction(part * PERCENTAGE, whole), 1)
            found = Found.EXACT if made == printed else Found.UNEXPLAINED
        cells.append(Cell("d3", "percent", line.area, True, line.year, printed, made, found))
    return cells


def tally(cells: list[Cell], *, authorities: bool) -> Counter[tuple[str, Found]]:
    """How many cells of each table came out how; of authorities, or of England and the regions."""
    return Counter((one.table, one.found) for one in cells if one.is_authority is authorities)
