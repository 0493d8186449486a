"""Reading the trail: what happened to a record, and who looked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.base.manifest import sentence_of

from .models import Event


@dataclass(frozen=True)
class TrailLine:
    """One event, ready to show: "Ann Example decided the concern"."""

    at: datetime
    actor: str
    sentence: str
    event: str
    reference: str
    data: dict[str, Any]


def count_about(*, viewer: Any, subject_type: str, subject_ids: Collection[UUID], circles: Collection[int]) -> int:
    """How many events there are about some subjects, within `circles`."""
    return Event.objects.filter(
        subject_type=subject_type, subject_id__in=list(subject_ids), circle_id__in=list(circles)
    ).count()


def events_about(
    *,
    viewer: Any,
    subject_type: str,
    subject_ids: Collection[UUID],
    circles: Collection[int],
    events: Sequence[str] = (),
    limit: int = 200,
) -> list[TrailLine]:
    """The newest events about some subjects, within `circles` (those in which the viewer may read the trail)."""
    rows = Event.objects.filter(
        subject_type=subject_type, subject_id__in=list(subject_ids), circle_id__in=list(circles)
    ).order_by("-at", "-recorded_at", "id")
    if events:
        rows = rows.filter(event__in=events)
    return [
        TrailLine(row.at, row.actor_label, sentence_of(row.event), row.event, row.reference, row.data)
        for row in rows[:limit]
    ]
