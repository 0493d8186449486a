"""What waits for the privacy office: emergency openings that nobody has reviewed."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from lifecourse.kernel.base.manifest import WorkItem

from . import queries


def items(*, viewer: Any, at: datetime) -> list[WorkItem]:
    """One line for each emergency opening the viewer is to review, most urgent first."""
    return [
        WorkItem(
            title=f"Review emergency access {glass.reference} to {glass.opened_name}",
            url=reverse("access:glass_detail", args=[glass.id]),
            state="Escalated" if glass.escalated_at else "To review",
            due_at=glass.review_due_at,
            owner=glass.user_name,
            kind="Emergency access",
        )
        for glass in queries.glass_to_review(viewer=viewer, at=at)
        if glass.user_id != viewer.pk
    ]
