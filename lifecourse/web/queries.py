"""What crosses rooms: one person's work from every manifest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecourse.kernel.base.manifest import WorkItem, manifests


@dataclass(frozen=True)
class Work:
    """What one room has waiting for the viewer, first due first."""

    app: str
    title: str
    items: tuple[WorkItem, ...]


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
            found.append(Work(manifest.app, manifest.title, items))
    return found
