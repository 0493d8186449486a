"""One person's timeline, from every manifest."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.base.manifest import TimelineEntry, manifests


def person_timeline(
    *, viewer: Any, at: datetime, ids: Collection[UUID], app: str = ""
) -> tuple[list[TimelineEntry], list[tuple[str, str]]]:
    """Everything the rooms tell about a person's records, newest first; and which rooms told something.

    Each room's own query says what the viewer may see. `app` keeps to one room.
    """
    entries: list[TimelineEntry] = []
    rooms: list[tuple[str, str]] = []
    for manifest in manifests():
        if manifest.timeline is None:
            continue
        told = manifest.timeline(viewer=viewer, person_ids=ids, at=at)
        if told:
            rooms.append((manifest.app, manifest.title))
        if not app or app == manifest.app:
            entries.extend(told)
    return sorted(entries, key=lambda entry: entry.at, reverse=True), rooms
