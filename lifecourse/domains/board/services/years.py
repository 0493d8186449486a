"""Commands on years and headings: started, closed, reopened with a reason; opened, closed, never deleted."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, queries, rules
from ..models import Entry, Heading, Year, YearMove
from ..queries.ledger import LIVE
from ..rules.pounds import said
from ..rules.years import FinancialYear


@command("board.year_started")
def start_year(*, actor: Actor, at: datetime, circle_id: int, year: FinancialYear) -> Year:
    """Start a financial year in a board's ledger; it must stand beside those that are there. Raises `Refused`."""
    policy.check_in(actor, policy.KEEP, circle_id=circle_id, at=at)
    there = sorted(Year.objects.select_for_update().filter(circle_id=circle_id).values_list("first", flat=True))
    if year.first in there:
        raise Refused(f"{year} is in the ledger already.", field="year")
    if there and year.first not in {there[0] - 1, there[-1] + 1}:
        before, after = FinancialYear(there[0] - 1), FinancialYear(there[-1] + 1)
        raise Refused(f"Years follow each other: the next is {after}, or the one before {before}.", field="year")
    if there and year.first < there[0]:
        check_opening_alone(circle_id, FinancialYear(there[0]))
    made = Year(circle_id=circle_id, first=year.first)
    made.save()
    record("board.year_started", subject=made, actor=actor, at=at, year=str(year))
    return made


def check_opening_alone(circle_id: int, year: FinancialYear) -> None:
    """Raise `Refused` if a year before this one would change the balance with which it was said to open."""
    rows = Entry.objects.filter(LIVE, circle_id=circle_id, year__first=year.first, fact=rules.Fact.OPENING.value)
    if rows.exists():
        raise Refused(
            f"{year} has a reserve brought forward of its own: reverse that entry before adding a year to it."
        )


@command("board.year_closed")
def close_year(*, actor: Actor, at: datetime, year_id: UUID, despite: str = "", seen: int | None = None) -> Year:
    """Close a year: it takes no more entries. What was left over must have gone to the reserve, or `despite` says why.

    Where no transfer was recorded at all the surplus simply is carried forward. Raises `Refused`, `StaleRecord`.
    """
    year = hold(actor, year_id, policy.CLOSE, at=at, seen=seen)
    rules.check_move(year.state, rules.State.CLOSED)
    if day_of(at) <= year.named.ends_on:
        raise Refused(f"{year.named} runs until 31 March {year.first + 1}: it can be closed after that.")
    sheet = queries.sheet(viewer=actor, pk=year.pk)
    left = (sheet.surplus or 0) - sheet.transferred if sheet.transferred is not None else 0
    if left and not despite.strip():
        raise Refused(
            f"The surplus is {said(sheet.surplus or 0)}, and {said(sheet.transferred or 0)} was transferred to the "
            "reserve: record the rest as a transfer, or say why the year is closed without.",
            field="despite",
        )
    _move(actor, at, year, rules.State.CLOSED, despite, seen=seen)
    record("board.year_closed", subject=year, actor=actor, at=at, left_pence=left)
    return year


@command("board.year_reopened")
def reopen_year(*, actor: Actor, at: datetime, year_id: UUID, because: str, seen: int | None = None) -> Year:
    """Reopen a closed year, with a reason. Raises `Refused`, `StaleRecord`."""
    year = hold(actor, year_id, policy.CLOSE, at=at, seen=seen)
    rules.check_move(year.state, rules.State.OPEN)
    because = rules.check_words(because, field="because", ask="Say why the year is reopened.")
    _move(actor, at, year, rules.State.OPEN, because, seen=seen)
    record("board.year_reopened", subject=year, actor=actor, at=at)
    return year


def _move(actor: Actor, at: datetime, year: Year, to: rules.State, words: str, *, seen: int | None) -> None:
    year.state = to.value
    year.save_changes("state", seen=seen)
    words = " ".join(words.split())[:300]
    YearMove(circle_id=year.circle_id, year=year, state=to.value, words=words, by_words=str(actor)[:200], at=at).save()


def hold(actor: Actor, year_id: UUID, capability: str, *, at: datetime, seen: int | None = None) -> Year:
    """The year, locked against whoever would close it meanwhile, if the actor may do this to its ledger."""
    year = Year.objects.select_for_update().filter(pk=year_id).first()
    if year is None:
        raise NotFound(f"year {year_id}")
    policy.check_in(actor, capability, circle_id=year.circle_id, at=at)
    if seen is not None and year.version != seen:
        raise StaleRecord("Somebody else changed this year while you had it open. Nothing of yours was saved yet.")
    return year


@command("board.heading_opened")
def open_heading(
    *, actor: Actor, at: datetime, circle_id: int, name: str, kind: rules.Kind, opened_on: date | None = None
) -> Heading:
    """Open a heading, from a day on (today's year, if none is said). Its name is its own in the ledger.

    Raises `Refused`.
    """
    policy.check_in(actor, policy.KEEP, circle_id=circle_id, at=at)
    made = add_heading(circle_id, name, kind, opened_on or day_of(at))
    record("board.heading_opened", subject=made, actor=actor, at=at, kind=kind.value)
    return made


def add_heading(circle_id: int, name: str, kind: rules.Kind, opened_on: date) -> Heading:
    """A new heading, last in its ledger; a key that totals use, or the other side has, gets the kind behind it."""
    tidy = rules.check_heading_name(name)
    there = Heading.objects.filter(circle_id=circle_id)
    side = rules.INCOME if kind in rules.INCOME else {rules.Kind.SPENDING}
    if there.filter(name__iexact=tidy, kind__in=[one.value for one in side]).exists():
        raise Refused(f"There is a heading “{tidy}” already.", field="name")
    taken = set(there.values_list("key", flat=True)) | rules.RESERVED_KEYS
    key = rules.key_of(tidy)
    key = next(one for one in (key, *(f"{key}_{kind.value}{n or ''}" for n in range(99))) if one not in taken)
    last = there.aggregate(last=Max("place"))["last"] or 0
    made = Heading(circle_id=circle_id, key=key, name=tidy, kind=kind.value, place=last + 1, opened_on=opened_on)
    made.save()
    return made


@command("board.heading_closed")
def close_heading(
    *, actor: Actor, at: datetime, heading_id: UUID, on: date | None = None, seen: int | None = None
) -> Heading:
    """Close a heading from a day on: nothing later goes under it, and what stands under it stays. Raises `Refused`."""
    heading = Heading.objects.select_for_update().filter(pk=heading_id).first()
    if heading is None:
        raise NotFound(f"heading {heading_id}")
    policy.check_in(actor, policy.KEEP, circle_id=heading.circle_id, at=at)
    if heading.closed_on is not None:
        raise Refused("This heading is closed already.")
    day = on or day_of(at)
    if day < heading.opened_on:
        raise Refused("A heading cannot be closed before it was opened.", field="on")
    heading.closed_on = day
    heading.save_changes("closed_on", seen=seen)
    record("board.heading_closed", subject=heading, actor=actor, at=at)
    return heading
