"""Who looked at a person's record, and what was changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.queries import TrailLine, events_about
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Person


def who_looked(*, viewer: Any, at: datetime, pk: UUID, limit: int = 200) -> list[TrailLine]:
    """The newest events about a person's records, where the viewer may read the trail; reading it is logged.

    Raises `NotFound` if there is no such person, or the viewer may not read the trail of any record of theirs.
    """
    circles = access.circles_with(viewer, policy.SEE_TRAIL)
    rows = list(
        Person.objects.filter(
            root_id__in=Person.objects.filter(pk=pk).values("root_id"), circle_id__in=circles
        ).order_by("pk")
    )
    if not rows:
        raise NotFound(f"person {pk}")
    record("audit.read", subject=rows[0], actor=viewer, at=at)
    return trail_of(viewer=viewer, ids=[row.pk for row in rows], limit=limit)


def trail_of(*, viewer: Any, ids: Collection[UUID], limit: int = 200) -> list[TrailLine]:
    """The newest events about these records, in the circles whose trail the viewer may read."""
    return events_about(
        viewer=viewer,
        subject_type=Person._meta.label_lower,
        subject_ids=ids,
        circles=access.circles_with(viewer, policy.SEE_TRAIL),
        limit=limit,
    )
