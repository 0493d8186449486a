"""The main tables of "Characteristics of children in need" 2017 to 2018: a workbook with a sheet for each table.

Titles, headings, blank lines, regions and footnotes stand around the figures, so a line of figures is known by the
authority's three digits in the second column, or by the name of a region or England (with a footnote's figure after
it) in the third. Columns are known by their headings, not by their place. "x" here is "1 to 5, suppressed".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from lifecourse.engines.figures.rounding import percentage
from lifecourse.engines.figures.value import NOT_APPLICABLE, Value, known, read_value

from .reading import BadFile, Population, Publication, Reading, digest

YEAR = 2018
EXCHANGED = {2012: 2013, 2013: 2012}  # of the annex: see `populations`
REGIONS = {
    "england": "E92000001", "north east": "E12000001", "north west": "E12000002",
    "yorkshire and the humber": "E12000003", "east midlands": "E12000004", "west midlands": "E12000005",
    "east of england": "E12000006", "london": "E12000007", "south east": "E12000008", "south west": "E12000009",
    "inner london": "E13000001", "outer london": "E13000002",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: our name, and words its heading begins with (compared without case, spaces run together).

    `after`: the heading of the column it must stand to the right of, where a heading stands there several times.
    """

    name: str
    heading: str
    after: str = ""


_RATE = "Rate per 10,000"
TABLES: dict[str, list[Column]] = {
    "C4": [
        Column("s47", "Number of section 47s"),
        Column("s47_rate", _RATE, after="Number of section 47s"),
        Column("s47_children", "Number of children"),
        Column("s47_children_rate", _RATE, after="Number of children"),
        Column("icpc", "Number of initial stage child protection conferences"),
        Column("icpc_rate", _RATE, after="Number of initial stage child protection conferences"),
        Column("icpc_children", "Number of children", after="Number of initial stage child protection conferences"),
        Column("icpc_children_rate", _RATE, after="Number of initial stage child protection conferences+2"),
        Column("days_0_10", "0-10 days"),
        Column("days_11_15", "11-15 days"),
    ],
    "D1": [
        Column("started", "Number of child protection plans starting"),
        Column("started_rate", "Rate of child protection plans starting"),
        Column("started_children", "Number of children on child protection plans starting"),
        Column("started_children_rate", "Rate of children who became the subject"),
        Column("ended", "Number of child protection plans that ended"),
        Column("ended_rate", "Rate of child protection plans ending"),
        Column("ended_children", "Number of children on child protection plans that ended"),
        Column("ended_children_rate", "Rate of children who ceased"),
        Column("any", "Number of child protection plans at any point"),
        Column("any_rate", "Rate of child protection plan at any point"),
        Column("any_children", "Number of children on child protection plans at any point"),
        Column("any_children_rate", "Rate of children who were the subject of a child protection plan at any point"),
        Column("at31", "Children who were the subject of a child protection plan at 31 March"),
        Column("at31_rate", "Rate of children who were the subject of a child protection plan at 31 March"),
    ],
    "D3": [
        Column("started", "Number of child protection plans starting"),
        Column("subsequent", "Of which number of child protection plans which were a second"),
        Column("subsequent_pct", "Percentage of child protection plans which were a second"),
    ],
    "D6": [
        Column("due", "Children who were the subject of a child protection plan at 31 March"),
        Column("reviewed", "Number reviewed within the required timescales"),
        Column("reviewed_pct", "Percentage reviewed within timescales"),
    ],
    "D7": [
        Column("ended", "Number of child protection plans that ended"),
        Column("within_3m", "3 months or less"),
        Column("within_3m_pct", "3 months or less+1"),
    ],
}
# What is checked against what in a table: our name of a rate or percentage -> its numerator and denominator.
CHECKED: dict[str, dict[str, tuple[str, str]]] = {
    "C4": {f"{name}_rate": (name, "people") for name in ("s47", "s47_children", "icpc", "icpc_children")},
    "D1": {
        f"{name}_rate": (name, "people")
        for name in ("started", "started_children", "ended", "ended_children", "any", "any_children", "at31")
    },
    "D3": {"subsequent_pct": ("subsequent", "started")},
}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Line:
    """One line of a table: its row in the sheet, its area and cells by our names."""

    row: int
    area: str
    is_authority: bool
    cells: dict[str, Value]

    def count(self, name: str) -> int | None:
        """A count, or None if the cell holds none."""
        number = self.cells[name].number
        return None if number is None else int(number)


class Workbook:
    """The workbook, opened once. Raises `BadFile` if it is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._book = load_workbook(path, read_only=True, data_only=True)
        except Exception as error:  # openpyxl raises KeyError, BadZipFile, its own and more for what is no workbook
            raise BadFile(f"{path.name} is not a workbook that can be read: {type(error).__name__}") from error

    def table(self, name: str) -> list[Line]:
        """Every line of figures of a table. Raises `BadFile`, naming sheet and cell."""
        sheet = self._rows(name)
        places = self._columns(name, sheet, TABLES[name])
        lines = []
        for number, row in enumerate(sheet, start=1):
            if (where := _area(row)) is None:
                continue
            cells = {column: self._value(name, number, column, _at(row, place)) for column, place in places.items()}
            lines.append(Line(number, where[0], where[1], cells))
        if not lines:
            raise BadFile(f"{self.path.name}, sheet {name}: there is no line of figures")
        return lines

    def populations(self, *, as_headed: bool = False) -> list[Population]:
        """The ANNEX: people aged 0 to 17 at mid-years 2012 to 2017, based on the 2011 census; "2017-18" is mid-2017.

        Its first two columns are exchanged: what stands under 2012-13 is mid-2013, and the other way round. England's
        children would fall by 0.7 % and rise by 1.5 % a year later; of 161 areas none is nearer as headed to the
        estimates that ONS has since published, 119 are nearer exchanged; and the rates of 2013 and 2014 that the
        report of 2017/18 prints come out only exchanged. They are put right here; `as_headed` gives them as printed.
        """
        sheet = self._rows("ANNEX")
        heading = next((row for row in sheet if "2017-18" in row), None)
        if heading is None:
            raise BadFile(f"{self.path.name}, sheet ANNEX: no heading has the year 2017-18")
        years = {
            place: int(str(cell)[:4]) for place, cell in enumerate(heading) if re.fullmatch(r"20\d\d-\d\d", str(cell))
        }
        if not as_headed:
            years = {place: EXCHANGED.get(year, year) for place, year in years.items()}
        found = []
        for number, row in enumerate(sheet, start=1):
            if (where := _area(row)) is None:
                continue
            for place, mid_year in years.items():
                value = self._value("ANNEX", number, str(mid_year), _at(row, place))
                if value.number is not None:
                    found.append(Population(where[0], mid_year, int(value.number)))
        return found

    def _rows(self, name: str) -> list[tuple[Any, ...]]:
        if name not in self._book.sheetnames:
            raise BadFile(f"{self.path.name} has no sheet {name!r}; it has {', '.join(self._book.sheetnames)}")
        return list(self._book[name].iter_rows(values_only=True))

    def _columns(self, name: str, sheet: Sequence[tuple[Any, ...]], columns: list[Column]) -> dict[str, int]:
        headings: dict[int, str] = {}
        for row in sheet[:9]:
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    headings.setdefault(place, "")
                    headings[place] = f"{headings[place]}|{_plain(cell)}"

        def find(heading: str, *, beyond: int = -1) -> int:
            words, _, step = heading.partition("+")
            for place in sorted(headings):
                if place > beyond and any(
                    part.startswith(_plain(words)) for part in headings[place].split("|") if part
                ):
                    return place + int(step or 0)
            raise BadFile(f"{self.path.name}, sheet {name}: no column is headed “{words}…”")

        return {one.name: find(one.heading, beyond=find(one.after) if one.after else -1) for one in columns}

    def _value(self, name: str, row: int, column: str, cell: Any) -> Value:
        try:
            return read_value("" if cell is None else _text(cell))
        except ValueError as error:
            raise BadFile(f"{self.path.name}, sheet {name}, row {row}, column {column}: {error}") from error


def _text(cell: Any) -> str:
    # Excel keeps 62.1 as a double; its shortest form is what was typed.
    return repr(cell) if isinstance(cell, float) else str(cell)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip().lower()


def _at(row: tuple[Any, ...], place: int) -> Any:
    return row[place] if place < len(row) else None


def _area(row: tuple[Any, ...]) -> tuple[str, bool] | None:
    """The area of a line and whether it is an authority; None for a line that is none of figures."""
    code, name = _at(row, 1), _at(row, 2)
    if isinstance(code, int) and 200 <= code <= 999 and isinstance(name, str):
        return str(code), True
    plain = _plain(re.sub(r"[0-9]+$", "", name)) if isinstance(name, str) else ""
    return (REGIONS[plain], False) if plain in REGIONS else None


def read_workbook(path: Path, *, vintage: str, published_on: date, source: str) -> Publication:
    """The tables C4, D1, D3, D6, D7 and the populations of the annex as one publication. Raises `BadFile`."""
    book = Workbook(path)
    annex = book.populations()
    people = {(one.area, one.mid_year): one.people for one in annex}
    return Publication(
        "workbook_2018",
        vintage,
        published_on,
        source,
        path.name,
        digest(path),
        tuple(_readings(book, people)),
        tuple(annex),
        (
            "counts of England and regions are rounded to the nearest 10",
            "the annex has mid-2012 and mid-2013 under each other’s heading; put right",
        ),
    )


def _readings(book: Workbook, people: dict[tuple[str, int], int]) -> Iterator[Reading]:
    def made(indicator: str, line: Line, value: str, part: str, whole: str) -> Reading:
        population = people.get((line.area, YEAR - 1))
        below = population if whole == "people" else line.count(whole)
        named = {"population": f"mid-{YEAR - 1}, annex of the same workbook"} if whole == "people" else {}
        return Reading(indicator, line.area, YEAR, line.cells[value], line.count(part), below, False, named)

    for line in book.table("C4"):
        yield made("icpc_rate_per_10000", line, "icpc_rate", "icpc", "people")
        yield _within_15_days(line)
    for line in book.table("D1"):
        yield made("cpp_rate_per_10000", line, "at31_rate", "at31", "people")
        yield made("cpp_ceased_rate_per_10000", line, "ended_rate", "ended", "people")
    for line in book.table("D3"):
        yield made("cpp_second_or_subsequent_pct", line, "subsequent_pct", "subsequent", "started")
    for line in book.table("D6"):
        yield made("cpp_reviews_in_timescale_pct", line, "reviewed_pct", "reviewed", "due")
        yield Reading("cpp_reviews_in_timescale_count", line.area, YEAR, line.cells["reviewed"])
    for line in book.table("D7"):
        yield made("cpp_ceased_within_3_months_pct", line, "within_3m_pct", "within_3m", "ended")


def _within_15_days(line: Line) -> Reading:
    """The table has the counts and not the percentage: the first two bands of all conferences (notes 2 and 3)."""
    name, parts = "icpc_within_15_working_days_pct", ("days_0_10", "days_11_15", "icpc")
    counts = [line.count(one) for one in parts]
    if None in counts:
        return Reading(name, line.area, YEAR, next(line.cells[one] for one in parts if line.count(one) is None))
    early, later, every = (one or 0 for one in counts)
    value = known(percentage(early + later, every)) if every else NOT_APPLICABLE
    return Reading(name, line.area, YEAR, value, early + later, every, True)
