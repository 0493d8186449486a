"""One spell of somebody with a service, for whoever may change it."""

from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.rules import State
from lifecourse.kernel.people import policy as people


def told_involvement(*, viewer: Any, involvement_id: UUID) -> Involvement:
    """An open involvement that somebody told us of and the viewer may end. Raises `NotFound`."""
    circles = access.circles_with(viewer, policy.CHECK) & access.circles_with(viewer, policy.RECORD)
    rows = Involvement.objects.filter(circle_id__in=circles, source__isnull=True, state=State.OPEN)
    found = rows.select_related("service__organisation").filter(pk=involvement_id).first()
    if found is None:
        raise NotFound(f"involvement {involvement_id}")
    return found


def listed_involvement(*, viewer: Any, involvement_id: UUID) -> Involvement:
    """The latest spell of a row of a list, if the viewer may take it off its person. Raises `NotFound`."""
    needed = (policy.CHECK, policy.RECORD, people.EDIT, people.MERGE)
    circles = frozenset.intersection(*(access.circles_with(viewer, one) for one in needed))
    rows = Involvement.objects.filter(circle_id__in=circles, source__isnull=False, is_current=True)
    found = rows.select_related("source", "service__organisation", "person").filter(pk=involvement_id).first()
    if found is None:
        raise NotFound(f"involvement {involvement_id}")
    return found
