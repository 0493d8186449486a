"""Who may do what with the board's money: capability words and the questions asked of them."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.base.errors import NotFound, NotPermitted

VIEW = "board.view_money"
KEEP = "board.keep_ledger"
CLOSE = "board.close_year"

CAPABILITIES = {
    VIEW: "See the board's ledger, what does not add up in it, and take it out as a file",
    KEEP: "Keep the board's ledger: years, headings, entries, reversals, printed totals, files",
    CLOSE: "Close a financial year, and reopen it with a reason",
}


def may(viewer: Any, capability: str, circle_id: int | None = None) -> bool:
    """Whether the viewer's grants let them do this in that circle (in any, if none is named); for pages."""
    return access.may(viewer, capability, circle_id)


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds a capability."""
    return access.circles_with(viewer, capability)


def check_in(actor: Actor, capability: str, *, circle_id: int, at: datetime) -> None:
    """Raise `NotFound` unless the actor sees the ledger of that circle now, `NotPermitted` unless also `capability`."""
    try:
        access.check(actor, VIEW, circle_id=circle_id, at=at)
    except NotPermitted as error:
        raise NotFound("no such ledger") from error
    access.check(actor, capability, circle_id=circle_id, at=at)


def office_to_keep(viewer: Any) -> int | None:
    """The circle whose ledger the viewer keeps; None if there is none."""
    return min(access.circles_with(viewer, KEEP), default=None)
