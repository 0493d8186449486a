"""What does not add up: printed sums beside those computed from the lines. Pure: statements in, findings out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .pounds import rounded_to, said, swapped_digits
from .years import FinancialYear


@dataclass(frozen=True)
class Line:
    """One line of a column. `pence` is None where the line is blank, which is not zero."""

    name: str
    pence: int | None


@dataclass(frozen=True)
class Statement:
    """One year: its lines, and the totals that were printed for it (None: none was). All in pence."""

    year: FinancialYear
    expenditure: tuple[Line, ...] = ()
    income: tuple[Line, ...] = ()
    total_expenditure: int | None = None
    total_income: int | None = None
    transfer: int | None = None
    reserve: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up. `reading`: why, only where the arithmetic shows it; `cells`: computed from what.

    `code`: "column", "transfer", "transfer_rounded", "opening_as_transfer" or "reserve". Sums in pence.
    """

    code: str
    year: FinancialYear
    title: str
    printed: int
    computed: int
    cells: tuple[str, ...]
    reading: str = ""
    source: str = field(default="", compare=False)

    @property
    def difference(self) -> int:
        """How much more was printed than computed."""
        return self.printed - self.computed

    @property
    def sentence(self) -> str:
        """The whole finding in words."""
        apart = said(abs(self.difference))
        parts = [
            f"{self.year}: {self.title} is printed as {said(self.printed)}; computed it is {said(self.computed)} "
            f"({apart} {'less' if self.difference > 0 else 'more'}), from {'; '.join(self.cells)}.",
            self.reading,
        ]
        return " ".join(part for part in parts if part)


def sum_of(lines: Iterable[Line]) -> int | None:
    """The sum of the lines that are not blank; None if all are."""
    known = [line.pence for line in lines if line.pence is not None]
    return sum(known) if known else None


def surplus_of(one: Statement) -> int | None:
    """Income less expenditure, from the lines (from the printed totals where there are no lines); a deficit is < 0."""
    income, spent = sum_of(one.income), sum_of(one.expenditure)
    income = one.total_income if income is None else income
    spent = one.total_expenditure if spent is None else spent
    return None if income is None or spent is None else income - spent


def findings(statements: Iterable[Statement]) -> tuple[Finding, ...]:
    """Everything that does not add up in these years, oldest first."""
    found: list[Finding] = []
    before: Statement | None = None
    for one in sorted(statements, key=lambda each: each.year):
        if before is not None and before.year.first + 1 != one.year.first:
            before = None  # a year is missing between: nothing can be carried over it
        for side, lines, printed in (
            ("Total Expenditure", one.expenditure, one.total_expenditure),
            ("Total Income", one.income, one.total_income),
        ):
            found += _column(one.year, side, lines, printed)
        found += _transfer(one, before)
        found += _reserve(one, before)
        before = one
    return tuple(found)


def _column(year: FinancialYear, title: str, lines: Sequence[Line], printed: int | None) -> list[Finding]:
    computed = sum_of(lines)
    if printed is None or computed is None or printed == computed:
        return []
    known = [line for line in lines if line.pence is not None]
    cells = tuple(f"{line.name} {said(line.pence)}" for line in known if line.pence is not None)
    left_out = [line.name for line in known if line.pence and computed - printed == line.pence]
    twice = [line.name for line in known if line.pence and printed - computed == line.pence]
    reading = _why(printed, computed)
    if len(left_out) == 1:
        reading = f"The difference is the line “{left_out[0]}”, as if it had been left out."
    elif len(twice) == 1:
        reading = f"The difference is the line “{twice[0]}”, as if it had been counted twice."
    return [Finding("column", year, title, printed, computed, cells, reading)]


def _is_opening(one: Statement, surplus: int) -> bool:
    """Whether what is printed as a transfer is the balance the year opened with: surplus added, it is the reserve."""
    if one.transfer is None or one.reserve is None or one.transfer == surplus:
        return False
    return one.transfer + surplus == one.reserve


def _transfer(one: Statement, before: Statement | None) -> list[Finding]:
    surplus = surplus_of(one)
    if one.transfer is None or surplus is None or one.transfer == surplus:
        return []
    cells = _surplus_cells(one)
    word = "deficit" if surplus < 0 else "surplus"
    if _is_opening(one, surplus):
        assert one.reserve is not None
        reading = (
            f"{said(one.transfer)} is the balance with which the year opened, not a transfer: with the {word} of "
            f"{said(abs(surplus))} it gives {said(one.reserve)}, the reserve printed for the same year."
        )
        if before is not None and before.reserve is not None and before.reserve != one.transfer:
            reading += f" The reserve printed for {before.year} is {said(before.reserve)}"
            swap = swapped_digits(before.reserve, one.transfer)
            reading += f", the same with the digits {swap[0]} and {swap[1]} swapped." if swap else "."
        return [Finding("opening_as_transfer", one.year, "Transfer to Reserves", one.transfer, surplus, cells, reading)]
    unit = rounded_to(one.transfer, surplus)
    return [
        Finding(
            "transfer_rounded" if unit else "transfer",
            one.year,
            "Transfer to Reserves",
            one.transfer,
            surplus,
            cells,
            _why(one.transfer, surplus),
        )
    ]


def _reserve(one: Statement, before: Statement | None) -> list[Finding]:
    surplus = surplus_of(one)
    if one.reserve is None or surplus is None:
        return []
    if _is_opening(one, surplus):
        return []  # it closes from the opening balance printed in the transfer's place
    if before is None or before.reserve is None or before.reserve + surplus == one.reserve:
        return []
    computed = before.reserve + surplus
    word = "deficit" if surplus < 0 else "surplus"
    cells = (f"the reserve of {before.year}, {said(before.reserve)}", f"the {word} of {one.year}, {said(surplus)}")
    reading = _why(one.reserve, computed)
    if one.transfer is not None and before.reserve + one.transfer == one.reserve:
        reading = f"It carries the transfer as printed, {said(one.transfer)}."
    return [Finding("reserve", one.year, "Total Income in Reserve", one.reserve, computed, cells, reading)]


def _surplus_cells(one: Statement) -> tuple[str, ...]:
    income, spent = sum_of(one.income), sum_of(one.expenditure)
    income = one.total_income if income is None else income
    spent = one.total_expenditure if spent is None else spent
    assert income is not None and spent is not None
    return (f"Total Income {said(income)}", f"Total Expenditure {said(spent)}")


def _why(printed: int, computed: int) -> str:
    """What the two numbers show of how one became the other; nothing where they show nothing."""
    if swap := swapped_digits(computed, printed):
        return f"The digits {swap[0]} and {swap[1]} are swapped."
    if unit := rounded_to(printed, computed):
        return f"It was rounded to the nearest £{unit:,}."
    return ""


@dataclass(frozen=True)
class Variance:
    """A budget beside what became of it. `over`: actual less budget; None where either is blank. In pence."""

    budget: int | None
    actual: int | None

    @property
    def over(self) -> int | None:
        return None if self.budget is None or self.actual is None else self.actual - self.budget
