"""Reading actions, within the circles in which the viewer may see them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, When
from django.urls import reverse

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.audit import trail
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import TimelineEntry, WorkItem
from lifecourse.kernel.clocks import queries as clocks

from . import policy, rules
from .models import Action, Attempt
from .rules import State

_TO_DO = sorted(state.value for state in rules.TO_DO)
_UNFINISHED = sorted(state.value for state in rules.UNFINISHED)


def _visible(viewer: Any) -> QuerySet[Action]:
    return Action.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW)).select_related(
        "owner_organisation", "owner_user", "circle"
    )


def _by_due(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.order_by(F("due_at").asc(nulls_last=True), "asked_at", "id")


def actions_for(*, viewer: Any, subject_type: str, subject_ids: Collection[UUID]) -> dict[UUID, list[Action]]:
    """The actions about some records of one type, by record, oldest first. For those records' own pages.

    Every id asked for is a key. One query, however many records.
    """
    found: dict[UUID, list[Action]] = {one: [] for one in subject_ids}
    rows = _visible(viewer).filter(subject_type=subject_type, subject_id__in=list(subject_ids))
    for action in rows.order_by("asked_at", "created_at", "id"):
        if action.subject_id is not None:
            found[action.subject_id].append(action)
    return found


def unfinished_for(*, viewer: Any, subject_type: str, subject_id: UUID) -> int:
    """How many actions about a record are not finished or withdrawn. A declined one lies with nobody and counts."""
    return _visible(viewer).filter(subject_type=subject_type, subject_id=subject_id, state__in=_UNFINISHED).count()


def subjects_by_result(
    *, viewer: Any, subject_type: str, subject_ids: Any, results: Collection[str]
) -> dict[str, set[UUID]]:
    """The records of one type (ids, or a query set of them) of which an action came to each of these results.

    Every result asked for is a key. One query. For counts: it says nothing of the actions themselves.
    """
    found: dict[str, set[UUID]] = {str(one): set() for one in results}
    rows = Action.objects.filter(
        circle_id__in=access.circles_with(viewer, policy.VIEW),
        subject_type=subject_type,
        subject_id__in=subject_ids,
        result__in=list(found),
    )
    for subject_id, result in rows.order_by().values_list("subject_id", "result").distinct():
        if subject_id is not None:
            found[result].add(subject_id)
    return found


def actions_of_organisation(
    *,
    viewer: Any,
    at: datetime,
    organisation_id: UUID | None = None,
    states: Iterable[str] = (),
    kinds: Iterable[str] = (),
    overdue_only: bool = False,
    mine: bool = False,
) -> QuerySet[Action]:
    """The actions the viewer may see, unfinished and soonest due first; of one organisation, some states or kinds.

    Says in the trail that the list was looked at.
    """
    rows = _visible(viewer)
    if organisation_id is not None:
        rows = rows.filter(owner_organisation_id=organisation_id)
    if states := list(states):
        rows = rows.filter(state__in=states)
    if kinds := list(kinds):
        rows = rows.filter(kind__in=kinds)
    if overdue_only:
        rows = rows.filter(state__in=_TO_DO, due_at__lt=at)
    if mine:
        rows = rows.filter(owner_user_id=viewer.pk)
    trail.record("actions.listed", subject=None, actor=viewer, at=at, states=states, kinds=kinds)
    finished = Case(When(state__in=_UNFINISHED, then=0), default=1, output_field=IntegerField())
    return rows.order_by(finished, F("due_at").asc(nulls_last=True), "asked_at", "id")


def my_actions(*, viewer: Any, at: datetime) -> QuerySet[Action]:
    """What is still to do by the viewer in person, soonest due first."""
    return _by_due(_visible(viewer).filter(owner_user_id=viewer.pk, state__in=_TO_DO))


def overdue(*, viewer: Any, at: datetime) -> QuerySet[Action]:
    """What is still to do after its time, longest overdue first."""
    return _by_due(_visible(viewer).filter(state__in=_TO_DO, due_at__lt=at))


def action(*, viewer: Any, action_id: UUID, at: datetime) -> Action:
    """One action with its attempts (`tries`, newest first), recorded in the trail as opened. Raises `NotFound`."""
    found = (
        _visible(viewer)
        .select_related("asked_by", "accepted_by", "result_by", "evidenced_by")
        .prefetch_related(
            Prefetch("attempts", queryset=Attempt.objects.order_by("-made_at", "-created_at"), to_attr="tries")
        )
        .filter(pk=action_id)
        .first()
    )
    if found is None:
        raise NotFound
    trail.record("actions.opened", subject=found, actor=viewer, at=at)
    return found


def counts(*, viewer: Any, at: datetime) -> dict[str, dict[str, int]]:
    """How many actions the viewer may see, by `state` and by `kind`, and `overdue` and `mine` under `more`."""
    rows = _visible(viewer).select_related(None).order_by()
    more = rows.aggregate(
        overdue=Count("id", filter=Q(state__in=_TO_DO, due_at__lt=at)),
        mine=Count("id", filter=Q(owner_user_id=viewer.pk, state__in=_TO_DO)),
    )
    return {
        "state": {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id"))},
        "kind": {row["kind"]: row["n"] for row in rows.values("kind").annotate(n=Count("id"))},
        "more": more,
    }


def answerers(*, viewer: Any, circle_id: int, at: datetime) -> list[User]:
    """The people who answer for a desk, by name: to whom an action there may be given."""
    held = Membership.objects.filter(
        valid_at(at), circle_id=circle_id, user__is_active=True, role__capabilities__contains=[policy.ANSWER]
    )
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("full_name", "email"))


def worklist(*, viewer: Any, at: datetime) -> Sequence[WorkItem]:
    """The viewer's own part: what they may answer and is to do, what was declined, and what waits to be evidenced.

    Whoever only asks (the hub) is shown what was declined or is overdue; what runs in time needs nothing from them.
    """
    answering = access.circles_with(viewer, policy.ANSWER)
    asking = access.circles_with(viewer, policy.ASK)
    rows = _visible(viewer).filter(
        Q(circle_id__in=answering, state__in=_TO_DO) & (Q(owner_user_id=viewer.pk) | Q(owner_user__isnull=True))
        | Q(circle_id__in=asking, state=State.DECLINED)
        | Q(circle_id__in=asking, state__in=_TO_DO, due_at__lt=at)
    )
    return [
        WorkItem(
            title=f"{row.title} {row.reference}",
            url=reverse("actions:show", args=[row.pk]),
            state=rules.WORDS[State(row.state)],
            due_at=row.due_at,
            owner=row.owner_user.full_name if row.owner_user else row.owner_organisation.name,
            kind="action",
        )
        for row in _by_due(rows)[:200]
    ]


def timeline(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> Sequence[TimelineEntry]:
    """What was asked about a person, and what came of it, as entries of their timeline. For the person's own page."""
    rows = _visible(viewer).filter(person_id__in=list(person_ids)).select_related("result_by")
    entries = []
    for row in rows.order_by("asked_at", "created_at", "id"):
        url = reverse("actions:show", args=[row.pk])
        agency = row.owner_organisation.name
        entries.append(TimelineEntry(at=row.asked_at, title=f"{row.title}: asked of {agency}", url=url, kind="action"))
        if row.result_at is not None:
            entries.append(
                TimelineEntry(
                    at=row.result_at,
                    title=f"{row.title}: {result_words(row.result).lower()}",
                    text=row.result_words,
                    url=url,
                    kind="action",
                    by=row.result_by.full_name if row.result_by else agency,
                )
            )
    return entries


def held_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many actions about these records the viewer may see; None for who may see none at all."""
    if not access.circles_with(viewer, policy.VIEW):
        return None
    return _visible(viewer).filter(person_id__in=list(person_ids)).count()


def clocks_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many time limits hang on those actions, running or met."""
    if not access.circles_with(viewer, policy.VIEW):
        return None
    ids = _visible(viewer).filter(person_id__in=list(person_ids)).order_by().values_list("pk", flat=True)
    return clocks.count_for(viewer=viewer, subject_type=Action._meta.label_lower, subject_ids=list(ids))


def result_words(result: str) -> str:
    """The words of a result; empty if there is none yet."""
    return rules.RESULT_WORDS[rules.Result(result)] if result else ""
