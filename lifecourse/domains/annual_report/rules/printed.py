"""Reads the printed tables of core data for what headings and rows say they are. The figures are the scorecard's."""

from dataclasses import dataclass
from pathlib import Path

from lifecourse.engines.figures.value import Value, read_value
from lifecourse.kernel.base.reference_files import Sheet


@dataclass(frozen=True)
class PrintedRow:
    """A row as it was printed. `area` is empty where the row is of no area but a count behind the measure."""

    label: str
    area: str
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as it was printed, under its own heading, right or wrong. `polarity`: "High" or "Low", if printed."""

    code: str
    title: str
    periods: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    polarity: str = ""


def read_printed(path: Path) -> tuple[list[PrintedTable], list[str]]:
    """The tables of `core_data.yaml` of a year, which the scorecard loads too; and every fault, as a sentence."""
    sheet = Sheet(path)
    years = sheet.top.get("years")
    if not isinstance(years, list):
        sheet.fault(sheet.top, "'years' must be a list of years", key="years")
        return [], sheet.faults
    tables = []
    for row in sheet.rows(sheet.top, "tables"):
        rows = []
        for one in sheet.rows(row, "rows"):
            try:
                cells = tuple(read_value(str(cell)) for cell in one.get("cells") or ())
            except ValueError as error:
                sheet.fault(one, str(error))
                cells = ()
            rows.append(PrintedRow(sheet.text(one, "name"), sheet.text(one, "area", optional=True), cells))
        periods = tuple(str(year) for year in years)
        polarity = sheet.text(row, "polarity", optional=True)
        tables.append(
            PrintedTable(sheet.text(row, "indicator"), sheet.text(row, "heading"), periods, tuple(rows), polarity)
        )
    return tables, sheet.faults
