"""A person decides about a candidate: the same, different, or not sure. Nothing merges by itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.rules.review import OPEN, PairState
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Comparison, Merge, Person
from lifecourse.kernel.people.rules.words import Verdict


@command("matching.decided_same")
def decide_same(
    *,
    actor: Any,
    at: datetime,
    loser_id: UUID,
    survivor_id: UUID,
    reason: str,
    seen: tuple[int, int] | None = None,
    reviewed: Pair | None = None,
) -> Merge:
    """These two records are one person: the loser's is read as the survivor's. Raises as `people.merge_people`.

    `reviewed`: the pair of the review queue whose reviewers have said so. Without it a pair of these people that waits
    there for a second reviewer refuses it, whichever page asks.
    """
    losers, survivors = _records(loser_id), _records(survivor_id)
    if reviewed is None and _waiting(losers, survivors).filter(needed__gt=1).exists():
        raise Refused(
            "A mistake about these records would do much harm, so two people review them: give your verdict under "
            "Possible duplicates."
        )
    merge = people.merge_people(
        actor=actor, at=at, loser_id=loser_id, survivor_id=survivor_id, reason=reason, seen=seen
    )
    _settle(losers, survivors, PairState.SAME, at=at)
    record("matching.decided_same", subject=merge.loser, actor=actor, at=at, merge=merge.pk)
    return merge


@command("matching.decided_different")
def decide_different(*, actor: Any, at: datetime, person_id: UUID, other_id: UUID, reason: str) -> Comparison:
    """These are two people, and are not offered to each other again."""
    made = people.record_comparison(
        actor=actor, at=at, person_id=person_id, other_id=other_id, verdict=Verdict.DIFFERENT, reason=reason
    )
    _settle(_records(person_id), _records(other_id), PairState.DIFFERENT, at=at)
    record("matching.decided_different", subject=made.person, actor=actor, at=at)
    return made


@command("matching.left_unsure")
def leave_unsure(*, actor: Any, at: datetime, person_id: UUID, other_id: UUID, reason: str) -> Comparison:
    """Nobody can tell yet: both records stay open, with the doubt on them."""
    made = people.record_comparison(
        actor=actor, at=at, person_id=person_id, other_id=other_id, verdict=Verdict.UNSURE, reason=reason
    )
    _settle(_records(person_id), _records(other_id), PairState.UNSURE, at=at)
    record("matching.left_unsure", subject=made.person, actor=actor, at=at)
    return made


def _records(person_id: UUID) -> list[UUID]:
    """Every record of the person that this one is of."""
    root = Person.objects.filter(pk=person_id).values("root_id")
    return list(Person.objects.filter(root_id__in=root).values_list("pk", flat=True))


def _waiting(ones: Collection[UUID], others: Collection[UUID]) -> Any:
    """Pairs of these two people that nobody has decided."""
    between = Q(person_id__in=ones, other_id__in=others) | Q(person_id__in=others, other_id__in=ones)
    return Pair.objects.filter(between, state__in=OPEN)


def _settle(ones: Collection[UUID], others: Collection[UUID], state: PairState, *, at: datetime) -> None:
    """Whatever waits in the review queue about these two people is decided with them."""
    _waiting(ones, others).update(state=state.value, decided_at=at, version=F("version") + 1)
