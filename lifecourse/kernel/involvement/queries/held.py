"""How much lists and calls have said of some records of people: what a merge brings together."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement


def held_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many spells with services these records have; None for who may not ask."""
    circles = access.circles_with(viewer, policy.CHECK)
    if not circles:
        return None
    return Involvement.objects.filter(person_id__in=list(person_ids), circle_id__in=circles).count()
