"""What is to happen to one concern: who tells what about whom, and how hub and agencies take it. Pure Python."""

from dataclasses import dataclass
from datetime import datetime

from lifecourse.domains.concerns.rules import Channel, Outcome, Rating, State

from .families import Family, Member
from .themes import Theme


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An outcome given to an agency, and how it takes it.

    `how`: waiting, accepted, declined, given_up (declined, and let go), seen_later, or a key of `lives.following`'s
    results (seen, no_reply, not_made, refused, moved, started, assessed, held, joined, not_needed, new, known …).
    """

    outcome: Outcome
    agency: str
    how: str = "waiting"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One concern from receipt to closing. The story stops at now, or at the state `until`, whichever is first.

    `sender` is an agency's code (professional), a crew's (Eyes and Ears) or a worker's key (phone). `finds` says how
    each subject is found: match, new, unsure, unknown, leave; the last one holds for all that follow. `silent`,
    `declines`, `late` and `withdrawn` are agencies; `slow` stretches every pause. `feedback`: email, phone, post, desk
    or nothing; `bounces`: left undeliverable, or resent. `again`: the same worry, told by somebody else meanwhile.
    `signature`: sign, return (and decide anew), or returned (and left so).
    """

    key: str
    at: datetime
    channel: Channel
    theme: Theme
    family: Family
    about: tuple[Member, ...]
    sender: str = ""
    household: bool = False
    words: str = ""
    danger: bool = False
    flood: bool = False
    full: bool = True
    officer: str = "officer1"
    decider: str = "manager1"
    rating: Rating = Rating.AMBER
    rerated: Rating | None = None
    finds: tuple[str, ...] = ("match",)
    asks: tuple[str, ...] = ()
    silent: frozenset[str] = frozenset()
    declines: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    hurry: bool = False
    level: int = 2
    outcomes: tuple[Asked, ...] = ()
    known_open: bool | None = None
    signature: str = "sign"
    wants_feedback: bool = False
    feedback: str = ""
    bounces: str = ""
    new_fact: bool | None = None
    explains: bool = False
    reopened: bool = False
    linked_to: str = ""
    again: "Plan | None" = None
    sealed: bool = False
    note: str = ""
    slow: float = 1.0
    until: State | None = None
