"""Who may do what with cohorts: capability words and the questions asked of them."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.models import Circle, CircleKind
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.base.errors import NotFound, NotPermitted
from lifecourse.kernel.involvement import policy as involvement
from lifecourse.kernel.people import policy as people

VIEW = "cohorts.view"
START = "cohorts.start"
AGREE = "cohorts.agree"
MEMBERS = "cohorts.members"
RUN = "cohorts.run"
DECIDE = "cohorts.decide"
PUBLISH = "cohorts.publish"

CAPABILITIES = {
    VIEW: "See which cohorts there are, what each is for, and its published counts",
    START: "Start, change and end a cohort",
    AGREE: "Agree the cohorts of others, as the second person",
    MEMBERS: "See who is in a cohort, and its counts",
    RUN: "Run a cohort",
    DECIDE: "Say what explains a member of a cohort, or move them into a concern",
    PUBLISH: "Publish a cohort's counts, small ones hidden",
}


def may(viewer: Any, capability: str, circle_id: int | None = None) -> bool:
    """Whether the viewer's grants let them do this in that circle (in any, if none is named); for pages."""
    return access.may(viewer, capability, circle_id)


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds a capability."""
    return access.circles_with(viewer, capability)


def check_in(actor: Actor, capability: str, *, seen_by: str, circle_id: int, at: datetime) -> None:
    """Raise `NotFound` unless the actor holds `seen_by` in that circle now, `NotPermitted` unless also `capability`."""
    try:
        access.check(actor, seen_by, circle_id=circle_id, at=at)
    except NotPermitted as error:
        raise NotFound("no such cohort") from error
    access.check(actor, capability, circle_id=circle_id, at=at)


def office_to_start_in(viewer: Any) -> int | None:
    """The circle in which the viewer would start a cohort; None if there is none."""
    return min(access.circles_with(viewer, START), default=None)


def indexes_to_run_over(viewer: Any) -> frozenset[int]:
    """The person indexes a run of the viewer's goes over: never a sealed circle, and none they may not ask of.

    Raises `NotPermitted` if there is none.
    """
    asked = access.circles_with(viewer, people.VIEW) & access.circles_with(viewer, involvement.CHECK)
    found = frozenset(
        Circle.objects.filter(pk__in=asked, kind=CircleKind.INDEX).values_list("pk", flat=True) if asked else ()
    )
    if not found:
        raise NotPermitted("To run a cohort you need a place in the person index as well.")
    return found
