"""Reads a printed table of core data that was retyped (`data/reports/*/core_data.yaml`); every fault has its line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lifecourse.engines.figures.value import Kind, Value, read_value
from lifecourse.kernel.base.reference_files import Row, Sheet


@dataclass(frozen=True)
class PrintedRow:
    """One row as printed. `area` is "" for a row of counts above the rates; `cells` by year."""

    name: str
    area: str
    cells: tuple[tuple[int, Value], ...]


@dataclass(frozen=True)
class PrintedTable:
    """One table as printed, with its own heading and polarity, right or wrong."""

    indicator: str
    heading: str
    polarity: str
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True)
class Report:
    """Section 3 of an annual report."""

    title: str
    vintage: str
    published_on: date
    years: tuple[int, ...]
    tables: tuple[PrintedTable, ...]

    @property
    def cells(self) -> int:
        """How many cells of areas hold a number."""
        return sum(
            value.kind is Kind.KNOWN
            for table in self.tables
            for row in table.rows
            if row.area
            for _year, value in row.cells
        )


def read_report(path: Path) -> tuple[Report, list[str]]:
    """The report and every fault. Use it only if there are none."""
    sheet = Sheet(path)
    if sheet.faults:
        return Report("", "", date.min, (), ()), sheet.faults
    top = sheet.top
    sheet.only(top, {"report", "vintage", "published_on", "checked_by", "years", "tables"}, what="the report")
    years = top.get("years") or []
    if not years or not all(isinstance(one, int) for one in years):
        sheet.fault(top, "'years' must be a list of years such as [2017, 2018]", key="years")
        years = []
    tables = []
    for row in sheet.rows(top, "tables"):
        sheet.only(row, {"indicator", "heading", "polarity", "rows"}, what="the table")
        tables.append(
            PrintedTable(
                sheet.text(row, "indicator", longest=60),
                sheet.text(row, "heading"),
                sheet.text(row, "polarity", longest=10, optional=True),
                tuple(_row(sheet, one, years) for one in sheet.rows(row, "rows")),
            )
        )
    sheet.text(top, "checked_by", longest=120)
    made = Report(
        sheet.text(top, "report"),
        sheet.text(top, "vintage", longest=80),
        sheet.day(top, "published_on"),
        tuple(years),
        tuple(tables),
    )
    return made, sheet.faults


def _row(sheet: Sheet, row: Row, years: list[int]) -> PrintedRow:
    sheet.only(row, {"name", "area", "cells"}, what="the row")
    name = sheet.text(row, "name", longest=80)
    texts = sheet.words(row, "cells")
    if len(texts) != len(years):
        sheet.fault(row, f"the row {name!r} has {len(texts)} cells for {len(years)} years", key="cells")
    cells = []
    for year, text in zip(years, texts, strict=False):
        try:
            cells.append((year, read_value(text)))
        except ValueError as error:
            sheet.fault(row, f"the cell of {year} is wrong: {error}", key="cells")
    return PrintedRow(name, sheet.text(row, "area", longest=40, optional=True), tuple(cells))
