"""Doubles inside the index: the machine compares people changed lately with everybody, and proposes pairs to review."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from lifecourse.engines.linkage.keys import asked_keys, asked_keys_again
from lifecourse.engines.linkage.records import Known
from lifecourse.engines.linkage.score import Band, Score, score
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.rules import MOST_COMPARED
from lifecourse.kernel.matching.rules.review import OPEN, asked_of
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.queries.known import Facts, known_of

# How many people of one run are held in memory at a time.
BATCH = 200


@dataclass(frozen=True)
class Double:
    """Two main records that may be one person, and how they were weighed."""

    person_id: UUID
    other_id: UUID
    weighed: Score


def changed_lately(*, viewer: Any, since: datetime, most: int) -> list[UUID]:
    """Main records added or changed since then, the latest first, at most so many. For the machine."""
    rows = Person.objects.filter(updated_at__gte=since).order_by("-updated_at", "id")
    return list(dict.fromkeys(rows.values_list("root_id", flat=True)[:most]))


def doubles_of(*, viewer: Any, ids: Sequence[UUID]) -> list[Double]:
    """Whoever may be the same person as one of these, strong and possible ones; for the machine (`viewer`).

    Nobody is shown anything, so nothing is logged but what is proposed. Protected addresses neither find nor weigh:
    a pair must not tell where somebody lives to one who may not know. Each pair once.
    """
    found: dict[frozenset[UUID], Double] = {}
    for start in range(0, len(ids), BATCH):
        batch = _known(ids[start : start + BATCH])
        near = {root: _near(viewer, root, known) for root, known in batch.items()}
        others = _known({pk for candidates in near.values() for pk in candidates})
        for root, candidates in near.items():
            asked = asked_of(batch[root])
            for other in candidates & others.keys() - {root}:
                weighed = score(asked, others[other], tables())
                if weighed.band in (Band.STRONG, Band.POSSIBLE):
                    found.setdefault(frozenset((root, other)), Double(root, other, weighed))
    return list(found.values())


def weigh(*, viewer: Any, pairs: Sequence[tuple[UUID, UUID]]) -> list[Score]:
    """Each pair of records weighed by the engine, nothing of protected addresses; for the machine. Six queries."""
    roots = dict(Person.objects.filter(pk__in={pk for pair in pairs for pk in pair}).values_list("pk", "root_id"))
    known = _known(set(roots.values()))
    return [score(asked_of(known[roots[one]]), known[roots[other]], tables()) for one, other in pairs]


def to_weigh(*, viewer: Any, most: int) -> list[Pair]:
    """Open pairs whose stakes were looked at longest ago. For the machine."""
    rows = Pair.objects.filter(state__in=[state.value for state in OPEN])
    return list(rows.order_by("weighed_at", "id")[:most])


def _near(viewer: Any, root: UUID, known: Known) -> set[UUID]:
    """The main records of those who share a key with this person."""
    secret, asked = settings.HASH_KEY.encode(), asked_of(known)
    # Nobody waits: both looks at once.
    keys = asked_keys(secret, asked, tables()) + asked_keys_again(secret, asked, tables())
    ids, _ = people.find_ids(viewer=viewer, keys=keys, most=MOST_COMPARED)
    return set(Person.objects.filter(pk__in=ids).exclude(root_id=root).values_list("root_id", flat=True))


def _known(roots: Collection[UUID]) -> dict[UUID, Known]:
    """People by their main record, with every record of theirs; nothing of protected addresses."""
    groups: dict[UUID, list[Person]] = defaultdict(list)
    for row in Person.objects.filter(root_id__in=list(roots)).order_by("pk"):
        groups[row.root_id].append(row)
    facts = Facts.of([row.pk for group in groups.values() for row in group])
    return {root: known_of(group, facts) for root, group in groups.items()}
