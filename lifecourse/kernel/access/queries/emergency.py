"""Reading break-glass: what may be opened, what was, and what still waits for a review or an alert."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.codelists import queries as codelists

from .. import policy, rules
from ..models import BreakGlass, Circle, CircleKind, Membership, MembershipKind, User


@dataclass(frozen=True)
class GlassLine:
    """One emergency opening, for its reviewers."""

    id: UUID
    reference: str
    user_id: UUID
    user_name: str
    opened_id: int
    opened_name: str
    reason: str
    words: str
    at: datetime
    expires_at: datetime
    ended_at: datetime | None
    review_due_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str
    outcome: str
    review_words: str
    escalated_at: datetime | None


def breakable_circles(*, viewer: User, at: datetime) -> list[Circle]:
    """The circles the viewer could open in an emergency: breakable ones they are not in."""
    if not policy.may(viewer, policy.BREAK_GLASS):
        raise NotFound("circle")
    inside = [g.circle_id for g in viewer.grants]
    return list(_breakable().exclude(pk__in=inside).order_by("name"))


def get_breakable_circle(*, viewer: User, circle_id: int) -> Circle:
    """One of those circles; `NotFound` for any other, as if there were none."""
    circle = _breakable().filter(pk=circle_id).first() if policy.may(viewer, policy.BREAK_GLASS) else None
    if circle is None:
        raise NotFound("circle")
    return circle


def get_own_opening(*, viewer: User, circle_id: int, at: datetime) -> Membership:
    """The viewer's own emergency membership of a circle that is open now."""
    row = (
        Membership.objects.select_related("circle")
        .filter(user_id=viewer.pk, circle_id=circle_id, kind=MembershipKind.BREAK_GLASS, ends_at__gt=at)
        .order_by("-starts_at")
        .first()
    )
    if row is None:
        raise NotFound("membership")
    return row


def glass_to_review(*, viewer: Any, at: datetime) -> list[GlassLine]:
    """Openings that nobody has reviewed, in the circles whose openings the viewer reviews; most urgent first."""
    return _lines(viewer, _visible(viewer).filter(reviewed_at__isnull=True).order_by("review_due_at", "reference"))


def glass_history(*, viewer: Any, limit: int = 200) -> list[GlassLine]:
    """Openings that were reviewed, newest first."""
    return _lines(viewer, _visible(viewer).filter(reviewed_at__isnull=False).order_by("-at")[:limit])


def get_glass(*, viewer: Any, glass_id: UUID) -> tuple[BreakGlass, GlassLine]:
    """One opening, to review or to read."""
    row = _visible(viewer).filter(pk=glass_id).first()
    if row is None:
        raise NotFound("break-glass")
    return row, _lines(viewer, [row])[0]


def glass_overdue(*, viewer: Any, at: datetime) -> list[BreakGlass]:
    """Openings whose review is overdue and which have not been escalated yet: for the sweep."""
    return list(
        _visible(viewer)
        .filter(reviewed_at__isnull=True, escalated_at__isnull=True, review_due_at__lte=at)
        .order_by("review_due_at", "reference")
    )


def breakglass_without_alert(*, viewer: Any) -> list[BreakGlass]:
    """Openings of which no message has gone out yet: for whoever sends messages, which stands above this app.

    The row itself is in the reviewers' worklist from the first moment; a message carries its `reference` and nothing
    else. After sending, call `services.mark_break_glass_alerted`.
    """
    return list(_visible(viewer).filter(alerted_at__isnull=True).order_by("at", "reference"))


def _breakable() -> QuerySet[Circle]:
    return Circle.objects.filter(breakable=True).exclude(kind=CircleKind.SEALED)


def _visible(viewer: Any) -> QuerySet[BreakGlass]:
    circles = policy.circles_with(viewer, policy.REVIEW)
    return BreakGlass.objects.select_related("user", "opened", "reviewed_by").filter(circle_id__in=circles)


def _lines(viewer: Any, rows: Any) -> list[GlassLine]:
    return [
        GlassLine(
            id=row.pk,
            reference=row.reference,
            user_id=row.user_id,
            user_name=row.user.full_name,
            opened_id=row.opened_id,
            opened_name=row.opened.name,
            reason=codelists.label_of(viewer=viewer, list_code="break_glass_reason", code=row.reason_code),
            words=row.words,
            at=row.at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            review_due_at=row.review_due_at,
            reviewed_at=row.reviewed_at,
            reviewed_by=row.reviewed_by.full_name if row.reviewed_by else "",
            outcome=rules.OUTCOME_WORDS[rules.Outcome(row.outcome)] if row.outcome else "",
            review_words=row.review_words,
            escalated_at=row.escalated_at,
        )
        for row in rows
    ]
