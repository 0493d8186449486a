"""Commands on entries and printed totals: recorded, reversed, withdrawn; nothing that was written is rewritten."""

from datetime import date, datetime
from uuid import UUID

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, rules
from ..models import Claim, Entry, Heading, Year
from .years import hold


@command("board.entry_recorded")
def record_entry(
    *,
    actor: Actor,
    at: datetime,
    year_id: UUID,
    fact: rules.Fact,
    pence: int,
    on: date,
    heading_id: UUID | None = None,
    words: str = "",
    source: str = "",
) -> Entry:
    """Add one fact about money to a year: spent, received, pledged, invoiced, budgeted, a transfer, an opening.

    `pence`: whole pence; below zero only for a transfer out of the reserve. `on`: the day it happened.
    Raises `Refused`.
    """
    year = hold(actor, year_id, policy.KEEP, at=at)
    rules.check_open(year.state, year.named)
    heading = _heading(year, heading_id)
    rules.check_fact(fact, rules.Kind(heading.kind) if heading else None, pence)
    rules.check_day(on, year=year.named, today=day_of(at))
    if heading is not None:
        rules.check_heading_open(heading.closed_on, on=on)
    if fact is rules.Fact.OPENING:
        _check_first(year)
    made = Entry(
        circle_id=year.circle_id,
        year=year,
        heading=heading,
        fact=fact.value,
        pence=pence,
        on=on,
        words=" ".join(words.split())[:300],
        source=" ".join(source.split())[:300],
        by=by_of(actor),
        by_words=str(actor)[:200],
        at=at,
    )
    made.save(force_insert=True)
    record("board.entry_recorded", subject=made, actor=actor, at=at, fact=fact.value, pence=pence, year=str(year.named))
    return made


def by_of(actor: Actor) -> User | None:
    """The member of staff who acts; nobody for the machine."""
    return actor if isinstance(actor, User) else None


def _heading(year: Year, heading_id: UUID | None) -> Heading | None:
    if heading_id is None:
        return None
    found = Heading.objects.filter(pk=heading_id, circle_id=year.circle_id).first()
    if found is None:
        raise Refused("Choose one of the headings of this ledger.", field="heading")
    return found


def _check_first(year: Year) -> None:
    """Raise `Refused` unless the balance with which this year opens can only be told: no year before carries it."""
    if Year.objects.filter(circle_id=year.circle_id, first=year.first - 1).exists():
        raise Refused("The reserve brought forward is carried from the year before: it is not typed.")


@command("board.entry_reversed")
def reverse_entry(*, actor: Actor, at: datetime, entry_id: UUID, because: str) -> Entry:
    """Reverse an entry by another of the opposite sum; both stay. Raises `Refused` for a reversal or a second time."""
    found = Entry.objects.filter(pk=entry_id).first()
    if found is None:
        raise NotFound(f"entry {entry_id}")
    year = hold(actor, found.year_id, policy.KEEP, at=at)
    rules.check_open(year.state, year.named)
    rules.check_reversible(
        is_reversal=found.reverses_id is not None, is_reversed=Entry.objects.filter(reverses=found).exists()
    )
    because = rules.check_words(because, field="because", ask="Say why the entry is reversed.")
    made = Entry(
        circle_id=found.circle_id,
        year=year,
        heading_id=found.heading_id,
        fact=found.fact,
        pence=-found.pence,
        on=day_of(at),
        words=because,
        reverses=found,
        by=by_of(actor),
        by_words=str(actor)[:200],
        at=at,
    )
    made.save(force_insert=True)
    record("board.entry_reversed", subject=made, actor=actor, at=at, reverses=found.pk, pence=made.pence)
    return made


@command("board.claim_recorded")
def record_claim(
    *, actor: Actor, at: datetime, year_id: UUID, printed: rules.Printed, pence: int, source: str
) -> Claim:
    """Write down a total as a document printed it, beside the derived one. Raises `Refused` if one stands already."""
    year = hold(actor, year_id, policy.KEEP, at=at)
    source = rules.check_words(source, field="source", ask="Say in what document the total is printed.")
    if Claim.objects.filter(year=year, printed=printed.value, withdrawn_at__isnull=True).exists():
        raise Refused("That total is written down already: withdraw it first, with the reason.", field="printed")
    made = Claim(
        circle_id=year.circle_id,
        year=year,
        printed=printed.value,
        pence=pence,
        source=source,
        by_words=str(actor)[:200],
        at=at,
    )
    made.save(force_insert=True)
    record("board.claim_recorded", subject=made, actor=actor, at=at, printed=printed.value, pence=pence)
    return made


@command("board.claim_withdrawn")
def withdraw_claim(*, actor: Actor, at: datetime, claim_id: UUID, because: str, seen: int | None = None) -> Claim:
    """Withdraw a printed total that was written down wrongly; it stays, with the reason. Raises `Refused`."""
    found = Claim.objects.select_for_update().filter(pk=claim_id).first()
    if found is None:
        raise NotFound(f"claim {claim_id}")
    policy.check_in(actor, policy.KEEP, circle_id=found.circle_id, at=at)
    if found.withdrawn_at is not None:
        raise Refused("This total is withdrawn already.")
    found.withdrawn_because = rules.check_words(because, field="because", ask="Say why the total is withdrawn.")
    found.withdrawn_at = at
    found.save_changes("withdrawn_at", "withdrawn_because", seen=seen)
    record("board.claim_withdrawn", subject=found, actor=actor, at=at, printed=found.printed)
    return found
