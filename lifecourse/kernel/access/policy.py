"""May this person do this, in this circle? For pages from the request's grants; for commands from the table."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.errors import NotPermitted

from .grants import valid_at
from .models import Circle, CircleKind, Membership

ADMINISTER = "access.administer"
BREAK_GLASS = "access.break_glass"
REVIEW = "access.review_break_glass"
SEAL = "access.seal"


def circles_with(viewer: Any, capability: str) -> frozenset[int]:
    """The circles in which the viewer holds `capability`, from the grants loaded for this request."""
    if isinstance(viewer, Machine):
        return frozenset(Circle.objects.values_list("id", flat=True))
    return frozenset(g.circle_id for g in getattr(viewer, "grants", ()) if capability in g.capabilities)


def circles_of_kind(viewer: Any, kind: CircleKind) -> frozenset[int]:
    """The circles of this kind that are open to the viewer, from the grants loaded for this request."""
    if isinstance(viewer, Machine):
        return frozenset(Circle.objects.filter(kind=kind).values_list("id", flat=True))
    return frozenset(g.circle_id for g in getattr(viewer, "grants", ()) if g.circle_kind == kind)


def may(viewer: Any, capability: str, circle_id: int | None = None) -> bool:
    """Whether the viewer holds `capability` in that circle (in any circle, if none is named)."""
    circles = circles_with(viewer, capability)
    return bool(circles) if circle_id is None else circle_id in circles


def check(actor: Any, capability: str, *, at: datetime, circle_id: int | None = None) -> None:
    """Raise `NotPermitted` unless the actor holds `capability` in the circle now.

    Asked of the table inside the command's transaction, so a membership that ended since the page was loaded counts.
    """
    if isinstance(actor, Machine):
        return
    held = Membership.objects.filter(
        valid_at(at), user_id=actor.pk, user__is_active=True, role__capabilities__contains=[capability]
    )
    if circle_id is not None:
        held = held.filter(circle_id=circle_id)
    if actor.pk is None or not held.exists():
        raise NotPermitted("You do not have permission to do this.")
