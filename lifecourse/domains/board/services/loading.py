"""The command that loads a file of a board's finances into its ledger: all of it or nothing, and once."""

from dataclasses import dataclass
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, queries, rules
from ..models import Claim, Entry, Heading, Load, Year
from ..rules.files import Cell, FileRefused, Finance, read_finance
from ..rules.pounds import said
from ..rules.reconciling import surplus_of
from ..rules.years import FinancialYear
from .entries import by_of
from .years import add_heading, check_opening_alone


@dataclass(frozen=True)
class Loaded:
    """What loading a file did. `again`: the same was loaded before, and nothing changed."""

    load: Load
    added: int
    claims: int
    again: bool = False


@command("board.finance_loaded")
def load_finance(
    *, actor: Actor, at: datetime, circle_id: int, data: bytes, file_name: str, source: str = ""
) -> Loaded:
    """Load a file of the layout of `rules.files`: its lines become entries, its printed totals claims beside them.

    A cell that the ledger has already with the same sum is left as it is. The balance with which the first year opens
    is worked back from its printed reserve and transfer. Raises `FileRefused`, with a sentence for each bad row.
    """
    policy.check_in(actor, policy.KEEP, circle_id=circle_id, at=at)
    file = read_finance(data)
    source = " ".join(source.split())[:300] or f"File {file_name[:200]}"
    held = {year.first: year for year in Year.objects.select_for_update().filter(circle_id=circle_id)}
    before = Load.objects.filter(circle_id=circle_id, digest=file.digest).first()
    if before is not None:
        record("board.finance_loaded", subject=before, actor=actor, at=at, again=True, entries=0, claims=0)
        return Loaded(before, 0, 0, again=True)
    load = Load(
        circle_id=circle_id, digest=file.digest, file_name=file_name[:200], source=source, added=0, claims=0,
        by_words=str(actor)[:200], at=at,
    )  # fmt: skip
    work = _Work(actor, at, load, source, held)
    entries, claims = work.carry_out(file)
    load.added, load.claims = len(entries), len(claims)
    load.save(force_insert=True)
    Entry.objects.bulk_create(entries)
    Claim.objects.bulk_create(claims)
    record("board.finance_loaded", subject=load, actor=actor, at=at, entries=len(entries), claims=len(claims))
    return Loaded(load, len(entries), len(claims))


class _Work:
    """One file being laid beside the ledger; collects every fault before it says no."""

    def __init__(self, actor: Actor, at: datetime, load: Load, source: str, years: dict[int, Year]) -> None:
        self.actor, self.at, self.load, self.source, self.years = actor, at, load, source, years
        self.circle_id = load.circle_id
        self.faults: list[str] = []

    def carry_out(self, file: Finance) -> tuple[list[Entry], list[Claim]]:
        new = self._start_years(file)
        sheets = {one.named: one for one in queries.sheets(viewer=self.actor) if one.year.circle_id == self.circle_id}
        named = {
            "expenditure": {line.heading.name for one in sheets.values() for line in one.spending},
            "income": {line.heading.name for one in sheets.values() for line in one.income},
        }
        entries: list[Entry] = []
        claims: list[Claim] = []
        for cell in file.cells:
            if cell.pence is None:
                # A blank line is not zero: it has its heading, and nothing under it.
                if not cell.printed and cell.name not in named[cell.section]:
                    self._heading(cell, cell.section == "expenditure")
                continue
            if cell.printed:
                claims += self._claim(cell, cell.printed, sheets[cell.year])
            else:
                entries += self._entry(cell, sheets[cell.year])
        if self.faults:
            raise FileRefused(self.faults)
        entries += self._opening(file, new)
        return entries, claims

    def _start_years(self, file: Finance) -> set[FinancialYear]:
        """The years of the file that the ledger does not have yet are started; they must follow each other."""
        new = {year for year in file.years if year.first not in self.years}
        all_years = sorted({*self.years, *(year.first for year in file.years)})
        if all_years != list(range(all_years[0], all_years[-1] + 1)):
            missing = next(first for first in range(all_years[0], all_years[-1]) if first not in all_years)
            raise FileRefused(
                [f"Years follow each other: {FinancialYear(missing)} is in neither the ledger nor the file."]
            )
        if self.years and all_years[0] < min(self.years):
            check_opening_alone(self.circle_id, FinancialYear(min(self.years)))
        for year in sorted(new):
            made = Year(circle_id=self.circle_id, first=year.first)
            made.save()
            self.years[year.first] = made
        return new

    def _entry(self, cell: Cell, sheet: queries.Sheet) -> list[Entry]:
        spending = cell.section == "expenditure"
        fact = rules.Fact.SPENT if spending else rules.Fact.RECEIVED
        there = sheet.spending if spending else sheet.income
        line = next((one for one in there if rules.key_of(one.heading.name) == rules.key_of(cell.name)), None)
        if line is not None and line.actual is not None:
            if line.actual != cell.pence:
                self.faults.append(
                    f"Line {cell.number}: “{cell.name}” of {cell.year} is {said(line.actual)} in the ledger and "
                    f"{said(cell.pence or 0)} in the file; reverse the entries first if the file is right."
                )
            return []
        if self._is_closed(cell):
            return []
        heading = line.heading if line is not None else self._heading(cell, spending)
        return [self._made(cell.year, heading, fact, cell.pence or 0, f"Line {cell.number} of the file")]

    def _is_closed(self, cell: Cell) -> bool:
        year = self.years[cell.year.first]
        if year.state == rules.State.CLOSED:
            self.faults.append(f"Line {cell.number}: {cell.year} is closed: it takes no entries until it is reopened.")
        return year.state == rules.State.CLOSED

    def _heading(self, cell: Cell, spending: bool) -> Heading:
        kind = rules.Kind.SPENDING if spending else rules.kind_of_income(cell.name)
        side = [kind.value] if spending else [one.value for one in rules.INCOME]
        found = [
            one
            for one in Heading.objects.filter(circle_id=self.circle_id, kind__in=side)
            if rules.key_of(one.name) == rules.key_of(cell.name)
        ]
        if found:
            # Opened later than this year, or closed before it: what was so in that year is recorded all the same.
            return found[0]
        return add_heading(self.circle_id, cell.name, kind, cell.year.starts_on)

    def _made(self, year: FinancialYear, heading: Heading | None, fact: rules.Fact, pence: int, words: str) -> Entry:
        return Entry(
            circle_id=self.circle_id,
            year=self.years[year.first],
            heading=heading,
            fact=fact.value,
            pence=pence,
            on=min(year.ends_on, day_of(self.at)),
            words=words,
            source=self.source,
            load=self.load,
            by=by_of(self.actor),
            by_words=str(self.actor)[:200],
            at=self.at,
        )

    def _claim(self, cell: Cell, printed: rules.Printed, sheet: queries.Sheet) -> list[Claim]:
        there = sheet.claims.get(printed)
        if there is not None:
            if there.pence != cell.pence:
                self.faults.append(
                    f"Line {cell.number}: “{cell.name}” of {cell.year} is written down as {said(there.pence)}, printed "
                    f"in {there.source}, and the file says {said(cell.pence or 0)}; withdraw that first."
                )
            return []
        return [
            Claim(
                circle_id=self.circle_id,
                year=self.years[cell.year.first],
                printed=printed.value,
                pence=cell.pence or 0,
                source=self.source,
                load=self.load,
                by_words=str(self.actor)[:200],
                at=self.at,
            )
        ]

    def _opening(self, file: Finance, new: set[FinancialYear]) -> list[Entry]:
        """The balance with which the ledger's first year opened, if this file brings that year: worked back."""
        first = FinancialYear(min(self.years))
        one = next((one for one in file.statements() if one.year == first), None)
        if first not in new or one is None or one.reserve is None:
            return []
        surplus = surplus_of(one)
        if surplus is None:
            return []
        words = f"Worked back: the printed reserve {said(one.reserve)} less the surplus {said(surplus)}"
        opening = one.reserve - surplus
        if opening < 0:
            raise Refused(
                f"The reserve printed for {first} is less than its surplus: the opening balance is below zero."
            )
        return [self._made(first, None, rules.Fact.OPENING, opening, words)]
