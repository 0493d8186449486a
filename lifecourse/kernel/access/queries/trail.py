"""Reading the trail of a circle: who looked at and changed what. Reading it is itself an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.audit import trail as audit
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import sentence_of

from .. import policy
from ..models import Circle, CircleKind, User

VIEW = "audit.view"
# Signing in and accounts have no circle. Whoever reads an office's trail reads theirs.
ACCOUNTS = 0
PER_PAGE = 50
_KINDS = {"breakglass": "emergency access"}


@dataclass(frozen=True)
class TrailRow:
    """One event: "Ann Example let somebody into a circle". `about` names the subject by kind and reference."""

    at: datetime
    actor: str
    sentence: str
    about: str
    under_break_glass: bool


@dataclass(frozen=True)
class TrailPage:
    """One page of a trail, and how many events match."""

    rows: Sequence[TrailRow]
    total: int


def trail_circles(*, viewer: Any) -> list[tuple[int, str]]:
    """The circles whose trail the viewer may read, by name; 0 for accounts and signing in."""
    circles = list(Circle.objects.filter(pk__in=policy.circles_with(viewer, VIEW)).order_by("name"))
    named = [(circle.pk, circle.name) for circle in circles]
    if any(circle.kind == CircleKind.OFFICE for circle in circles):
        named.append((ACCOUNTS, "Accounts and signing in"))
    return named


def actors_in_trail(*, viewer: Any, circle_id: int) -> list[tuple[UUID, str]]:
    """Everybody who appears in a trail the viewer may read, by name."""
    rows = (
        _events(viewer, circle_id)
        .filter(actor_id__isnull=False)
        .order_by("actor_label")
        .values_list("actor_id", "actor_label")
        .distinct()[:500]
    )
    return [(actor_id, label) for actor_id, label in rows if actor_id is not None]


def trail(
    *,
    viewer: User,
    at: datetime,
    circle_id: int,
    actor_id: UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    start: int = 0,
) -> TrailPage:
    """Events of a circle, newest first. Writes that the viewer read them. Raises `NotFound` where they may not."""
    rows = _events(viewer, circle_id)
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if before is not None:
        rows = rows.filter(at__lt=before)
    total = rows.count()
    shown = list(rows.order_by("-at", "-recorded_at", "id")[start : start + PER_PAGE])
    audit.record(
        "audit.read", subject=None, actor=viewer, at=at, circle_id=circle_id or None, about=actor_id, events=len(shown)
    )
    people = {str(event.subject_id) for event in shown if event.subject_type == "access.user"}
    people |= {str(event.data["user"]) for event in shown if event.data.get("user")}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "full_name")}
    return TrailPage([_row(event, names) for event in shown], total)


def _events(viewer: Any, circle_id: int) -> Any:
    if circle_id not in dict(trail_circles(viewer=viewer)):
        raise NotFound("trail")
    if circle_id == ACCOUNTS:
        return Event.objects.filter(circle_id__isnull=True)
    return Event.objects.filter(circle_id=circle_id)


def _row(event: Event, names: dict[str, str]) -> TrailRow:
    kind = event.subject_type.partition(".")[2]
    kind = _KINDS.get(kind, kind)
    # Of staff the name is told, to whoever may read this trail; of anybody else only the reference.
    whose = names.get(str(event.data.get("user") or event.subject_id), "")
    return TrailRow(
        at=event.at,
        actor=event.actor_label,
        sentence=sentence_of(event.event),
        about=" ".join(part for part in (kind, event.reference, whose and f"({whose})") if part),
        under_break_glass=event.data.get("under") == "break_glass",
    )
