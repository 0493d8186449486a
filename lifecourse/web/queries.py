"""What crosses rooms: one person's work from every manifest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from lifecourse.kernel.access import policy
from lifecourse.kernel.base.manifest import WorkItem, manifests


@dataclass(frozen=True)
class Work:
    """What one room has waiting for the viewer, first due first; `url` is the room's own list, if they have one."""

    app: str
    title: str
    items: tuple[WorkItem, ...]
    url: str = ""


def my_work(*, viewer: Any, at: datetime) -> list[Work]:
    """Every room's items for the viewer. A room's own query says who sees what; rooms with nothing are left out."""
    found = []
    for manifest in manifests():
        if manifest.worklist is None:
            continue
        items = tuple(
            sorted(manifest.worklist(viewer=viewer, at=at), key=lambda i: (i.due_at is None, i.due_at, i.title))
        )
        if items:
            lists = [place.url_name for place in manifest.navigation if policy.may(viewer, place.capability)]
            found.append(Work(manifest.app, manifest.title, items, reverse(lists[0]) if lists else ""))
    return found
