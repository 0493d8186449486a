"""What was found, as a workbook: a sheet each for the whole, the rules, the children, the findings, the departures."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifecourse.engines.csvfile import harmless

if TYPE_CHECKING:
    from ..checking import Checked

# A sheet of the format holds 1,048,576 rows; what is more goes on in another sheet.
MOST_ROWS = 1_000_000
# What XML cannot hold, so no workbook either.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(checked: "Checked", path: Path) -> None:
    """Write the workbook row by row. Every text is text: nothing in it is run."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    told = checked.told
    summary: list[Sequence[object]] = [
        ("File", told.path.name),
        ("Collection", told.year),
        ("Authority", told.lea),
        ("Children", told.children),
        ("Result", checked.verdict),
        ("Rules run", len(checked.ran)),
        ("Rules not run (not passed)", len(checked.not_run)),
        *((f"Not run: {one.rule.code}", one.reason) for one in checked.not_run),
        ("Findings", checked.findings),
        ("Departures from the schema", told.departures),
        ("of these only counted", told.counted_only),
    ]
    _sheet(book, "Summary", ("What", "Said"), summary)
    _sheet(
        book,
        "By rule",
        ("Rule", "Kind", "Findings", "Children", "Elements", "What it says"),
        (
            (one.rule.code, one.rule.severity, one.findings, one.children, " ".join(one.rule.fields), one.rule.message)
            for one in checked.by_rule
        ),
    )
    _sheet(
        book,
        "By child",
        ("Child", "Line", "Findings", "Departures", "Rules"),
        ((one.child_id, one.line, one.findings, one.departures, one.codes) for one in checked.each_child()),
    )
    _sheet(
        book,
        "Findings",
        ("Child", "Line", "Rule", "Kind", "Found", "What it says"),
        (
            (one.child_id, one.line, one.rule.code, one.rule.severity, one.found, one.rule.message)
            for one in checked.each_finding()
        ),
    )
    _sheet(
        book,
        "Departures",
        ("Child", "Line", "Element", "What", "Found", "Wanted"),
        ((one.child_id, one.line, one.path, one.what, one.found, one.wanted) for one in checked.each_departure()),
    )
    book.save(path)


def _sheet(book: Any, title: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet, number = None, 0
    for number, row in enumerate(rows):
        if number % MOST_ROWS == 0:
            sheet = _begun(book, title if number == 0 else f"{title} {number // MOST_ROWS + 1}", heading)
        sheet.append([_cell(cell) for cell in row])  # type: ignore[union-attr]
    if sheet is None:
        _begun(book, title, heading)


def _begun(book: Any, title: str, heading: Sequence[str]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(heading)
    return sheet


def _cell(value: object) -> object:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return _text(value)


# A million rows say the same few messages, elements and kinds.
@lru_cache(maxsize=10_000)
def _text(value: object) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", harmless(value))
