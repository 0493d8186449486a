"""Reading letters, within the circles in which the viewer may read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.audit import trail
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import WorkItem

from . import policy, rules, wording
from .models import Letter
from .rules import Channel, State


def _visible(viewer: Any) -> QuerySet[Letter]:
    return Letter.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))


def letters(*, viewer: Any, at: datetime, state: str = "", code: str = "", to_kind: str = "") -> QuerySet[Letter]:
    """The letters the viewer may read, newest first. Says in the trail that the list was looked at."""
    rows = _visible(viewer).select_related("organisation", "circle").order_by("-queued_at", "-created_at", "id")
    for name, value in (("state", state), ("code", code), ("to_kind", to_kind)):
        if value:
            rows = rows.filter(**{name: value})
    trail.record("letters.listed", subject=None, actor=viewer, at=at, state=state, code=code)
    return rows


def letter(*, viewer: Any, letter_id: UUID, at: datetime) -> Letter:
    """One letter, with its address, recorded in the trail as read. Raises `NotFound`."""
    found = (
        _visible(viewer)
        .select_related("organisation", "circle", "queued_by", "told_by", "replaces", "replacement")
        .filter(pk=letter_id)
        .first()
    )
    if found is None:
        raise NotFound
    trail.record("letters.opened", subject=found, actor=viewer, at=at)
    return found


def letters_about(*, viewer: Any, subject_type: str, subject_id: UUID) -> list[Letter]:
    """The letters that tell of one record, oldest first. For that record's own page, which says that it was opened."""
    return list(
        _visible(viewer)
        .filter(subject_type=subject_type, subject_id=subject_id)
        .select_related("organisation", "replacement")
        .order_by("queued_at", "created_at", "id")
    )


def to_do(*, viewer: Any) -> QuerySet[Letter]:
    """Letters that wait for a person: those that did not arrive, calls to make, and envelopes to post."""
    mine = access.circles_with(viewer, policy.SEND)
    return (
        _visible(viewer)
        .filter(circle_id__in=mine, replacement__isnull=True)
        .filter(
            Q(state=State.UNDELIVERABLE) | Q(state=State.QUEUED, to_kind__in=[Channel.PHONE.value, Channel.POST.value])
        )
        .select_related("circle")
        .order_by("queued_at", "created_at", "id")
    )


def worklist(*, viewer: Any, at: datetime) -> Sequence[WorkItem]:
    """The same as lines of the viewer's work, at most 200."""
    return [
        WorkItem(
            title=f"{task_of(row)}: {wording.title_of(row.code).lower()}",
            url=reverse("letters:show", args=[row.pk]),
            state="waiting" if row.state == State.QUEUED else row.state,
            due_at=None,
            owner=row.circle.name,
            kind="letter",
        )
        for row in to_do(viewer=viewer)[:200]
    ]


def task_of(row: Letter) -> str:
    """What a person has to do with this letter, as a verb; empty if nothing."""
    if row.state == State.UNDELIVERABLE:
        return "Did not arrive"
    if row.state == State.QUEUED and row.to_kind == Channel.PHONE:
        return "Telephone"
    if row.state == State.QUEUED and row.to_kind == Channel.POST:
        return "Post"
    return ""


def counts_by_state(*, viewer: Any) -> dict[str, int]:
    """How many letters the viewer may read in each state; every state is a key."""
    rows = _visible(viewer).order_by().values("state").annotate(number=Count("id"))
    return {state.value: 0 for state in State} | {row["state"]: row["number"] for row in rows}


def lost(*, viewer: Any, at: datetime) -> list[Letter]:
    """What the reconciler takes for lost: queued or due again too long, or with a worker too long. E-mail alone."""
    late = at - rules.QUEUED_TOO_LONG
    return list(
        _visible(viewer)
        .filter(to_kind=Channel.EMAIL.value)
        .filter(
            Q(state=State.QUEUED, queued_at__lte=late, next_try_at__isnull=True)
            | Q(state__in=[State.QUEUED.value, State.FAILED.value], next_try_at__lte=late)
            | Q(state=State.SENDING, sending_at__lte=at - rules.SENDING_TOO_LONG)
        )
        .order_by("queued_at", "created_at", "id")[:500]
    )


def reviewers_of(*, viewer: Any, circle_id: int, at: datetime) -> list[User]:
    """Those who review emergency access in a circle now, to be written to."""
    held = Membership.objects.filter(
        valid_at(at), circle_id=circle_id, user__is_active=True, role__capabilities__contains=[access.REVIEW]
    )
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("email"))
