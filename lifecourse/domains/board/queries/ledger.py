"""The ledger read once and everything derived from it: lines, totals, reserves, contributions, budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet, Sum

from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..models import Claim, Entry, Heading, Year
from ..rules.reconciling import Line, Statement, Variance
from ..rules.years import FinancialYear

LIVE = Q(reverses__isnull=True, reversed_by__isnull=True)


@dataclass(frozen=True)
class Tally:
    """The sum of one fact under one heading in a year. Made of `entries` that stand; what was reversed adds nothing."""

    pence: int
    entries: int
    reversed: int
    sources: tuple[str, ...]
    by: tuple[str, ...]
    last_on: date | None


@dataclass(frozen=True)
class SheetLine:
    """One heading in one year, in pence; None where nothing is recorded, which is not zero."""

    heading: Heading
    tallies: dict[rules.Fact, Tally]

    def of(self, fact: rules.Fact) -> int | None:
        """The sum of a fact here; None where no entry stands."""
        found = self.tallies.get(fact)
        return found.pence if found and found.entries else None

    @property
    def actual(self) -> int | None:
        return self.of(rules.Fact.SPENT if self.heading.kind == rules.Kind.SPENDING else rules.Fact.RECEIVED)

    @property
    def budget(self) -> int | None:
        return self.of(rules.Fact.BUDGETED)

    @property
    def variance(self) -> Variance:
        return Variance(self.budget, self.actual)

    @property
    def outstanding(self) -> int | None:
        """What the partner still owes; below zero, what was paid too much."""
        of = self.of
        return rules.outstanding(
            pledged=of(rules.Fact.PLEDGED), invoiced=of(rules.Fact.INVOICED), received=of(rules.Fact.RECEIVED)
        )


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


@dataclass(frozen=True)
class Sheet:
    """One year, derived. `opening`: the reserve brought forward; None where the ledger cannot say."""

    year: Year
    lines: tuple[SheetLine, ...]
    opening: int | None
    opening_tally: Tally | None
    transfer_tally: Tally | None
    claims: dict[rules.Printed, Claim]

    @property
    def named(self) -> FinancialYear:
        return self.year.named

    def of_kind(self, *kinds: rules.Kind) -> tuple[SheetLine, ...]:
        return tuple(line for line in self.lines if line.heading.kind in kinds)

    @property
    def spending(self) -> tuple[SheetLine, ...]:
        return self.of_kind(rules.Kind.SPENDING)

    @property
    def income(self) -> tuple[SheetLine, ...]:
        return self.of_kind(*rules.INCOME)

    @property
    def contributions(self) -> tuple[SheetLine, ...]:
        return self.of_kind(rules.Kind.CONTRIBUTION)

    @property
    def total_expenditure(self) -> int | None:
        return total(line.actual for line in self.spending)

    @property
    def total_income(self) -> int | None:
        return total(line.actual for line in self.income)

    @property
    def surplus(self) -> int | None:
        """Income less expenditure; a deficit is below zero. None while neither is recorded."""
        if self.total_income is None and self.total_expenditure is None:
            return None
        return (self.total_income or 0) - (self.total_expenditure or 0)

    @property
    def closing(self) -> int | None:
        """The reserve carried forward: brought forward, and the surplus."""
        return None if self.opening is None else self.opening + (self.surplus or 0)

    @property
    def transferred(self) -> int | None:
        """What was recorded as put into the reserve, less what was taken out."""
        tally = self.transfer_tally
        return tally.pence if tally and tally.entries else None

    def claim(self, printed: rules.Printed) -> int | None:
        found = self.claims.get(printed)
        return None if found is None else found.pence

    def statement(self) -> Statement:
        """The year as reconciliation reads it. A recorded transfer counts once the year is closed."""
        transfer = self.claim(rules.Printed.TRANSFER)
        if transfer is None and self.year.state == rules.State.CLOSED:
            transfer = self.transferred
        return Statement(
            year=self.named,
            expenditure=tuple(Line(line.heading.name, line.actual) for line in self.spending),
            income=tuple(Line(line.heading.name, line.actual) for line in self.income),
            total_expenditure=self.claim(rules.Printed.EXPENDITURE),
            total_income=self.claim(rules.Printed.INCOME),
            transfer=transfer,
            reserve=self.claim(rules.Printed.RESERVE),
        )


def visible_years(*, viewer: Any) -> QuerySet[Year]:
    """The years of the ledgers that the viewer may see."""
    return Year.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))


def sheets(*, viewer: Any) -> tuple[Sheet, ...]:
    """Every year the viewer may see, derived, oldest first. Four queries, however many entries there are."""
    circles = policy.circles_with(viewer, policy.VIEW)
    years = list(Year.objects.filter(circle_id__in=circles).order_by("circle_id", "first"))
    headings = list(Heading.objects.filter(circle_id__in=circles).order_by("place", "id"))
    rows = Entry.objects.filter(circle_id__in=circles).order_by().values_list("year_id", "heading_id", "fact")
    tallies: dict[tuple[UUID, UUID | None, str], Tally] = {
        (year_id, heading_id, fact): Tally(pence, live, gone, tuple(sources or ()), tuple(by or ()), last)
        for year_id, heading_id, fact, pence, live, gone, sources, by, last in rows.annotate(
            pence_sum=Sum("pence"),
            live=Count("id", filter=LIVE),
            gone=Count("id", filter=Q(reverses__isnull=False)),
            sources=ArrayAgg("source", filter=LIVE & ~Q(source=""), distinct=True),
            people=ArrayAgg("by_words", filter=LIVE, distinct=True),
            last=Max("on", filter=LIVE),
        )
    }
    claims: dict[UUID, dict[rules.Printed, Claim]] = {}
    for claim in Claim.objects.filter(circle_id__in=circles, withdrawn_at__isnull=True):
        claims.setdefault(claim.year_id, {})[rules.Printed(claim.printed)] = claim
    made: list[Sheet] = []
    for year in years:
        before = made[-1] if made else None
        follows = before is not None and before.year.circle_id == year.circle_id and before.year.first + 1 == year.first
        own = tallies.get((year.pk, None, rules.Fact.OPENING))
        recorded = own.pence if own and own.entries else None
        made.append(
            Sheet(
                year=year,
                lines=_lines(year, headings, tallies),
                opening=before.closing if follows and before else recorded,
                opening_tally=None if follows else own,
                transfer_tally=tallies.get((year.pk, None, rules.Fact.TO_RESERVES)),
                claims=claims.get(year.pk, {}),
            )
        )
    return tuple(made)


def _lines(
    year: Year, headings: Iterable[Heading], tallies: dict[tuple[UUID, UUID | None, str], Tally]
) -> tuple[SheetLine, ...]:
    """A line for each heading that was open in the year, or has entries in it."""
    lines = []
    for heading in headings:
        if heading.circle_id != year.circle_id:
            continue
        found = {
            fact: tallies[year.pk, heading.pk, fact] for fact in rules.Fact if (year.pk, heading.pk, fact) in tallies
        }
        was_open = heading.closed_on is None or heading.closed_on >= year.named.starts_on
        if found or (was_open and heading.opened_on <= year.named.ends_on):
            lines.append(SheetLine(heading, found))
    return tuple(lines)


def sheet(*, viewer: Any, pk: UUID) -> Sheet:
    """One year, derived. Raises `NotFound`."""
    found = next((one for one in sheets(viewer=viewer) if one.year.pk == pk), None)
    if found is None:
        raise NotFound(f"year {pk}")
    return found


def year(*, viewer: Any, pk: UUID) -> Year:
    """One year. Raises `NotFound`."""
    found = visible_years(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"year {pk}")
    return found
