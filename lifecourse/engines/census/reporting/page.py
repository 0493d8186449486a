"""What was found, as one page that needs nothing else: tables with captions, no script, readable by every reader."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from .table import printable

if TYPE_CHECKING:
    from ..checking import Checked

# More rows than this no browser shows well and nobody reads; the other formats have them all.
MOST_ROWS = 10_000
LONG, WORDS = 24, ' class="words"'
_STYLE = """
body{font-family:Arial,sans-serif;font-size:1rem;line-height:1.4;color:#0b0c0c;background:#fff;max-width:70rem;
margin:0 auto;padding:1rem}
table{border-collapse:collapse;width:100%;margin-bottom:2rem}
.scroll{overflow-x:auto}
h1{overflow-wrap:anywhere}td.words{min-width:11rem;overflow-wrap:anywhere}
caption{font-weight:bold;font-size:1.2rem;text-align:left;padding:.5rem 0}
th,td{border-bottom:1px solid #b1b4b6;padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top}
td.number,th.number{text-align:right}
.warning{border-left:.5rem solid #d4351c;padding:.5rem 1rem;font-weight:bold}
a{color:#1d70b8}a:focus,.scroll:focus{outline:3px solid #fd0;outline-offset:0;background:#fd0;color:#0b0c0c}
"""


def page(checked: "Checked") -> Iterator[str]:
    """The whole page, piece by piece."""
    told = checked.told
    title = f"Check of {printable(told.path.name)}"
    yield (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
    )
    yield f"<p>Children in need census, collection {told.year}, authority {_text(told.lea or 'not said')}; "
    yield f"{told.children:,} children.</p>\n"
    yield f"<p{_warns(checked)}>{escape(checked.verdict)}</p>\n"
    if checked.not_run:
        yield from _table(
            "Rules that could not be run, and so have not been passed",
            ("Rule", "Why"),
            ((one.rule.code, one.reason) for one in checked.not_run),
            len(checked.not_run),
        )
    yield "<h2>By rule</h2>\n"
    yield from _table(
        "Rules that found something",
        ("Rule", "What it says", "Kind", "Findings", "Children"),
        ((one.rule.code, one.rule.message, one.rule.severity, one.findings, one.children) for one in checked.by_rule),
        len(checked.by_rule),
    )
    yield from _table(
        "Departures from the schema, by kind", ("What", "Number"), checked.by_departure, len(checked.by_departure)
    )
    if told.counted_only:
        yield f"<p>{told.counted_only:,} more departures were only counted.</p>\n"
    yield "<h2>By child</h2>\n"
    yield from _table(
        "Children about whom something was found",
        ("Child", "Line", "Findings", "Departures", "Rules"),
        (
            (one.child_id or "the return", one.line, one.findings, one.departures, one.codes)
            for one in checked.each_child()
        ),
    )
    yield "<h2>Every finding and every departure</h2>\n"
    yield from _table(
        "Findings",
        ("Child", "Rule", "What it says", "Found", "Kind", "Line"),
        (
            (one.child_id or "the return", one.rule.code, one.rule.message, one.found, one.rule.severity, one.line)
            for one in checked.each_finding()
        ),
        checked.findings,
    )
    yield from _table(
        "Departures",
        ("Child", "Line", "Element", "What", "Found", "Wanted"),
        (
            (one.child_id or "the return", one.line, one.path, one.what, one.found, one.wanted)
            for one in checked.each_departure()
        ),
        told.departures,
    )
    yield "</main>\n</body>\n</html>\n"


def _warns(checked: "Checked") -> str:
    return ' class="warning"' if checked.status == 2 else ""


def _text(value: object) -> str:
    return escape(printable(str(value)))


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], number: int | None = None
) -> Iterator[str]:
    """A table that scrolls by itself on a narrow screen. `number`: of all rows, if it is known beforehand."""
    # The one row that is looked at first says whether there is a table at all.
    left = iter(rows)
    first = next(left, None)
    if first is None:
        yield f"<p>{escape(caption)}: none.</p>\n"
        return
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">\n<table>\n'
    yield f"<caption>{escape(caption)}</caption>\n<thead><tr>"
    kinds = [' class="number"' if isinstance(cell, int) else "" for cell in first]
    yield "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(head, kinds, strict=True))
    yield "</tr></thead>\n<tbody>\n"
    row: Sequence[object] | None = first
    shown = 0
    while row is not None and shown < MOST_ROWS:
        cells = "".join(_cell(cell) for cell in row[1:])
        yield f'<tr><th scope="row">{_text(row[0])}</th>{cells}</tr>\n'
        shown += 1
        row = next(left, None)
    yield "</tbody>\n</table>\n</div>\n"
    if row is not None:
        of = f" of {number:,}" if number else ""
        yield f"<p>The first {shown:,}{of} only; the CSV, JSON and XLSX formats have all.</p>\n"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td class="number">{value}</td>'
    text = "" if value is None else str(value)
    # On a narrow screen a sentence keeps room to be read in, and a long code breaks.
    return f"<td{WORDS if len(text) > LONG else ''}>{_text(text)}</td>"
