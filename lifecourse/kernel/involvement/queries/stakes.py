"""Whose records must not be mixed up: people to whom a service for children is open."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.rules import State

# A service asked about nobody older is one for children and young people (special needs: to 25).
OLDEST = 25


def at_stake(*, viewer: Any, ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of these records to whom a service for children is open now. Involvements sit with the person."""
    circles = access.circles_with(viewer, policy.CHECK)
    rows = Involvement.objects.filter(
        person_id__in=list(ids), circle_id__in=circles, state=State.OPEN, service__shows_to_age__lte=OLDEST
    )
    return set(rows.values_list("person_id", flat=True))
