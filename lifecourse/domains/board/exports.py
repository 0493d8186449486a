"""The ledger as tables, for the page and for files. A blank is said, and never looks like nothing."""

from collections.abc import Sequence

from lifecourse.engines.csvfile import write_csv
from lifecourse.kernel.ui.tables import Cell, Table, number, text

from . import rules
from .models import Entry
from .queries import Finding, Sheet, SheetLine
from .rules.pounds import in_pounds

BLANK_NOTE = "“blank” means that nothing is recorded: that is not zero."


def cell(pence: int | None) -> Cell:
    """Pence as a cell in pounds; None is a blank."""
    return text("blank") if pence is None else number(in_pounds(pence), places=2 if pence % 100 else 0, unit="£")


def _budget_table(caption: str, lines: Sequence[SheetLine], total: int | None, name: str) -> Table:
    """Lines with budget, actual and the difference; the total last."""
    rows = [(line.heading.name, [cell(line.actual), cell(line.budget), cell(line.variance.over)]) for line in lines]
    budgets = [line.budget for line in lines if line.budget is not None]
    budget = sum(budgets) if budgets else None
    over = total - budget if total is not None and budget is not None else None
    rows.append((name, [cell(total), cell(budget), cell(over)]))
    return Table(
        caption=caption,
        columns=("Heading", "Actual", "Budget", "Actual less budget"),
        rows=rows,
        note=BLANK_NOTE,
    )


def spending_table(sheet: Sheet) -> Table:
    return _budget_table("Expenditure", sheet.spending, sheet.total_expenditure, "Total expenditure")


def income_table(sheet: Sheet) -> Table:
    return _budget_table("Income", sheet.income, sheet.total_income, "Total income")


def contributions_table(sheet: Sheet) -> Table:
    """Each partner: three facts, and what is outstanding."""
    facts = (rules.Fact.PLEDGED, rules.Fact.INVOICED, rules.Fact.RECEIVED)
    return Table(
        caption="Contributions by partner",
        columns=("Partner", "Pledged", "Invoiced", "Received", "Outstanding"),
        rows=[
            (line.heading.name, [*(cell(line.of(fact)) for fact in facts), cell(line.outstanding)])
            for line in sheet.contributions
        ],
        note="Outstanding is what was invoiced, or pledged where nothing is invoiced, less what was received; below "
        f"zero too much was received. {BLANK_NOTE}",
    )


def reserves_table(sheet: Sheet) -> Table:
    """How the reserve comes from one end of the year to the other; what was printed stands beside it."""
    rows = [
        ("Brought forward", cell(sheet.opening), cell(None)),
        ("Surplus (below zero: deficit)", cell(sheet.surplus), cell(None)),
        ("Transfer to reserves, as recorded", cell(sheet.transferred), cell(sheet.claim(rules.Printed.TRANSFER))),
        ("Carried forward", cell(sheet.closing), cell(sheet.claim(rules.Printed.RESERVE))),
        ("Total expenditure", cell(sheet.total_expenditure), cell(sheet.claim(rules.Printed.EXPENDITURE))),
        ("Total income", cell(sheet.total_income), cell(sheet.claim(rules.Printed.INCOME))),
    ]
    return Table(
        caption="Reserves and totals, derived and printed",
        columns=("", "Derived", "Printed"),
        rows=[(name, [derived, printed]) for name, derived, printed in rows],
        note=f"Carried forward is brought forward and the surplus. {BLANK_NOTE}",
    )


def years_table(sheets: Sequence[Sheet]) -> Table:
    """Every year in one line."""
    return Table(
        caption="Every year",
        columns=("Year", "Income", "Expenditure", "Surplus", "Reserve carried forward"),
        rows=[
            (str(one.named), [cell(v) for v in (one.total_income, one.total_expenditure, one.surplus, one.closing)])
            for one in sheets
        ],
        note=BLANK_NOTE,
    )


def year_csv(*, sheet: Sheet, entries: Sequence[Entry], found: Sequence[Finding], made_at: str) -> bytes:
    """A year as a file: its tables, what does not add up, and every entry, reversed ones too."""
    rows: list[list[object]] = [["Financial year", str(sheet.named)], ["State", sheet.year.state], ["Made", made_at]]
    for table in (spending_table(sheet), income_table(sheet), contributions_table(sheet), reserves_table(sheet)):
        rows += [[], [table.caption], *(list[object](line) for line in table.flat())]
    rows += [[], ["What does not add up"], *(list[object]([one.sentence]) for one in found)]
    rows += [[], ["Recorded at", "Recorded by", "Fact", "Heading", "Pence", "On", "Words", "Source", "Reverses"]]
    rows += [
        [
            one.at.isoformat(timespec="minutes"), one.by_words, rules.FACT_WORDS[rules.Fact(one.fact)],
            one.heading.name if one.heading else "", one.pence, one.on.isoformat(), one.words, one.source,
            str(one.reverses_id or ""),
        ]
        for one in entries
    ]  # fmt: skip
    return write_csv(rows)


def years_csv(*, sheets: Sequence[Sheet]) -> bytes:
    """A line for each heading and year, in whole pence, so that every sum stays a number; blanks stay blank."""
    rows: list[list[object]] = [["financial_year", "section", "line", "actual_pence", "budget_pence"]]
    for sheet in sheets:
        for side, lines in (("expenditure", sheet.spending), ("income", sheet.income)):
            rows += [[str(sheet.named), side, line.heading.name, line.actual, line.budget] for line in lines]
        for name, value in (
            ("Total expenditure", sheet.total_expenditure),
            ("Total income", sheet.total_income),
            ("Surplus", sheet.surplus),
            ("Reserve carried forward", sheet.closing),
        ):
            rows.append([str(sheet.named), "derived", name, value, None])
    return write_csv(rows)
