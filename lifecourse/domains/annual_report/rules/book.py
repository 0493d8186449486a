"""Reads a file of `data/reports/`: figures that were printed once, their tables, and what should add up."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import Value, known, read_value
from lifecourse.engines.suppression import Adds
from lifecourse.kernel.base.reference_files import Row, Sheet

from .layouts import Layout

# Says that a figure was published by somebody else before: nothing is gained by hiding it now.
PUBLISHED = "published before"


@dataclass(frozen=True)
class Check:
    """A relation that should hold between the figures of a book; the names are theirs, without room and period."""

    rule: str
    what: str
    whole: str = ""
    parts: tuple[str, ...] = ()
    change: str = ""
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table as it was printed."""

    code: str
    title: str
    unit: str


@dataclass(frozen=True)
class Table:
    """A table as it was printed. `at_most`: pairs of columns, the first of which is never more than the second."""

    code: str
    title: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, str, tuple[Value, ...]], ...]  # code, title, cells
    at_most: tuple[tuple[str, str], ...] = ()


@dataclass
class Book:
    """All of one file."""

    room: str = ""
    title: str = ""
    source: str = ""
    period: str = ""
    version: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def key(self, name: str) -> str:
        """The key of a figure by its name in this book: with the table's period, where it is one of a table's."""
        table = next((one for one in self.tables if name.startswith(f"{one.code}.")), None)
        return f"{self.room}.{name}@{table.period if table else self.period}"


_TOP = ("room", "title", "version", "source", "period", "definition", "tables", "figures", "checks")


def read_book(path: Path) -> Book:
    """One file, whole; what is wrong with it stands in `faults`, a sentence each."""
    sheet = Sheet(path)
    top = sheet.top
    sheet.only(top, _TOP, what="the file")
    book = Book(
        room=sheet.text(top, "room"),
        title=sheet.text(top, "title"),
        source=sheet.text(top, "source"),
        period=sheet.text(top, "period", optional=True),
    )
    # Whoever changes a figure of the file raises its version, so that two editions can tell which one they used.
    book.version = f"{path.parent.name}/{path.name}, version {sheet.whole(top, 'version')}"
    definition = f"{sheet.text(top, 'definition')}; {book.version}"
    for row in sheet.rows(top, "tables", optional=True):
        _read_table(sheet, row, book, definition, path)
    for row in sheet.rows(top, "figures", optional=True):
        _read_figure(sheet, row, book, definition, path)
    for row in sheet.rows(top, "checks", optional=True):
        book.checks.append(_read_check(sheet, row))
    book.faults += sheet.faults
    return book


def _figure(book: Book, path: Path, row: Row, key: str, title: str, period: str, value: Value, unit: str, decimals: int,
            definition: str) -> Figure:  # fmt: skip
    return Figure(
        key, title, period, value, decimals, unit, book.source, definition,
        provenance={
            "How it came here": "retyped from the printed report",
            "Where it is kept": f"{path.parent.name}/{path.name}, line {row.line}",
            "Status": PUBLISHED,
            "query": _query(path),
        },
    )  # fmt: skip


def _query(path: Path) -> str:
    return f"data/reports/{path.parent.name}/{path.name}"


def _value(sheet: Sheet, row: Row, cell: object) -> Value:
    if isinstance(cell, bool) or not isinstance(cell, int | str):
        sheet.fault(row, f'a value is {cell!r}; it must be a whole number, or a text such as "77.2" or "*"')
        return known(0)
    try:
        return known(cell) if isinstance(cell, int) else read_value(cell)
    except ValueError as error:
        sheet.fault(row, str(error))
        return known(0)


def _read_figure(sheet: Sheet, row: Row, book: Book, definition: str, path: Path) -> None:
    sheet.only(row, ("code", "title", "value", "unit", "period", "decimals"), what="a figure")
    period = sheet.text(row, "period", optional=True) or book.period
    key = f"{book.room}.{sheet.text(row, 'code')}@{period}"
    if key in book.figures:
        sheet.fault(row, f"{key} is there twice")
    book.figures[key] = _figure(
        book, path, row, key, sheet.text(row, "title"), period, _value(sheet, row, row.get("value")),
        sheet.text(row, "unit"), sheet.whole(row, "decimals", optional=True), definition,
    )  # fmt: skip


def _read_table(sheet: Sheet, row: Row, book: Book, definition: str, path: Path) -> None:
    sheet.only(row, ("code", "title", "period", "heading", "columns", "at_most", "total", "rows"), what="a table")
    code, title, period = sheet.text(row, "code"), sheet.text(row, "title"), sheet.text(row, "period")
    columns = tuple(
        Column(sheet.text(one, "code"), sheet.text(one, "title"), sheet.text(one, "unit"))
        for one in sheet.rows(row, "columns")
    )
    rows = []
    for one in sheet.rows(row, "rows"):
        sheet.only(one, ("code", "title", "values"), what="a row")
        cells = one.get("values")
        if not isinstance(cells, list) or len(cells) != len(columns):
            sheet.fault(one, f"'values' must be a list of {len(columns)} cells, one for each column")
            continue
        values = tuple(_value(sheet, one, cell) for cell in cells)
        rows.append((sheet.text(one, "code"), sheet.text(one, "title"), values))
        for column, value in zip(columns, values, strict=True):
            key = f"{book.room}.{code}.{rows[-1][0]}.{column.code}@{period}"
            book.figures[key] = _figure(
                book,
                path,
                one,
                key,
                f"{rows[-1][1]}: {column.title.lower()}",
                period,
                value,
                column.unit,
                0,
                definition,
            )
    pairs = row.get("at_most") or []
    at_most = tuple((str(less), str(more)) for less, more in pairs)
    table = Table(code, title, period, columns, tuple(rows), at_most)
    book.tables.append(table)
    _lay_out(book, table, sheet.text(row, "heading"), sheet.text(row, "total"), _query(path))


def _lay_out(book: Book, table: Table, heading: str, total: str, query: str) -> None:
    """The table with the totals of its columns, which are worked out and never typed."""

    def key(row: str, column: str) -> str:
        return (
            f"{book.room}.{table.code}.{row}.{column}@{table.period}"
            if row
            else f"{book.room}.{table.code}.{column}@{table.period}"
        )

    sums = []
    for number, column in enumerate(table.columns):
        cells = [values[number].number for _, _, values in table.rows]
        parts = tuple(key(row, column.code) for row, _, _ in table.rows)
        whole = key("", column.code)
        working = " + ".join(f"{cell:,}" for cell in cells if cell is not None)
        if all(cell is not None for cell in cells):
            book.figures[whole] = Figure(
                whole, f"{table.title}: {column.title.lower()}, {total.lower()}", table.period,
                known(sum((cell for cell in cells if cell is not None), Decimal(0))), 0, column.unit,
                f"Worked out from the rows of the table “{table.title}”", f"sum of the rows as printed; {book.version}",
                provenance={"How it came here": working, "Status": PUBLISHED, "query": query},
            )  # fmt: skip
            sums.append(Adds(whole, parts))
    rows = [(title, tuple(key(row, column.code) for column in table.columns)) for row, title, _ in table.rows]
    rows.append((total, tuple(key("", column.code) for column in table.columns)))
    columns = (heading, *(column.title for column in table.columns))
    code = f"{book.room}_{table.code}"
    book.layouts[code] = Layout(code, f"{table.title}, {table.period}", columns, tuple(rows), tuple(sums), book.source)


def _read_check(sheet: Sheet, row: Row) -> Check:
    sheet.only(row, ("rule", "what", "whole", "said", "parts", "change", "tables", "columns"), what="a check")
    return Check(
        sheet.one_of(row, "rule", ("ends", "sum", "left")),
        sheet.text(row, "what"),
        sheet.text(row, "whole", optional=True) or sheet.text(row, "said", optional=True),
        tuple(sheet.words(row, "parts")),
        sheet.text(row, "change", optional=True),
        tuple(sheet.words(row, "tables")),
        tuple(sheet.words(row, "columns")),
    )
