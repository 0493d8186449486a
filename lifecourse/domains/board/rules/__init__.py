"""What the state of a year and the kind of an entry allow. Pure Python: no Django, no clock, no query."""

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused

from .years import FinancialYear


class State(StrEnum):
    """Where a financial year stands in the ledger."""

    OPEN = "open"
    CLOSED = "closed"


WORDS = {State.OPEN: "Open", State.CLOSED: "Closed"}
TRANSITIONS: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
}


def check_move(current: str, to: State) -> None:
    """Raise `Refused` unless a year that is `current` may become `to`."""
    if to not in TRANSITIONS[State(current)]:
        raise Refused(f"This year is {WORDS[State(current)].lower()} already.")


def check_open(state: str, year: FinancialYear) -> None:
    """Raise `Refused` if a year takes no entries."""
    if state != State.OPEN:
        raise Refused(f"{year} is closed: it takes no entries. Whoever may reopen it must say why.")


class Kind(StrEnum):
    """What a heading gathers."""

    SPENDING = "spending"
    CONTRIBUTION = "contribution"
    TRAINING = "training"
    OTHER_INCOME = "other_income"


KIND_WORDS = {
    Kind.SPENDING: "Spending",
    Kind.CONTRIBUTION: "A partner’s contribution",
    Kind.TRAINING: "Training income",
    Kind.OTHER_INCOME: "Other income",
}
INCOME = frozenset({Kind.CONTRIBUTION, Kind.TRAINING, Kind.OTHER_INCOME})


class Fact(StrEnum):
    """What an entry says happened. Pledged, invoiced and received are three facts; only what was received is income."""

    SPENT = "spent"
    RECEIVED = "received"
    PLEDGED = "pledged"
    INVOICED = "invoiced"
    BUDGETED = "budgeted"
    TO_RESERVES = "to_reserves"
    OPENING = "opening"


FACT_WORDS = {
    Fact.SPENT: "Spent",
    Fact.RECEIVED: "Received",
    Fact.PLEDGED: "Pledged",
    Fact.INVOICED: "Invoiced",
    Fact.BUDGETED: "Budget",
    Fact.TO_RESERVES: "Transfer to reserves",
    Fact.OPENING: "Reserve brought forward",
}
# Under which kinds of heading each fact stands; none for what is about the reserve alone.
UNDER: dict[Fact, frozenset[Kind]] = {
    Fact.SPENT: frozenset({Kind.SPENDING}),
    Fact.RECEIVED: INCOME,
    Fact.PLEDGED: frozenset({Kind.CONTRIBUTION}),
    Fact.INVOICED: frozenset({Kind.CONTRIBUTION}),
    Fact.BUDGETED: frozenset(Kind),
    Fact.TO_RESERVES: frozenset(),
    Fact.OPENING: frozenset(),
}


class Printed(StrEnum):
    """A total that some document printed: a claim, kept beside what is derived."""

    EXPENDITURE = "total_expenditure"
    INCOME = "total_income"
    TRANSFER = "transfer_to_reserves"
    RESERVE = "reserves_carried_forward"


PRINTED_WORDS = {
    Printed.EXPENDITURE: "Total Expenditure",
    Printed.INCOME: "Total Income",
    Printed.TRANSFER: "Transfer to Reserves",
    Printed.RESERVE: "Total Income in Reserve",
}
RESERVED_KEYS = frozenset(
    {*Printed, "surplus", "reserves_brought_forward", "total_contributions", "total_training_income", "total_budget"}
)


def key_of(name: str) -> str:
    """A heading's lasting name in figures: "Salaries and Expenses" is salaries_and_expenses."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:80]


def check_heading_name(name: str) -> str:
    """The name of a heading, tidied. Raises `Refused` for one that cannot be."""
    tidy = " ".join(name.split())
    if not key_of(tidy):
        raise Refused("Give the heading a name, with letters in it.", field="name")
    if len(tidy) > 120:
        raise Refused("The name of a heading has at most 120 characters.", field="name")
    if not all(character.isprintable() for character in tidy):
        raise Refused("The name of a heading may not hold signs that cannot be printed.", field="name")
    return tidy


def kind_of_income(name: str) -> Kind:
    """Under what a line of income in a report stands: what names training is training income, else a contribution."""
    return Kind.TRAINING if "training" in name.casefold() else Kind.CONTRIBUTION


def check_fact(fact: Fact, kind: Kind | None, pence: int) -> None:
    """Raise `Refused` unless a fact may stand under such a heading, with such a sum."""
    if (kind is None) is bool(UNDER[fact]) or (kind is not None and kind not in UNDER[fact]):
        raise Refused(f"“{FACT_WORDS[fact]}” does not go under this heading: choose another.", field="heading")
    if pence < 0 and fact is not Fact.TO_RESERVES:
        raise Refused("The sum must not be below zero: reverse the entry that was wrong instead.", field="amount")
    if pence == 0 and fact is Fact.TO_RESERVES:
        raise Refused("A transfer of nothing is no transfer.", field="amount")


# A partner may pay before the year begins and long after it has ended; further off, the year was mistaken.
_FURTHEST = timedelta(days=731)


def check_day(on: date, *, year: FinancialYear, today: date) -> None:
    """Raise `Refused` unless something about this year may have happened that day."""
    if on > today:
        raise Refused("The date must not be after today: an entry says what has happened.", field="on")
    if not year.starts_on - _FURTHEST <= on <= year.ends_on + _FURTHEST:
        raise Refused(f"That day is more than two years away from {year}: check the year of the date.", field="on")


def check_heading_open(closed_on: date | None, *, on: date) -> None:
    """Raise `Refused` if a heading was closed before that day."""
    if closed_on is not None and on > closed_on:
        raise Refused("This heading is closed: choose another.", field="heading")


def check_reversible(*, is_reversal: bool, is_reversed: bool) -> None:
    """Raise `Refused` unless an entry may be reversed: once, and never a reversal."""
    if is_reversed:
        raise Refused("This entry is reversed already.")
    if is_reversal:
        raise Refused("This entry reverses another: record the right sum anew instead.")


def check_words(words: str, *, field: str, ask: str) -> str:
    """The words, tidied. Raises `Refused` with `ask` if there are none."""
    if not (tidy := " ".join(words.split())):
        raise Refused(ask, field=field)
    return tidy[:300]


def outstanding(*, pledged: int | None, invoiced: int | None, received: int | None) -> int | None:
    """What a partner still owes: invoiced, or pledged where nothing is invoiced, less received; None if neither is."""
    owed = invoiced if invoiced is not None else pledged
    return None if owed is None else owed - (received or 0)
