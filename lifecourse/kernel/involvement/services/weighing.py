"""Looks with the engine for whom the rows of a chunk may be about, where the partnership has agreed to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from lifecourse.engines.linkage.keys import asked_keys
from lifecourse.engines.linkage.records import Asked, Known
from lifecourse.engines.linkage.score import Score, score
from lifecourse.kernel.base.rows import among
from lifecourse.kernel.involvement.models import Involvement, ListSource
from lifecourse.kernel.involvement.rules.agreed import MOST_WEIGHED, Weighed, only_sure, to_review
from lifecourse.kernel.involvement.rules.rows import ListRow
from lifecourse.kernel.matching.queries.search import strong_here
from lifecourse.kernel.matching.rules.search import PersonQuery, asked
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.queries.known import find_many, to_compare
from lifecourse.kernel.people.rules import names

# So many rows are weighed together: each may bring twenty people with all that is known of them.
BATCH = 500


@dataclass
class Found:
    """For one row the person it is linked to by the rule, or those it may be about, each with its score."""

    linked: UUID | None = None
    bits: float = 0.0
    alike: list[tuple[UUID, Score]] = field(default_factory=list)


def weigh(rows: Sequence[ListRow], *, source: ListSource, index: int, viewer: Any) -> Iterator[Found]:
    """What the engine finds for each row. One query, and four for each 500 rows.

    Somebody sealed, of a new identity, or on this list already is never linked by the rule, only proposed; the new
    identity not even that.
    """
    secret, strong = settings.HASH_KEY.encode(), strong_here(viewer=viewer)
    for start in range(0, len(rows), BATCH):
        wanted = [asked_of(row) for row in rows[start : start + BATCH]]
        keys = [asked_keys(secret, one, tables()) for one in wanted]
        near: dict[int, list[UUID]] = defaultdict(list)
        for place, person in find_many(viewer=viewer, questions=keys, most=MOST_WEIGHED + 1):
            near[place].append(person)
        people = _People.of({pk for ids in near.values() for pk in ids}, source, viewer)
        for place, one in enumerate(wanted):
            yield _judge(one, near[place], people, index, strong)


def asked_of(row: ListRow) -> Asked:
    """A row as the engine asks for somebody: as a searcher who typed it would."""
    query = PersonQuery(
        given="" if names.is_placeholder(row.given) else row.given,
        family="" if names.is_placeholder(row.family, family=True) else row.family,
        birth=row.birth,
        sex=row.sex.value,
        address=row.address,
        postcode=row.postcode,
        nhs_number=row.nhs_number,
        upn=row.upn,
    )
    return asked(query)


def _judge(one: Asked, near: Sequence[UUID], people: "_People", index: int, strong: float) -> Found:
    roots = [
        root for root in dict.fromkeys(people.roots[pk] for pk in near if pk in people.roots) if root in people.known
    ]
    barred = [people.circles[root] != {index} or root in people.listed for root in roots]
    scores = [score(one, people.known[root], tables(), strong) for root in roots]
    weighed = list(map(Weighed, scores, barred))
    sure = only_sure(weighed, truncated=len(near) > MOST_WEIGHED)
    if sure is not None:
        return Found(linked=roots[sure], bits=weighed[sure].score.bits)
    return Found(alike=[(roots[place], weighed[place].score) for place in to_review(weighed)])


@dataclass
class _People:
    """Everybody near, by the record they are read as; without identities that are never merged."""

    roots: dict[UUID, UUID]
    known: dict[UUID, Known]
    circles: dict[UUID, set[int]]
    listed: set[UUID]

    @classmethod
    def of(cls, ids: Collection[UUID], source: ListSource, viewer: Any) -> "_People":
        if not ids:
            return cls({}, {}, {}, set())
        near = to_compare(viewer=viewer, ids=ids, with_mothers=False)
        members = {pk: person.id for person in near for pk in person.ids}
        circles: dict[UUID, set[int]] = defaultdict(set)
        apart: set[UUID] = set()
        rows = among(Person.objects.all(), "id", members)
        for pk, circle, never_merged in rows.values_list("pk", "circle_id", "never_merged"):
            circles[members[pk]].add(circle)
            if never_merged:
                apart.add(members[pk])
        on_list = among(Involvement.objects.filter(source=source, is_current=True), "person_id", members)
        return cls(
            members,
            {person.id: person.known for person in near if person.id not in apart},
            circles,
            {members[pk] for pk in on_list.values_list("person_id", flat=True)},
        )
