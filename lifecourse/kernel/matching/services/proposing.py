"""Pairs of records that may be one person come into the review queue, each once, with what is at stake in them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.queries.stakes import People, stakes_of
from lifecourse.kernel.matching.rules import review
from lifecourse.kernel.people.models import Comparison, Person

# Each batch asks the same few questions, whatever its size; this many records still fit into one of them.
BATCH = 4_000
# What is at stake is said of both people, whoever proposes: kept in the pair, which only those see who see both.
MACHINE = Machine("review queue")
T = TypeVar("T")


@dataclass(frozen=True)
class Proposed:
    """Two records that may be one person. `origin`: what found them, in words, the same for all it finds.

    `bits` and `band` are the engine's (`engines.linkage.score`); `reason` is a sentence saying what they share.
    """

    person_id: UUID
    other_id: UUID
    origin: str
    bits: float
    band: str
    reason: str


@command("matching.pairs_proposed")
def propose_pairs(*, actor: Any, at: datetime, pairs: Sequence[Proposed]) -> int:
    """Put pairs into the review queue; gives back how many are new. Nothing about anybody changes.

    Each unordered pair is proposed once: one that waits or was decided, here or on the record's own page, is left as it
    is; so is one already joined, one of a record with itself, one with an identity that is never merged, and one with
    a record that this transaction may not see. A pair of an open and a sealed record sits on the sealed side. Hundreds
    of thousands at a time: about ten queries for each four thousand. One event for each circle, with counts alone.
    Raises `ValueError` for a band that the engine does not know.
    """
    wanted: dict[frozenset[UUID], Proposed] = {}
    for one in pairs:
        Band(one.band)
        if one.person_id != one.other_id:
            wanted.setdefault(frozenset((one.person_id, one.other_id)), one)
    made: Counter[int] = Counter()
    for batch in _batches(list(wanted.values())):
        made += _propose(batch, at)
    for circle_id, count in made.items():
        record("matching.pairs_proposed", subject=None, actor=actor, at=at, circle_id=circle_id, pairs=count)
    if not made:
        record("matching.pairs_proposed", subject=None, actor=actor, at=at, pairs=0)
    return sum(made.values())


@command("matching.pairs_weighed")
def weigh_again(*, actor: Any, at: datetime, pairs: Sequence[Pair]) -> int:
    """Say anew what is at stake in pairs that wait, for flags and services come and go. Gives back how many changed.

    The number of verdicts needed may rise, and never falls.
    """
    changed = 0
    for batch in _batches(pairs):
        people = People.of({pk for pair in batch for pk in (pair.person_id, pair.other_id)})
        found = stakes_of(
            viewer=MACHINE, at=at, people=people, pairs=[(pair.person_id, pair.other_id) for pair in batch]
        )
        for pair, harms in zip(batch, found, strict=True):
            level = review.harm_level(harms)
            needed = max(pair.needed, review.verdicts_needed(level, Band(pair.band)))
            words = sorted(harm.value for harm in harms)
            changed += (pair.harm, pair.harms, pair.needed) != (level.rank, words, needed)
            pair.harm, pair.harms, pair.needed, pair.weighed_at = level.rank, words, needed, at
        Pair.objects.bulk_update(batch, ["harm", "harms", "needed", "weighed_at"], batch_size=1_000)
    record("matching.pairs_weighed", subject=None, actor=actor, at=at, pairs=len(pairs), changed=changed)
    return changed


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _propose(batch: Sequence[Proposed], at: datetime) -> Counter[int]:
    people = People.of({pk for one in batch for pk in (one.person_id, one.other_id)})
    known = _known(people)
    new = [one for one in batch if _is_new(one, people, known)]
    harms = stakes_of(viewer=MACHINE, at=at, people=people, pairs=[(one.person_id, one.other_id) for one in new])
    rows = [
        _row(one, people.rows[one.person_id], people.rows[one.other_id], reasons, at)
        for one, reasons in zip(new, harms, strict=True)
    ]
    Pair.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)
    # Somebody else's proposal of the same pair may have come first.
    kept = Pair.objects.filter(pk__in=[row.pk for row in rows]).values_list("circle_id", flat=True)
    return Counter(kept)


def _is_new(one: Proposed, people: People, known: set[frozenset[UUID]]) -> bool:
    first, second = people.rows.get(one.person_id), people.rows.get(one.other_id)
    if first is None or second is None or first.root_id == second.root_id:
        return False
    pair = frozenset((first.root_id, second.root_id))
    if first.never_merged or second.never_merged or pair in known:
        return False
    known.add(pair)
    return True


def _known(people: People) -> set[frozenset[UUID]]:
    """Pairs of these people, by their roots, that wait in the queue or that somebody has compared already."""
    ids, roots = list(people.roots), people.roots
    both = {"person_id__in": ids, "other_id__in": ids}
    kept = Pair.objects.filter(**both).values_list("person_id", "other_id")
    compared = Comparison.objects.filter(**both, withdrawn_at__isnull=True).values_list("person_id", "other_id")
    return {frozenset((roots[one], roots[other])) for one, other in [*kept, *compared]}


def _row(one: Proposed, person: Person, other: Person, harms: frozenset[review.Harm], at: datetime) -> Pair:
    if other.circle.kind == CircleKind.SEALED and person.circle.kind != CircleKind.SEALED:
        person, other = other, person
    band, level = Band(one.band), review.harm_level(harms)
    return Pair(
        id=uuid4(),
        person=person,
        circle_id=person.circle_id,
        other=other,
        origin=one.origin[:200],
        reason=one.reason[:300],
        bits=one.bits,
        band=band.value,
        distance=review.distance(one.bits, band),
        harm=level.rank,
        harms=sorted(harm.value for harm in harms),
        needed=review.verdicts_needed(level, band),
        proposed_at=at,
        weighed_at=at,
    )
