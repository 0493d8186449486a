"""Who may do what with annual reports: capability words and the questions asked of them."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.base.errors import NotFound, NotPermitted

VIEW = "annual_report.view"
WRITE = "annual_report.write"
AGREE = "annual_report.agree"
MANAGE = "annual_report.manage"
PUBLISH = "annual_report.publish"

CAPABILITIES = {
    VIEW: "See annual reports while they are written, and what does not add up in them",
    WRITE: "Write and comment on sections of an annual report",
    AGREE: "Agree the sections of an annual report",
    MANAGE: "Start an annual report, say why something stays that does not add up, freeze it, correct it",
    PUBLISH: "Publish a frozen annual report",
}


def may(viewer: Any, capability: str, circle_id: int | None = None) -> bool:
    """Whether the viewer's grants let them do this in that circle (in any, if none is named); for pages."""
    return access.may(viewer, capability, circle_id)


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds a capability."""
    return access.circles_with(viewer, capability)


def check_in(actor: Actor, capability: str, *, circle_id: int, at: datetime) -> None:
    """Raise `NotFound` unless the actor may see reports of that circle now, `NotPermitted` unless also this."""
    try:
        access.check(actor, VIEW, circle_id=circle_id, at=at)
    except NotPermitted as error:
        raise NotFound("no such report") from error
    access.check(actor, capability, circle_id=circle_id, at=at)


def office_to_start_in(viewer: Any) -> int | None:
    """The circle in which the viewer would start a report; None if there is none."""
    return min(access.circles_with(viewer, MANAGE), default=None)
