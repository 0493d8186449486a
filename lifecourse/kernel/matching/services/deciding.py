"""A person decides about a candidate: the same, different, or not sure. Nothing merges by itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Comparison, Merge
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
) -> Merge:
    """These two records are one person: the loser's is read as the survivor's. Raises as `people.merge_people`."""
    merge = people.merge_people(
        actor=actor, at=at, loser_id=loser_id, survivor_id=survivor_id, reason=reason, seen=seen
    )
    record("matching.decided_same", subject=merge.loser, actor=actor, at=at, merge=merge.pk)
    return merge


@command("matching.decided_different")
def decide_different(*, actor: Any, at: datetime, person_id: UUID, other_id: UUID, reason: str) -> Comparison:
    """These are two people, and are not offered to each other again."""
    made = people.record_comparison(
        actor=actor, at=at, person_id=person_id, other_id=other_id, verdict=Verdict.DIFFERENT, reason=reason
    )
    record("matching.decided_different", subject=made.person, actor=actor, at=at)
    return made


@command("matching.left_unsure")
def leave_unsure(*, actor: Any, at: datetime, person_id: UUID, other_id: UUID, reason: str) -> Comparison:
    """Nobody can tell yet: both records stay open, with the doubt on them."""
    made = people.record_comparison(
        actor=actor, at=at, person_id=person_id, other_id=other_id, verdict=Verdict.UNSURE, reason=reason
    )
    record("matching.left_unsure", subject=made.person, actor=actor, at=at)
    return made
