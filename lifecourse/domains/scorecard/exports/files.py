"""Figures as CSV, XLSX and JSON: every one that is held, the standing one first, with where it is from."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from lifecourse.engines.csvfile import harmless, write_csv
from lifecourse.engines.figures.rounding import half_up

from .. import rules
from ..queries import Book
from ..rules.register import IndicatorRow

COLUMNS = (
    "key", "indicator", "title", "area", "area_name", "year", "stands", "place", "kind", "value", "unit", "numerator",
    "denominator", "vintage", "published_on", "source", "worked_out_here", "definition_version",
    "average", "neighbours_used", "neighbours_list",
)  # fmt: skip


def figure_rows(found: Book, *, indicator: str = "", year: int | None = None) -> Iterable[dict[str, Any]]:
    """Every figure of ours and of our comparators as a flat row; a value is text with its decimals, or None."""
    for row in found.indicators.values():
        if indicator and row.key != indicator:
            continue
        for area in (found.own, *found.compared):
            for one_year in found.years:
                if year is None or one_year == year:
                    yield from _rows(found, row, area, one_year)


def _rows(found: Book, row: IndicatorRow, area: str, year: int) -> Iterable[dict[str, Any]]:
    is_average = area == rules.NEIGHBOURS
    places = row.mean_decimals if is_average else row.decimals
    for number, one in enumerate(found.all_of(row.key, area, year)):
        yield {
            "key": rules.key_of(row.key, year, "" if area == found.own else area),
            "indicator": row.key,
            "title": row.title,
            "area": area,
            "area_name": found.name_of(area, one),
            "year": year,
            "stands": number == 0,
            "place": one.place.value,
            "kind": one.value.kind.value,
            "value": None if one.value.number is None else str(half_up(one.value.number, places)),
            "unit": row.unit,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "vintage": one.vintage,
            "published_on": one.published_on.isoformat(),
            "source": one.source,
            "worked_out_here": one.is_worked_out,
            "definition_version": row.version,
            "average": rules.which_average(one) if is_average else "",
            "neighbours_used": one.parameters.get("neighbours used", "") if is_average else "",
            "neighbours_list": one.parameters.get("list", "") if is_average else "",
        }


def as_csv(rows: Iterable[dict[str, Any]], *, made_at: datetime) -> bytes:
    """One heading, one line a figure; no cell of it can run in a spreadsheet."""
    lines: list[Sequence[object]] = [COLUMNS]
    lines += [[_plain(row[name]) for name in COLUMNS] for row in rows]
    return write_csv(lines)


def as_xlsx(rows: Iterable[dict[str, Any]], *, made_at: datetime) -> bytes:
    """The same as a workbook: a sheet of figures and one that says when it was made and what the columns mean.

    Values stay text, so that "87.50" keeps its decimals and no cell is a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Figures")
    sheet.freeze_panes = "A2"
    for line in (COLUMNS, *([_plain(row[name]) for name in COLUMNS] for row in rows)):
        sheet.append([_text(sheet, cell) for cell in line])
    about = book.create_sheet("About")
    for words in (
        ("Made", made_at.isoformat(timespec="minutes")),
        ("stands", "yes: the figure that the scorecard shows; no: one held beside it"),
        ("place", "published, typed from a source, or local: our own records"),
        ("kind", "known, rounds_to_zero, suppressed, unavailable, not_applicable or blank: only known has a value"),
        ("year", "the year that ended on 31 March"),
        ("average", "of statistical neighbours: mean or median; empty where the source does not say, and for an area"),
        ("neighbours_used", "how many of them had a number, such as 9 of 10; empty where the mean was printed"),
        ("neighbours_list", "which list of neighbours; empty where the mean was printed"),
    ):
        about.append([_text(about, cell) for cell in words])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Any, cell: object) -> Any:
    made = WriteOnlyCell(sheet, value=cell if isinstance(cell, int) else harmless(cell))
    if not isinstance(cell, int):
        made.data_type = "s"
    return made


def _plain(cell: Any) -> Any:
    return ("yes" if cell else "no") if isinstance(cell, bool) else "" if cell is None else cell


def as_json(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for a JSON answer; numbers stay text, so that no reader makes a float of them."""
    return list(rows)


def indicator_json(row: IndicatorRow) -> dict[str, Any]:
    """An indicator's definition, every field."""
    return {**row.content(), "next_review": row.next_review.isoformat(), "valid_from": row.valid_from.isoformat()}
