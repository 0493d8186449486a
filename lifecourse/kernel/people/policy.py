"""Who may search, open, change, merge and seal people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Circle, CircleKind, Membership
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.errors import NotFound, NotPermitted

SEARCH = "people.search"
VIEW = "people.view"
EDIT = "people.edit"
MERGE = "people.merge"
SEE_PROTECTED = "people.see_protected"
SEE_TRAIL = "people.see_trail"
SEAL = "people.seal"

CAPABILITIES = {
    SEARCH: "Search the index of people",
    VIEW: "Open a person's record",
    EDIT: "Add people and correct their details",
    MERGE: "Say that two records are one person, and take it back",
    SEE_PROTECTED: "See addresses that must not be told",
    SEE_TRAIL: "See who looked at a person's record",
    SEAL: "Seal a person's record",
}


def index_circle(actor: Any, *, at: datetime) -> int:
    """The person index in which the actor may add people. Raises `NotPermitted` if there is none."""
    circles = Circle.objects.filter(kind=CircleKind.INDEX).order_by("id")
    if not isinstance(actor, Machine):
        held = Membership.objects.filter(
            valid_at(at), user_id=actor.pk, user__is_active=True, role__capabilities__contains=[EDIT]
        )
        circles = circles.filter(id__in=held.values("circle_id"))
    found = circles.values_list("id", flat=True).first() if isinstance(actor, Machine) or actor.pk else None
    if found is None:
        raise NotPermitted("You do not have permission to add people.")
    return found


def check_in(actor: Any, capability: str, circle_id: int | None, person_id: UUID, *, at: datetime) -> int:
    """Whether the actor may do this to a person whose circle is `circle_id` (None: no such person to be seen).

    Raises `NotFound` if the actor may not even view the record, `NotPermitted` if they may view it only.
    """
    if circle_id is None:
        raise NotFound(f"person {person_id}")
    try:
        access.check(actor, VIEW, circle_id=circle_id, at=at)
    except NotPermitted as error:
        raise NotFound(f"person {person_id}") from error
    access.check(actor, capability, circle_id=circle_id, at=at)
    return circle_id
