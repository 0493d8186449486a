"""The charts of a document as SVG, the same for page, PDF and Word file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from lifecourse.engines.documents import Cell, Document, Placed
from lifecourse.kernel.ui import tables
from lifecourse.kernel.ui.charts import bar_chart, line_chart

from ..rules.layouts import short_names

_PERIOD = re.compile(r"\d{4}(?:/\d\d)?")


# A document is a value: its charts are drawn once for page, PDF and Word file, and not anew for every reader.
@lru_cache(maxsize=8)
def pictures_of(document: Document) -> Mapping[int, str]:
    """The SVG of each chart by its number. A table whose every cell is a gap has no picture."""
    return {one.number: _drawn(replace(one, number=0)) for one in document.placed if one.chart and _has_numbers(one)}


def _has_numbers(placed: Placed) -> bool:
    return any(cell.plotted is not None for _, cells in placed.rows for cell in cells)


def _cell(cell: Cell) -> tables.Cell:
    if cell.plotted is None:
        return tables.SUPPRESSED if cell.hidden else tables.UNAVAILABLE
    places = len(cell.shown.partition(".")[2])
    return tables.number(cell.plotted, places=places)


@lru_cache(maxsize=64)
def _drawn(placed: Placed) -> str:
    names = line_names([label for label, _ in placed.rows])
    rows = [[_cell(cell) for cell in cells] for _, cells in placed.rows]
    if len(placed.columns) > 2 and all(_PERIOD.fullmatch(column) for column in placed.columns[1:]):
        series = dict(zip(names, rows, strict=True))
        periods = list(placed.columns[1:])
        return line_chart(title=placed.title, measure=placed.title, periods=periods, series=series, own=names[0]).svg
    # Columns that are no periods are no line: bars of the last, without the total, beside which all else is small.
    bars = [(name, cells[-1]) for name, cells in zip(names, rows, strict=True)]
    plotted = [cells[-1].plotted or 0 for _, cells in placed.rows]
    if len(plotted) > 2 and plotted[-1] == sum(plotted[:-1]):
        bars.pop()
    return bar_chart(title=placed.title, measure=placed.columns[-1], bars=bars).svg


def line_names(labels: Sequence[str]) -> list[str]:
    """Names that fit beside a line. What was frozen before its rows had short names is given them here."""
    return [f"{one[:28]}…" if len(one) > 30 else one for one in short_names(labels)]
