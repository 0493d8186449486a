"""Pairs of records that a list suggests are one person, for somebody to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.trail import record_many
from lifecourse.kernel.involvement.models import PossibleDuplicate
from lifecourse.kernel.people import policy as people
from lifecourse.kernel.people.models import Comparison
from lifecourse.kernel.people.queries import PersonLine, lines_of

REASONS = {
    "number": "The same number, but the name and the date of birth differ",
    "name": "The same name and date of birth; nothing else says that they are one",
}


@dataclass(frozen=True)
class Pair:
    """Two people to compare, which list brought them together, and what they share."""

    one: PersonLine
    other: PersonLine
    reason: str
    source: str
    found_at: datetime


def open_pairs(*, viewer: Any) -> QuerySet[PossibleDuplicate]:
    """Pairs that nobody has decided, both of which the viewer may compare; the oldest first."""
    circles = access.circles_with(viewer, people.MERGE)
    decided = Comparison.objects.filter(withdrawn_at__isnull=True).filter(
        Q(person=OuterRef("person"), other=OuterRef("other")) | Q(person=OuterRef("other"), other=OuterRef("person"))
    )
    return (
        PossibleDuplicate.objects.filter(circle_id__in=circles, other__circle_id__in=circles)
        .exclude(person__root=F("other__root"))
        .exclude(Exists(decided))
        .select_related("source__service__organisation")
        .order_by("found_at", "id")
    )


def pairs_shown(*, viewer: Any, at: datetime, rows: list[PossibleDuplicate]) -> list[Pair]:
    """One page of pairs with the people's lines; each person's showing is logged. Three queries."""
    ids: set[UUID] = {pk for row in rows for pk in (row.person_id, row.other_id)}
    lines = lines_of(viewer=viewer, at=at, ids=ids)
    shown = [row for row in rows if row.person_id in lines and row.other_id in lines]
    record_many("involvement.pairs_shown", subjects=shown, actor=viewer, at=at)
    return [
        Pair(
            one=lines[row.person_id],
            other=lines[row.other_id],
            reason=REASONS.get(row.reason, ""),
            source=f"{row.source.service.organisation.name}: {row.source.name}",
            found_at=row.found_at,
        )
        for row in shown
    ]
