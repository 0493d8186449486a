"""What statute and state allow of cohorts. Pure Python: no Django, no clock, no query."""

from datetime import date, timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused


class State(StrEnum):
    """Where a cohort stands. A change of an agreed one is proposed beside it, and leaves it agreed."""

    DRAFT = "draft"
    AGREED = "agreed"
    ENDED = "ended"


WORDS = {State.DRAFT: "Waiting to be agreed", State.AGREED: "Agreed", State.ENDED: "Ended"}
TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.AGREED, State.ENDED}),
    State.AGREED: frozenset({State.AGREED, State.ENDED}),
    State.ENDED: frozenset(),
}


def check_move(current: str, to: State) -> None:
    """Raise `Refused` unless a cohort that is `current` may become `to`."""
    if to not in TRANSITIONS[State(current)]:
        raise Refused("This cohort has ended: start a new one for a new purpose.")


class RunState(StrEnum):
    """How far one run has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


RUN_WORDS = {
    RunState.QUEUED: "Waiting for the worker",
    RunState.RUNNING: "Running",
    RunState.DONE: "Done",
    RunState.FAILED: "Not run",
}
RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.FAILED}),
    RunState.RUNNING: frozenset({RunState.DONE, RunState.FAILED}),
    RunState.DONE: frozenset(),
    RunState.FAILED: frozenset(),
}


def check_run_move(current: str, to: RunState) -> None:
    """Raise `Refused` unless a run that is `current` may become `to`."""
    if to not in RUN_TRANSITIONS[RunState(current)]:
        raise Refused(f"This run is “{RUN_WORDS[RunState(current)]}” already: start another.")


class Standing(StrEnum):
    """What somebody has decided about a member."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    EXPLAINED = "explained"
    MOVED = "moved"


STANDING_WORDS = {
    Standing.NEW: "Nobody has looked yet",
    Standing.LOOKED_AT: "Looked at, still open",
    Standing.EXPLAINED: "Explained",
    Standing.MOVED: "Moved into a concern",
}


def check_decision(current: str, to: Standing, *, reason: str, words: str) -> None:
    """Raise `Refused` unless a member may be decided so: nothing comes after a concern, and "explained" says how."""
    if current == Standing.MOVED:
        raise Refused("This person was moved into a concern: what is done about them is decided there.")
    if to == Standing.EXPLAINED and not reason:
        raise Refused("Choose what explains it.", field="reason")
    if to == Standing.EXPLAINED and reason == "other" and not words.strip():
        raise Refused("Say what explains it.", field="words")
    if to == Standing.LOOKED_AT and not words.strip():
        raise Refused("Say what you looked at, and what you will do.", field="words")


# A purpose is agreed for a time; a longer one is agreed anew. (UK GDPR art. 5(1)(e); local rule: a year at most.)
LONGEST = timedelta(days=366)


def check_expiry(expires_on: date, *, today: date) -> None:
    """Raise `Refused` unless a cohort may be agreed until that day."""
    if expires_on <= today:
        raise Refused("The last day must be after today.", field="expires_on")
    if expires_on > today + LONGEST:
        raise Refused("A cohort is agreed for a year at most: choose an earlier last day.", field="expires_on")


def check_agree(*, agreer: object, owner: object, writer: object) -> None:
    """Raise `Refused` if somebody agrees what is their own."""
    if agreer in {owner, writer}:
        raise Refused("Somebody else must agree it: you own this cohort, or wrote this version.")


def check_may_run(state: str, expires_on: date | None, *, today: date) -> None:
    """Raise `Refused` unless a cohort may be run today."""
    if state == State.ENDED:
        raise Refused("This cohort has ended: it is not run any more.")
    if state == State.DRAFT or expires_on is None:
        raise Refused("Nobody has agreed this cohort yet: it is run once somebody else has.")
    if today > expires_on:
        raise Refused("The time for which this cohort was agreed is over: write a new version to be agreed.")
