"""Who may see and do what at the front door. Capability words, and the questions asked with them."""

from datetime import datetime
from typing import Any, Protocol

from lifecourse.kernel.access import policy as access

VIEW = "concerns.view"
TAKE_IN = "concerns.take_in"
SCREEN = "concerns.screen"
ASSIGN = "concerns.assign"
DECIDE = "concerns.decide"
SIGN = "concerns.sign"
FEEDBACK = "concerns.feedback"
SEAL = "concerns.seal"
FIGURES = "concerns.figures"
ASK = "concerns.ask"
ANSWER = "concerns.answer"
SEND = "concerns.send"

CAPABILITIES = {
    VIEW: "See the hub's concerns",
    TAKE_IN: "Write down a concern told to the hub by phone or in person",
    SCREEN: "Screen and rate concerns, say who they are about, ask agencies",
    ASSIGN: "Give concerns to colleagues",
    DECIDE: "Decide what is done about a concern",
    SIGN: "Give the second signature to a decision",
    FEEDBACK: "Tell reporters what they may be told",
    SEAL: "Move a concern into a sealed circle",
    FIGURES: "See the front door's figures, without any record",
    ASK: "Ask an agency about people, and read its answers",
    ANSWER: "Answer the hub's checks for an agency",
    SEND: "Send the hub a concern from an agency",
}


class HasCircle(Protocol):
    """Any record that sits in a circle."""

    circle_id: int


def may(viewer: Any, capability: str, record: HasCircle) -> bool:
    """Whether the viewer's grants let them do this with the record; for pages, before anything is pressed."""
    return access.may(viewer, capability, record.circle_id)


def check_may(actor: Any, capability: str, record: HasCircle, *, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor may do this with the record now; for commands."""
    access.check(actor, capability, circle_id=record.circle_id, at=at)


def check_may_answer(actor: Any, request: HasCircle, *, is_sealed: bool, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor may answer this request now.

    The agency's part of a sealed concern lies in its circle, not at the desk: whoever screens there asks by telephone
    and writes the answer down.
    """
    check_may(actor, SCREEN if is_sealed else ANSWER, request, at=at)


def circles_answered_for(viewer: Any) -> frozenset[int]:
    """The circles in which the viewer answers what agencies are asked: desks, and sealed circles they screen in."""
    sealed = {g.circle_id for g in getattr(viewer, "grants", ()) if g.is_sealed and SCREEN in g.capabilities}
    return circles_with(viewer, ANSWER) | sealed


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds a capability."""
    return access.circles_with(viewer, capability)


def check_in(actor: Any, capability: str, *, circle_id: int, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor holds the capability in that circle now; for commands."""
    access.check(actor, capability, circle_id=circle_id, at=at)
