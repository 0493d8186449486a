"""What the board's money gives upward: a figure for every line, total and balance, and what does not add up."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import BLANK, UNAVAILABLE, Value, known

from .. import rules
from ..rules import reconciling
from ..rules.pounds import in_pounds, said
from ..rules.reconciling import Finding
from .ledger import Sheet, SheetLine, Tally, sheets

LEDGER = "The board’s ledger"
DEFINITION = "Board ledger, version 1"
QUERY = "board.queries.figures"
_SUFFIX = {
    rules.Fact.BUDGETED: ("_budget", "budget"),
    rules.Fact.PLEDGED: ("_pledged", "pledged"),
    rules.Fact.INVOICED: ("_invoiced", "invoiced"),
}


def figures(*, viewer: Any, years: Collection[str] | None = None) -> tuple[Figure, ...]:
    """A figure for every line, total and balance of the years ("2017/18"; all, if none are named), oldest first.

    Keys: "board.<line>@2017/18", where a line is a heading's key (`salaries_and_expenses`), with `_budget`, `_pledged`,
    `_invoiced` or `_outstanding` where there is such; `total_expenditure`, `total_income`, `total_contributions`,
    `total_training_income`, `total_budget` (of spending), `surplus`, `reserves_brought_forward`,
    `reserves_carried_forward`, `transfer_to_reserves`; and `printed_` before one of the last four totals of a document,
    as it printed them. Values in pounds, unit "£". A line without entries is blank, which is not zero.
    """
    return tuple(
        figure
        for sheet in sheets(viewer=viewer)
        if years is None or str(sheet.named) in years
        for figure in _of_sheet(sheet)
    )


def findings(*, viewer: Any, years: Collection[str] | None = None) -> tuple[Finding, ...]:
    """What does not add up in the years ("2017/18"; all, if none are named), oldest first; with the printed source.

    A year named is checked against the one before it, named or not.
    """
    by_circle: dict[int, list[Sheet]] = {}
    for sheet in sheets(viewer=viewer):
        by_circle.setdefault(sheet.year.circle_id, []).append(sheet)
    return tuple(
        replace(found, source=_source_of(found, group))
        for group in by_circle.values()
        for found in reconciling.findings(one.statement() for one in group)
        if years is None or str(found.year) in years
    )


def _source_of(found: Finding, group: Sequence[Sheet]) -> str:
    printed = next((printed for printed, words in rules.PRINTED_WORDS.items() if words == found.title), None)
    claims = next(one.claims for one in group if one.named == found.year)
    return claims[printed].source if printed in claims else LEDGER


def _of_sheet(sheet: Sheet) -> Iterator[Figure]:
    for line in sheet.lines:
        yield from _of_line(sheet, line)
    spending, income = sheet.spending, sheet.income
    yield _sum(sheet, "total_expenditure", "Total expenditure", sheet.total_expenditure, spending)
    yield _sum(sheet, "total_income", "Total income", sheet.total_income, income)
    for key, title, lines in (
        ("total_contributions", "Contributions of partners received", sheet.contributions),
        ("total_training_income", "Training income", sheet.of_kind(rules.Kind.TRAINING)),
    ):
        yield _sum(sheet, key, title, reconciling.sum_of(_as_lines(lines)), lines)
    if any(line.budget is not None for line in spending):
        tallies = [line.tallies[rules.Fact.BUDGETED] for line in spending if rules.Fact.BUDGETED in line.tallies]
        amount = sum(line.budget or 0 for line in spending)
        yield _figure(
            sheet, "total_budget", "Budget for spending", amount, _told(tallies, "sum of the budgets of spending")
        )
    yield from _balances(sheet)
    for printed, claim in sheet.claims.items():
        provenance = {"printed in": claim.source, "written down by": claim.by_words, "derived": "not: as printed"}
        yield replace(
            _figure(
                sheet, f"printed_{printed}", f"{rules.PRINTED_WORDS[printed]}, as printed", claim.pence, provenance
            ),
            source=claim.source,
            definition="As printed",
        )


def _of_line(sheet: Sheet, line: SheetLine) -> Iterator[Figure]:
    actual = rules.Fact.SPENT if line.heading.kind == rules.Kind.SPENDING else rules.Fact.RECEIVED
    name, key = line.heading.name, line.heading.key
    tally = line.tallies.get(actual)
    told = _told(
        [tally] if tally else [], f"sum of the entries “{rules.FACT_WORDS[actual].lower()}” under this heading"
    )
    yield _figure(sheet, key, name, line.actual, told)
    for fact, (suffix, words) in _SUFFIX.items():
        if (amount := line.of(fact)) is not None:
            told = _told([line.tallies[fact]], f"sum of the entries “{words}” under this heading")
            yield _figure(sheet, f"{key}{suffix}", f"{name}, {words}", amount, told)
    if line.heading.kind == rules.Kind.CONTRIBUTION and line.outstanding is not None:
        told = _told(line.tallies.values(), "invoiced (or pledged, where nothing is invoiced) less received")
        yield _figure(sheet, f"{key}_outstanding", f"{name}, outstanding", line.outstanding, told)


def _balances(sheet: Sheet) -> Iterator[Figure]:
    surplus = sheet.surplus
    how = (
        f"income {said(sheet.total_income or 0)} less expenditure {said(sheet.total_expenditure or 0)}"
        if surplus is not None
        else "nothing is recorded yet"
    )
    yield _figure(sheet, "surplus", "Surplus (below zero: deficit)", surplus, {"derived": how})
    opening = sheet.opening_tally
    told = (
        _told([opening], "sum of the entries “reserve brought forward”")
        if opening and opening.entries
        else {"derived": "carried forward from the year before"}
    )
    yield _figure(sheet, "reserves_brought_forward", "Reserve brought forward", sheet.opening, told, UNAVAILABLE)
    how = (
        f"brought forward {said(sheet.opening)} and surplus {said(surplus or 0)}"
        if sheet.opening is not None
        else "the reserve brought forward is not known"
    )
    yield _figure(
        sheet, "reserves_carried_forward", "Reserve carried forward", sheet.closing, {"derived": how}, UNAVAILABLE
    )
    if sheet.transferred is not None and sheet.transfer_tally:
        told = _told([sheet.transfer_tally], "sum of the transfers recorded; below zero: out of the reserve")
        yield _figure(sheet, "transfer_to_reserves", "Transfer to reserves, as recorded", sheet.transferred, told)


def _as_lines(lines: Iterable[SheetLine]) -> list[reconciling.Line]:
    return [reconciling.Line(line.heading.name, line.actual) for line in lines]


def _sum(sheet: Sheet, key: str, title: str, pence: int | None, lines: Sequence[SheetLine]) -> Figure:
    facts = (rules.Fact.SPENT, rules.Fact.RECEIVED)
    tallies = [line.tallies[fact] for line in lines for fact in facts if fact in line.tallies]
    blank = sum(line.actual is None for line in lines)
    how = f"sum of {len(lines) - blank} lines" + (f"; {blank} are blank" if blank else "")
    return _figure(sheet, key, title, pence, _told(tallies, how))


def _told(tallies: Iterable[Tally], derived: str) -> dict[str, str]:
    """Where a sum is from: how many entries, what sources, who recorded them, the latest day, how it was derived."""
    tallies = list(tallies)
    sources = sorted({source for tally in tallies for source in tally.sources})
    people = sorted({name for tally in tallies for name in tally.by})
    days = [tally.last_on for tally in tallies if tally.last_on]
    gone = sum(tally.reversed for tally in tallies)
    told = {
        "entries": f"{sum(tally.entries for tally in tallies)}" + (f" ({gone} reversed beside them)" if gone else ""),
        "source": "; ".join(sources) or LEDGER,
        "recorded by": "; ".join(people),
        "latest entry": max(days).isoformat() if days else "",
        "derived": derived,
    }
    return {key: words for key, words in told.items() if words}


def _figure(
    sheet: Sheet, key: str, title: str, pence: int | None, provenance: dict[str, str], gap: Value = BLANK
) -> Figure:
    as_of = provenance.get("latest entry")
    return Figure(
        key=f"board.{key}@{sheet.named}",
        title=title,
        period=str(sheet.named),
        value=gap if pence is None else known(in_pounds(pence)),
        decimals=2 if pence and pence % 100 else 0,
        unit="£",
        source=provenance.get("source", LEDGER),
        definition=DEFINITION,
        as_of=date.fromisoformat(as_of) if as_of else None,
        provenance={**provenance, "query": QUERY},
    )
