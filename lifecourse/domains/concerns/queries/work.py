"""What waits for one person at the front door, for their home page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.base.manifest import WorkItem
from lifecourse.kernel.clocks import queries as clocks

from .. import policy, rules
from ..models import Subject
from .desk import requests_waiting
from .intake import unsent_drafts
from .worklist import SUBJECT_TYPE, visible

MOST = 50
MOST_MATTERS = 3_000


def worklist_items(*, viewer: Any, at: datetime) -> Sequence[WorkItem]:
    """The viewer's own open concerns, those that wait for their decision or signature, their agency's checks, drafts.

    New ones that are nobody's yet wait for everybody who screens.
    Nothing personal: references, states and times. At most fifty of each.
    """
    items = [
        WorkItem(
            title=f"Check {row.reference}, {row.people} {'person' if row.people == 1 else 'people'}",
            url=reverse("concerns:answer", args=[row.id]),
            state="overdue" if row.is_overdue else "waiting",
            due_at=row.due_at,
            owner=row.organisation,
            kind="check",
        )
        for row in requests_waiting(viewer=viewer, at=at)[:MOST]
    ]
    items += [
        WorkItem(
            title="Concern begun and not sent",
            url=reverse("concerns:draft", args=[draft.pk]),
            state="draft",
            due_at=None,
            owner=draft.circle.name,
            kind="draft",
        )
        for draft in unsent_drafts(viewer=viewer)[:MOST]
    ]
    mine = Q(assigned_to_id=viewer.pk, state__in=rules.OPEN)
    to_sign = Q(state=rules.State.AWAITING_SIGNATURE, circle_id__in=access.circles_with(viewer, policy.SIGN)) & ~Q(
        decisions__made_by_id=viewer.pk, decisions__state=rules.DecisionState.PROPOSED
    )
    to_decide = Q(state=rules.State.DECIDING, circle_id__in=access.circles_with(viewer, policy.DECIDE))
    nobodys = Q(
        state=rules.State.RECEIVED,
        assigned_to__isnull=True,
        circle_id__in=access.circles_with(viewer, policy.SCREEN),
    )
    concerns = (
        visible(viewer=viewer)
        .filter(mine | to_sign | to_decide | nobodys)
        .annotate(next_due=clocks.next_due(viewer=viewer, subject_type=SUBJECT_TYPE))
        .select_related("assigned_to")
        .order_by(F("next_due").asc(nulls_last=True), "received_at", "id")[:MOST]
    )
    return items + [
        WorkItem(
            title=f"Concern {concern.reference}",
            url=reverse("concerns:concern", args=[concern.pk]),
            state=rules.WORDS[rules.State(concern.state)],
            due_at=concern.next_due,
            owner=str(concern.assigned_to or ""),
            kind="concern",
        )
        for concern in concerns
    ]


def open_matters(*, viewer: Any, at: datetime) -> Sequence[UUID]:
    """The people (by the record they are read as) whom an open concern that the viewer may see is about; one query.

    Those of the latest concerns if there are very many: it is for putting first what is urgent, and not for a list.
    """
    subjects = Subject.objects.filter(
        circle_id__in=access.circles_with(viewer, policy.VIEW),
        concern__state__in=rules.OPEN,
        person__isnull=False,
    )
    rows = subjects.order_by("-concern__received_at", "id").values_list("person__root_id", flat=True)
    return list(dict.fromkeys(rows[:MOST_MATTERS]))
