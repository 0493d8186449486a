"""Doubles inside the index: the machine compares people changed lately with everybody, and proposes pairs to review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.engines.linkage.records import Known
from lifecourse.engines.linkage.score import Band, Score, score
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.queries.search import nearest, strong_here
from lifecourse.kernel.matching.rules.review import OPEN, asked_of
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.models import Person

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
        for person in people.to_compare(viewer=viewer, ids=ids[start : start + BATCH], with_mothers=True):
            asked = asked_of(person.known)
            near, _, strong = nearest(viewer=viewer, asked=asked)
            for other in near:
                if other.id != person.id:
                    weighed = score(asked, other.known, tables(), strong)
                    if weighed.band in (Band.STRONG, Band.POSSIBLE):
                        found.setdefault(frozenset((person.id, other.id)), Double(person.id, other.id, weighed))
    return list(found.values())


def weigh(*, viewer: Any, pairs: Sequence[tuple[UUID, UUID]]) -> list[Score]:
    """Each pair of records weighed by the engine, nothing of protected addresses; for the machine. Three queries."""
    known: dict[UUID, Known] = {}
    for person in people.to_compare(viewer=viewer, ids={pk for pair in pairs for pk in pair}, with_mothers=True):
        known |= dict.fromkeys(person.ids, person.known)
    strong = strong_here(viewer=viewer)
    return [score(asked_of(known[one]), known[other], tables(), strong) for one, other in pairs]


def to_weigh(*, viewer: Any, most: int) -> list[Pair]:
    """Open pairs whose stakes were looked at longest ago. For the machine."""
    rows = Pair.objects.filter(state__in=[state.value for state in OPEN])
    return list(rows.order_by("weighed_at", "id")[:most])
