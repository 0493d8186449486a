"""The board's money: four years as a report printed them, retyped, and a fifth that is invented, with what is owed."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from lifecourse.domains.board import services
from lifecourse.domains.board.rules import Fact, Kind, Printed, kind_of_income
from lifecourse.domains.board.rules.reconciling import Line, Statement, surplus_of
from lifecourse.domains.board.rules.retyped import Retyped, read_retyped
from lifecourse.domains.board.rules.years import FinancialYear
from lifecourse.kernel.access.models import User

from .world import World

OFFICE, KEEPER = "board-office", "business"
FILE = settings.REFERENCE_DATA / "board" / "finance_2014_2018.yaml"
_INVENTED = "Invented for the demonstration"


def tell(world: World) -> None:
    """The retyped years, closed, with their printed totals beside what is derived; then the invented one, open."""
    read, faults = read_retyped(FILE)
    if faults:
        raise ValueError(" ".join(faults))
    at = world.ago(days=20)
    with world.acting(KEEPER, at) as keeper:
        book = _Book(keeper, at, world.circles[OFFICE].pk)
        for one in read.statements:
            book.retype(one, read)
        book.invent(FinancialYear(read.statements[-1].year.first + 1))


class _Book:
    """The ledger while it is being told."""

    def __init__(self, keeper: User, at: datetime, circle_id: int) -> None:
        self._keeper, self._at, self._circle = keeper, at, circle_id
        self._headings: dict[tuple[str, bool], UUID] = {}

    def retype(self, one: Statement, read: Retyped) -> None:
        """One year of the report: opening balance (the first only), lines, printed totals; then it is closed."""
        year = services.start_year(actor=self._keeper, at=self._at, circle_id=self._circle, year=one.year)
        on, surplus = one.year.ends_on, surplus_of(one)
        if one is read.statements[0] and one.reserve is not None and surplus is not None:
            self._record(
                year.pk, Fact.OPENING, one.reserve - surplus, one.year.starts_on, source=read.source,
                words="Worked back: the printed reserve less the surplus of the year",
            )  # fmt: skip
        for lines, fact in ((one.expenditure, Fact.SPENT), (one.income, Fact.RECEIVED)):
            for line in lines:
                heading = self._heading(line, one.year, spending=fact is Fact.SPENT)
                if line.pence is not None:  # a blank line is not zero: nothing is recorded of it
                    self._record(year.pk, fact, line.pence, on, heading=heading, source=read.source)
        for printed, pence in (
            (Printed.EXPENDITURE, one.total_expenditure),
            (Printed.INCOME, one.total_income),
            (Printed.TRANSFER, one.transfer),
            (Printed.RESERVE, one.reserve),
        ):
            if pence is not None:
                services.record_claim(
                    actor=self._keeper, at=self._at, year_id=year.pk, printed=printed, pence=pence, source=read.source
                )
        services.close_year(actor=self._keeper, at=self._at, year_id=year.pk)

    def invent(self, named: FinancialYear) -> None:
        """A year that is open: budgets, pledges, invoices, payments that are late or too small, and a wrong entry."""
        year = services.start_year(actor=self._keeper, at=self._at, circle_id=self._circle, year=named)
        first, late = date(named.first, 4, 3), date(named.first, 11, 20)

        def record(fact: Fact, name: str, pounds: int, on: date, words: str = "") -> UUID:
            heading = self._headings[name, fact is Fact.SPENT or (fact is Fact.BUDGETED and name in _SPENDING)]
            return self._record(year.pk, fact, pounds * 100, on, heading=heading, words=words, source=_INVENTED)

        for name, (budget, spent) in _SPENDING.items():
            record(Fact.BUDGETED, name, budget, first)
            record(Fact.SPENT, name, spent, late)
        for name, (pledged, invoiced, received) in _PARTNERS.items():
            record(Fact.PLEDGED, name, pledged, first)
            if invoiced:
                record(Fact.INVOICED, name, invoiced, date(named.first, 5, 15))
            if received:
                record(Fact.RECEIVED, name, received, late)
        record(Fact.RECEIVED, "Training Income", 61_240, late, "Places sold to schools and agencies")
        wrong = record(Fact.SPENT, "Professional Fees", 4_500, late, "Scrutineer’s fee, second quarter")
        services.reverse_entry(
            actor=self._keeper, at=self._at, entry_id=wrong, because="The same invoice had been recorded already."
        )

    def _heading(self, line: Line, year: FinancialYear, *, spending: bool) -> UUID:
        key = (line.name, spending)
        if key not in self._headings:
            self._headings[key] = services.open_heading(
                actor=self._keeper,
                at=self._at,
                circle_id=self._circle,
                name=line.name,
                kind=Kind.SPENDING if spending else kind_of_income(line.name),
                opened_on=year.starts_on,
            ).pk
        return self._headings[key]

    def _record(
        self, year_id: UUID, fact: Fact, pence: int, on: date, *, heading: UUID | None = None, words: str = "",
        source: str = "",
    ) -> UUID:  # fmt: skip
        return services.record_entry(
            actor=self._keeper, at=self._at, year_id=year_id, fact=fact, pence=pence, on=on, heading_id=heading,
            words=words, source=source,
        ).pk  # fmt: skip


# Pounds: the budget and what was spent; then what each partner pledged, was invoiced and has paid (0: not yet).
_SPENDING = {
    "Salaries and Expenses": (195_000, 121_310),
    "Professional Fees": (40_000, 44_120),
    "Equipment and Supplies": (3_500, 2_015),
    "Conferences and Meetings": (12_500, 9_870),
}
_PARTNERS = {
    "Wigan Council": (75_206, 75_206, 75_206),
    "Greater Manchester Police": (14_500, 14_500, 14_400),
    "National Probation Service": (1_800, 1_800, 0),
    "CAFCASS": (540, 0, 0),
}
