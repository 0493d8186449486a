"""What an agency is asked, seen from its own desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..models import CheckAnswer, CheckRequest, CheckSubject


@dataclass(frozen=True)
class DeskRow:
    """One request at a desk: nothing of the person, so that the list can stay open on a screen."""

    id: UUID
    reference: str
    organisation: str
    people: int
    rating: str
    asked_at: datetime
    due_at: datetime
    is_overdue: bool
    state: str


def _at_my_desks(viewer: User) -> QuerySet[CheckRequest]:
    return CheckRequest.objects.filter(circle_id__in=policy.circles_answered_for(viewer))


def requests_waiting(*, viewer: User, at: datetime) -> list[DeskRow]:
    """What the viewer's agency has still to answer, first due first."""
    rows = (
        _at_my_desks(viewer)
        .filter(state=rules.RequestState.ASKED)
        .select_related("organisation")
        .prefetch_related("subjects")
        .order_by("due_at", "id")
    )
    return [
        DeskRow(
            id=row.pk,
            reference=row.reference,
            organisation=row.organisation.name,
            people=len(row.subjects.all()),
            rating=row.rating,
            asked_at=row.asked_at,
            due_at=row.due_at,
            is_overdue=row.due_at < at,
            state=row.state,
        )
        for row in rows
    ]


def requests_done(*, viewer: User, limit: int = 50) -> list[CheckRequest]:
    """The newest requests that the viewer's agency has answered or declined."""
    return list(
        _at_my_desks(viewer)
        .exclude(state=rules.RequestState.ASKED)
        .select_related("organisation", "answered_by")
        .order_by("-asked_at", "id")[:limit]
    )


def open_request(*, viewer: User, at: datetime, pk: UUID) -> CheckRequest:
    """Open a request at the viewer's desk; that it was opened is recorded."""
    answers = Prefetch("answers", CheckAnswer.objects.order_by("service", "id"))
    asked = Prefetch("subjects", CheckSubject.objects.order_by("order", "id").prefetch_related(answers))
    found = (
        _at_my_desks(viewer).filter(pk=pk).select_related("organisation", "answered_by").prefetch_related(asked).first()
    )
    if found is None:
        raise NotFound
    record("concerns.opened", subject=found, actor=viewer, at=at)
    return found


def request_for_hub(*, viewer: User, pk: UUID) -> CheckRequest:
    """One request that the hub put to an agency, seen from the hub."""
    found = (
        CheckRequest.objects.filter(
            Q(circle_id__in=access.circles_with(viewer, policy.ASK))
            | Q(circle_id=F("background_check__circle_id"), circle_id__in=access.circles_with(viewer, policy.VIEW)),
            pk=pk,
        )
        .select_related("organisation", "background_check__concern")
        .first()
    )
    if found is None:
        raise NotFound
    return found
