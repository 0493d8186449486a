"""States of an involvement, a list and a load; ages a service covers; when a list is stale. Pure Python."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules import birth


class State(StrEnum):
    """Whether a service is working with somebody."""

    OPEN = "open"
    CLOSED = "closed"


class ListKind(StrEnum):
    """What a file of a list holds: everybody who is open, or only what changed."""

    FULL = "full"
    CHANGES = "changes"


class LoadState(StrEnum):
    """How far one file has come."""

    RECEIVED = "received"
    CHECKED = "checked"
    QUEUED = "queued"
    LOADED = "loaded"
    REFUSED = "refused"
    ABANDONED = "abandoned"


# What may follow what. LOADED, REFUSED and ABANDONED are ends: the file itself is thrown away there.
TRANSITIONS: dict[LoadState, frozenset[LoadState]] = {
    LoadState.RECEIVED: frozenset({LoadState.RECEIVED, LoadState.CHECKED, LoadState.ABANDONED, LoadState.REFUSED}),
    LoadState.CHECKED: frozenset(
        {LoadState.CHECKED, LoadState.QUEUED, LoadState.LOADED, LoadState.ABANDONED, LoadState.REFUSED}
    ),
    LoadState.QUEUED: frozenset({LoadState.LOADED, LoadState.REFUSED, LoadState.ABANDONED}),
    LoadState.LOADED: frozenset(),
    LoadState.REFUSED: frozenset(),
    LoadState.ABANDONED: frozenset(),
}


def check_move(now: LoadState, to: LoadState) -> None:
    """Raise `Refused` unless a load may go from `now` to `to`."""
    if to not in TRANSITIONS[now]:
        raise Refused(f"This file is {now.value} already: send the file again to start anew.")


class Answer(StrEnum):
    """What a service's list says about somebody. Never "unknown": always what was searched."""

    KNOWN_OPEN = "known_open"
    KNOWN_CLOSED = "known_closed"
    NO_RECORD = "no_record"
    NOT_SEARCHED = "not_searched"
    NOT_COVERED = "not_covered"

    @property
    def label(self) -> str:
        """The words people see."""
        return _ANSWERS[self]


_ANSWERS = {
    Answer.KNOWN_OPEN: "Known and open",
    Answer.KNOWN_CLOSED: "Known and closed",
    Answer.NO_RECORD: "No record found",
    Answer.NOT_SEARCHED: "Not searched",
    Answer.NOT_COVERED: "Not covered by age",
}


class TellLead(StrEnum):
    """Whether a lead professional's e-mail address may be written to."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    NONE = "none"


# Above this share of an agency's open involvements, a full list that would close them needs somebody to say so: more
# often half the file is missing than half the families have left.
CLOSING_GUARD_PERCENT = 20
# Above this share of rejected rows (and more than a handful) the report says that the columns may be matched wrongly.
REJECTED_WARN_PERCENT = 5


def closing_needs_consent(closing: int, open_before: int) -> bool:
    """Whether closing `closing` of `open_before` involvements is so many that a person must confirm the number.

    One or two of a handful are not a sign of half a file.
    """
    return closing > 5 and closing * 100 > CLOSING_GUARD_PERCENT * open_before


@dataclass(frozen=True)
class AgeRule:
    """The ages a service is asked about, both included, in completed years; None is no limit on that side.

    A lower limit of 0 means from birth; None also covers the unborn. (Family Context, "Rules for showing service
    involvement information": adult social care from 15, housing from 16, police from 18, school from 4 to 20.)
    """

    from_age: int | None = None
    to_age: int | None = None

    def covers(self, born: birth.Birth, on: date) -> bool:
        """Whether somebody with this birth may be on the list on a day; whose age nobody knows always may."""
        if born.is_unborn:
            return self.from_age is None
        ages = birth.ages(born, on)
        if ages is None:
            return True
        youngest, oldest = ages
        return (self.from_age is None or oldest >= self.from_age) and (self.to_age is None or youngest <= self.to_age)

    def __str__(self) -> str:
        if self.from_age is None and self.to_age is None:
            return "any age"
        if self.to_age is None:
            return f"{self.from_age} and over"
        if self.from_age is None:
            return f"{self.to_age} and under, and unborn"
        return f"{self.from_age} to {self.to_age}"


@dataclass(frozen=True)
class Freshness:
    """How old a list was on a day, and whether it should have been renewed. `taken_on` None: nothing was loaded."""

    taken_on: date | None
    days: int | None
    stale_after_days: int
    stale: bool

    @property
    def sentence(self) -> str:
        """One sentence for beside an answer."""
        if self.days is None:
            return "Nothing has been loaded from this list yet."
        old = "was taken today" if self.days <= 0 else f"is {self.days} {'day' if self.days == 1 else 'days'} old"
        every = "day" if self.stale_after_days == 1 else f"{self.stale_after_days} days"
        if self.stale:
            return f"This list {old}; it should be renewed every {every}."
        return f"This list {old}."


def freshness(taken_on: date | None, stale_after_days: int, *, today: date) -> Freshness:
    """How fresh a list taken on a day is today."""
    days = None if taken_on is None else max(0, (today - taken_on).days)
    return Freshness(taken_on, days, stale_after_days, days is None or days > stale_after_days)
