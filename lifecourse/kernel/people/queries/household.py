"""Who belongs together: relatives on record, and people at the same address on a day."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Person, Relationship
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import INVERSE, MAY_HOLD_RESPONSIBILITY, Answer, EndReason, Sex, Tie

from .names import PersonLine, lines_of
from .person import PROTECTED, address_in_line


@dataclass(frozen=True)
class RelatedPerson:
    """What another person is to this one, in words ("Mother"), and whether they hold parental responsibility.

    `lives` is where they live now, "" where that is not known.
    """

    id: UUID
    other: PersonLine
    words: str
    parental_responsibility: str
    source: str
    told_at: datetime
    valid_from: date | None
    valid_to: date | None
    standing: bool
    lives: str = ""


@dataclass(frozen=True)
class HouseholdMember:
    """Somebody at the same address on the day, since when, and what they are to the person if that is on record."""

    person: PersonLine
    since: date | None
    tie: str


def relationships_of(*, viewer: Any, at: datetime, ids: Collection[UUID]) -> list[RelatedPerson]:
    """Everybody on record as related to a person (all of whose records are `ids`) whom the viewer may see."""
    ties = _related(viewer=viewer, at=at, ids=ids)
    homes = _homes_of(viewer=viewer, at=at, roots={tie.other.root_id for tie in ties})
    return [replace(tie, lives=homes.get(tie.other.root_id, "")) for tie in ties]


def _homes_of(*, viewer: Any, at: datetime, roots: Collection[UUID]) -> dict[UUID, str]:
    """Where each of these people lives now, the latest told; by the record they are read as. One query."""
    if not roots:
        return {}
    may_see = access.circles_with(viewer, policy.SEE_PROTECTED)
    homes = _homes_on(viewer, day_of(at)).filter(person__root_id__in=roots)
    there = homes.order_by("created_at", "id").select_related("person")
    return {
        row.person.root_id: PROTECTED if row.is_protected and row.circle_id not in may_see else address_in_line(row)
        for row in there
    }


def _homes_on(viewer: Any, on: date) -> QuerySet[Address]:
    """The addresses at which somebody lives on a day, of the circles that the viewer may see."""
    return (
        Address.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .exclude(kind="correspondence")
    )


def _related(*, viewer: Any, at: datetime, ids: Collection[UUID]) -> list[RelatedPerson]:
    wanted = set(ids)
    rows = [
        row
        for row in Relationship.objects.filter(Q(person_id__in=wanted) | Q(other_id__in=wanted))
        .exclude(end_reason=EndReason.ERROR)
        .order_by("created_at", "id")
    ]
    others = {row.other_id if row.person_id in wanted else row.person_id for row in rows} - wanted
    lines = lines_of(viewer=viewer, at=at, ids=others)
    ties = []
    for row in rows:
        outward = row.person_id in wanted
        other = lines.get(row.other_id if outward else row.person_id)
        if other is None:
            continue
        standing = row.valid_to is None or row.valid_to > day_of(at)
        ties.append(
            RelatedPerson(
                id=row.pk,
                other=other,
                words=_words(row.kind, outward, other),
                parental_responsibility=_responsibility(row, outward),
                source=row.source,
                told_at=row.created_at,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                standing=standing,
            )
        )
    return sorted(ties, key=lambda tie: not tie.standing)


def household(*, viewer: Any, at: datetime, ids: Collection[UUID], on: date) -> list[HouseholdMember]:
    """Everybody at one of the person's addresses on a day. Protected addresses join nobody for who may not see them."""
    wanted = set(ids)
    may_know = Q(is_protected=False) | Q(circle_id__in=access.circles_with(viewer, policy.SEE_PROTECTED))
    there = _homes_on(viewer, on).filter(may_know).exclude(dwelling="")
    own = set(there.filter(person_id__in=wanted).values_list("dwelling", flat=True))
    since: dict[UUID, date | None] = {}
    found = there.filter(dwelling__in=own).exclude(person_id__in=wanted).order_by("person_id", "valid_from")
    for person_id, begun in found.values_list("person_id", "valid_from"):
        since.setdefault(person_id, begun)
    lines = lines_of(viewer=viewer, at=at, ids=since)
    ties: dict[UUID, list[str]] = defaultdict(list)
    if since:
        for tie in _related(viewer=viewer, at=at, ids=wanted):
            if tie.standing:
                ties[tie.other.root_id].append(tie.words)
    members: dict[UUID, HouseholdMember] = {}
    for pk, line in lines.items():
        members.setdefault(line.root_id, HouseholdMember(line, since[pk], ", ".join(ties.get(line.root_id, ()))))
    return sorted(members.values(), key=lambda member: member.person.name)


def ids_of(*, viewer: Any, pk: UUID) -> tuple[UUID, ...]:
    """Every record of the person (the same root) that the viewer may see; empty if they may see none. Opens nothing."""
    seen = Person.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))
    return tuple(
        seen.filter(root_id__in=seen.filter(pk=pk).values("root_id")).order_by("pk").values_list("pk", flat=True)
    )


def _responsibility(row: Relationship, outward: bool) -> str:
    answer = Answer(row.parental_responsibility)
    if answer == Answer.UNKNOWN and row.kind not in MAY_HOLD_RESPONSIBILITY:
        return ""
    told = {
        Answer.YES: "has parental responsibility",
        Answer.NO: "does not have parental responsibility",
        Answer.UNKNOWN: "parental responsibility not known",
    }[answer]
    return told if outward else f"this person {told}"


_BY_SEX = {
    Tie.SIBLING: ("Sister", "Brother"),
    Tie.HALF_SIBLING: ("Half-sister", "Half-brother"),
    Tie.GRANDPARENT: ("Grandmother", "Grandfather"),
    Tie.PARENT: ("Mother", "Father"),
}


def _words(kind: str, outward: bool, other: PersonLine) -> str:
    """What the other is to this person."""
    if not outward and kind in INVERSE:
        return INVERSE[Tie(kind)]
    if kind in _BY_SEX and other.sex != Sex.UNKNOWN:
        female, male = _BY_SEX[Tie(kind)]
        return female if other.sex == Sex.FEMALE else male
    return codelists.label_of(viewer=None, list_code="relationship", code=kind)
