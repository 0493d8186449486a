"""What was found, for the terminal: by rule, by kind of departure, and the first children."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..checking import Checked

FEW = 20
WIDEST = 100


def printable(text: str) -> str:
    """Text without what moves a terminal's cursor, hides, or turns the direction of writing."""
    return (
        text
        if text.isprintable()
        else "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    )


def lines(checked: "Checked") -> Iterator[str]:
    """The whole report, line by line."""
    told = checked.told
    yield f"{printable(told.path.name)}: collection {told.year}, authority {printable(told.lea) or 'not said'}, "
    yield f"{told.children:,} children\n{checked.verdict}\n"
    if checked.not_run:
        yield from _table(
            "NOT RUN (these rules have not been passed)",
            ("rule", "why"),
            [(one.rule.code, printable(one.reason)) for one in checked.not_run],
        )
    if checked.by_rule:
        rows = [
            (one.rule.code, str(one.rule.severity), f"{one.findings:,}", f"{one.children:,}", one.rule.message)
            for one in checked.by_rule
        ]
        yield from _table("By rule", ("rule", "kind", "findings", "children", "what it says"), rows)
    if checked.by_departure:
        yield from _table(
            "Departures from the schema", ("what", "number"), [(what, f"{n:,}") for what, n in checked.by_departure]
        )
        if checked.told.counted_only:
            yield f"  and {checked.told.counted_only:,} more that were only counted\n"
    first = list(islice(checked.each_child(), FEW + 1))
    if first:
        rows = [
            (printable(one.child_id) or "the return", f"{one.line or ''}", f"{one.findings:,}", f"{one.departures:,}",
             one.codes)
            for one in first[:FEW]
        ]  # fmt: skip
        yield from _table("By child", ("child", "line", "findings", "departures", "rules"), rows)
        if len(first) > FEW:
            yield f"  The first {FEW} only; --format csv, xlsx, json or html gives everybody with every line.\n"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cut = [[cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 1]}…" for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cut) for column in range(len(head))]
    yield f"\n{title}\n"
    for number, row in enumerate(cut):
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths) + "\n"
