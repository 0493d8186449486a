"""How much lists and calls have said of some records of people: what a merge brings together."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement, PossibleDuplicate
from lifecourse.kernel.people import policy as people


def held_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many spells with services these records have; None for who may not ask."""
    circles = access.circles_with(viewer, policy.CHECK)
    if not circles:
        return None
    return Involvement.objects.filter(person_id__in=list(person_ids), circle_id__in=circles).count()


def pairs_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many pairs a list has put forward with one of these records; None for who may not compare them."""
    circles, wanted = access.circles_with(viewer, people.MERGE), list(person_ids)
    if not circles:
        return None
    about = Q(person_id__in=wanted) | Q(other_id__in=wanted)
    return PossibleDuplicate.objects.filter(about, circle_id__in=circles, other__circle_id__in=circles).count()
