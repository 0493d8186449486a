"""Who may do what with the scorecard: capability words and the questions asked of them."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.actions import policy as actions
from lifecourse.kernel.audit.actors import Actor

VIEW = "scorecard.view"
LOCAL = "scorecard.local"
TYPE = "scorecard.type"
TAKE = "scorecard.take"
NARRATE = "scorecard.narrate"

CAPABILITIES = {
    VIEW: "See the scorecard: published and typed figures, comparators, definitions, data quality",
    LOCAL: "See the partnership's own working figures, in which small numbers are not hidden, and the narratives",
    TYPE: "Type a published figure with its source",
    TAKE: "Take working figures from our own records onto the scorecard",
    NARRATE: "Say what a figure means, who owns it, and what is done about it",
}


def may(viewer: Any, capability: str) -> bool:
    """Whether the viewer holds this in any circle; for pages."""
    return access.may(viewer, capability)


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds a capability."""
    return access.circles_with(viewer, capability)


def circle_for(viewer: Any, capability: str) -> int | None:
    """The circle in which the viewer would do this; None if there is none."""
    return min(access.circles_with(viewer, capability), default=None)


def may_ask(viewer: Any, circle_id: int | None) -> bool:
    """Whether the viewer may ask for an action about a figure in that circle."""
    return circle_id is not None and actions.may(viewer, actions.ASK, circle_id=circle_id)


def check(actor: Actor, capability: str, *, at: datetime, circle_id: int | None = None) -> None:
    """Raise `NotPermitted` unless the actor holds this now (in that circle, if one is named)."""
    access.check(actor, capability, at=at, circle_id=circle_id)
