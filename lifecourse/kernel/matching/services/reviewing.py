"""A reviewer's verdict on a pair; and, once as many as the pair needs say the same, what follows from it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.matching import policy
from lifecourse.kernel.matching.models import Pair, PairVerdict
from lifecourse.kernel.matching.rules.review import (
    DECIDED,
    OPEN,
    PairState,
    Side,
    Verdict,
    loser_and_survivor,
    state_after,
)
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.queries.merging import obstacles

from .deciding import decide_different, decide_same, leave_unsure


@command("matching.verdict_given")
def give_verdict(
    *,
    actor: Any,
    at: datetime,
    pair_id: UUID,
    verdict: Verdict,
    reason: str = "",
    seen: int | None = None,
    seen_people: tuple[int, int] | None = None,
) -> Pair:
    """One reviewer says what they think of a pair. Nothing is done until as many as it needs have said the same.

    Two who disagree leave it to a third. `seen`: the version of the pair; `seen_people`: of the loser and the survivor,
    as `rules.review.loser_and_survivor` says which is which. Without a reason it is said that they were compared.
    Raises `NotFound` unless both records may be joined by the actor; `Refused` for a pair that is decided, a second
    verdict of one person, or "the same" of two who cannot be joined; `StaleRecord` if anything changed meanwhile.
    """
    pair = _held(actor, pair_id, at=at)
    if actor.pk is None:
        raise NotPermitted("A verdict is a person's.")
    if pair.state not in OPEN:
        raise Refused("This pair has been decided.")
    given = list(pair.verdicts.order_by("given_at", "created_at"))
    if any(one.by_id == actor.pk for one in given):
        raise Refused("You have given your verdict on this pair. Another reviewer gives the next.")
    loser, survivor = loser_and_survivor(Side.of(pair.person.root), Side.of(pair.other.root))
    if verdict is Verdict.SAME:
        _check_can_be_joined(actor, loser, survivor)
    why = reason.strip()[:500] or f"Compared side by side: {Band(pair.band).label.lower()}."
    after = state_after(pair.needed, [*(Verdict(one.verdict) for one in given), verdict])
    pair.state, pair.decided_at = after.value, at if after in DECIDED else None
    pair.save_changes("state", "decided_at", seen=seen)
    said = PairVerdict(
        pair=pair, circle_id=pair.circle_id, by_id=actor.pk, by_name=str(actor)[:200], verdict=verdict.value,
        reason=why, given_at=at,
    )  # fmt: skip
    said.save(force_insert=True)
    _follow(actor, pair, loser, survivor, why, seen_people, at=at)
    # What the first of two said is kept from the second: the trail says it when the pair is decided.
    told = verdict.value if after in DECIDED else ""
    record("matching.verdict_given", subject=pair, actor=actor, at=at, state=after.value, verdict=told)
    return pair


def _held(actor: Any, pair_id: UUID, *, at: datetime) -> Pair:
    rows = Pair.objects.select_for_update(of=("self",)).select_related("person__root__circle", "other__root__circle")
    pair = rows.filter(pk=pair_id).first()
    if pair is None or pair.person.never_merged or pair.other.never_merged:
        raise NotFound(f"pair {pair_id}")
    policy.check_may_review(actor, pair, at=at)
    if pair.person.root_id == pair.other.root_id:
        raise Refused("These records are joined already.")
    return pair


def _check_can_be_joined(actor: Any, loser: UUID, survivor: UUID) -> None:
    """Said at the first verdict, and not only when the second would join them."""
    losers, survivors = (list(Person.objects.filter(root_id=one)) for one in (loser, survivor))
    blocked = obstacles(viewer=actor, losers=losers, survivors=survivors)
    if blocked:
        raise Refused(f"They cannot be joined now. {blocked[0]}")


def _follow(
    actor: Any,
    pair: Pair,
    loser: UUID,
    survivor: UUID,
    why: str,
    seen_people: tuple[int, int] | None,
    *,
    at: datetime,
) -> None:
    by: dict[str, Any] = {"actor": actor, "at": at, "reason": why}
    if pair.state == PairState.SAME:
        decide_same(**by, loser_id=loser, survivor_id=survivor, seen=seen_people, reviewed=pair)
    elif pair.state == PairState.DIFFERENT:
        decide_different(**by, person_id=survivor, other_id=loser)
    elif pair.state == PairState.UNSURE:
        leave_unsure(**by, person_id=survivor, other_id=loser)
