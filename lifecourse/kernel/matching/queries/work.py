"""What waits for a reviewer, on the home page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from lifecourse.kernel.base.manifest import WorkItem
from lifecourse.kernel.matching import policy
from lifecourse.kernel.matching.rules.review import PairState

from .review import how_many

# Counting more would keep everybody's home page waiting for a number nobody needs.
MOST = 500


def worklist(*, viewer: Any, at: datetime) -> list[WorkItem]:
    """One line for pairs on which two reviewers disagree, one for all pairs that wait; nothing if none do."""
    if not policy.may_review(viewer):
        return []
    items = []
    for state, words in (
        (PairState.DISPUTED, "on which two reviewers disagree"),
        (None, "that may be one person"),
    ):
        count = how_many(viewer=viewer, most=MOST, state=state)
        if count:
            many = f"More than {MOST}" if count > MOST else str(count)
            noun = "pair" if count == 1 else "pairs"
            url = reverse("matching:queue") + (f"?state={state}" if state else "")
            items.append(
                WorkItem(
                    title=f"{many} {noun} of records {words}",
                    url=url,
                    state=(state or PairState.WAITING).label,
                    due_at=None,
                    kind="Possible duplicates",
                )
            )
    return items
