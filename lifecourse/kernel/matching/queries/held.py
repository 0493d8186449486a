"""How many pairs of the review queue some records of people are in: what a merge brings together."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.matching import policy
from lifecourse.kernel.matching.models import Pair


def pairs_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many pairs, waiting or decided, have one of these records; None for who may not review them."""
    circles, wanted = access.circles_with(viewer, policy.REVIEW), list(person_ids)
    if not circles:
        return None
    about = Q(person_id__in=wanted) | Q(other_id__in=wanted)
    both = {"person__circle_id__in": circles, "other__circle_id__in": circles}
    return Pair.objects.filter(about, circle_id__in=circles, **both).count()
