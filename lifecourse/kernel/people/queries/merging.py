"""Before two records are joined: what will be seen together, what disagrees, and what forbids it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.base.manifest import manifests
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Comparison, Identifier, Person
from lifecourse.kernel.people.rules.words import IdentifierKind, Precision, Sex, Verdict

from .person import PersonRecord, load_person


@dataclass(frozen=True)
class Row:
    """One fact on both sides; `differs` if both say something and not the same."""

    title: str
    loser: str
    survivor: str
    differs: bool


@dataclass(frozen=True)
class MergePreview:
    """Two people side by side. `obstacles`: why they may not be joined, in sentences; empty if they may.

    `counts`: how much of each kind the loser and the survivor bring, in every room (title, loser's, survivor's).
    """

    loser: PersonRecord
    survivor: PersonRecord
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int, int], ...]
    obstacles: tuple[str, ...]


def merge_preview(*, viewer: Any, at: datetime, loser_id: UUID, survivor_id: UUID) -> MergePreview:
    """Both records with what agrees and what does not; both are logged as compared.

    Raises `NotFound` if either may not be seen, or if the viewer may merge neither.
    """
    may_merge = access.circles_with(viewer, policy.MERGE)
    loser = load_person(viewer=viewer, at=at, pk=loser_id, event="people.compared")
    survivor = load_person(viewer=viewer, at=at, pk=survivor_id, event="people.compared")
    if not {loser.circle_id, survivor.circle_id} <= may_merge:
        raise NotFound(f"person {loser_id}")
    rows = tuple(
        Row(title, one, other, bool(one and other and one != other))
        for title, one, other in (
            ("Name", loser.name, survivor.name),
            ("Date of birth", _birth(loser), _birth(survivor)),
            ("Sex", _sex(loser), _sex(survivor)),
            ("NHS number", _numbers(loser, "nhs_number"), _numbers(survivor, "nhs_number")),
            ("Unique pupil number", _numbers(loser, "upn"), _numbers(survivor, "upn")),
            ("Address", _address(loser), _address(survivor)),
        )
    )
    counts = tuple(
        (held.title, one, two)
        for manifest in manifests()
        for held in manifest.held
        if (one := held.count(viewer=viewer, person_ids=loser.ids, at=at)) is not None
        and (two := held.count(viewer=viewer, person_ids=survivor.ids, at=at)) is not None
    )
    blocked = obstacles(
        viewer=viewer,
        losers=list(Person.objects.filter(pk__in=loser.ids)),
        survivors=list(Person.objects.filter(pk__in=survivor.ids)),
    )
    return MergePreview(loser, survivor, rows, counts, blocked)


def obstacles(*, viewer: Any, losers: Sequence[Person], survivors: Sequence[Person]) -> tuple[str, ...]:
    """Why the records of one person may not be joined to those of another, each in a sentence; none if they may."""
    said: list[str] = []
    if {row.root_id for row in losers} & {row.root_id for row in survivors}:
        return ("These records are joined already.",)
    if any(row.never_merged for row in (*losers, *survivors)):
        said.append("One of them has a new identity, which is never joined to another record.")
    one, other = _nhs_numbers(losers), _nhs_numbers(survivors)
    if one and other and not one & other:
        said.append("They have two valid and different NHS numbers. If one is wrong, end it on its record first.")
    pairs = Q(person__in=losers, other__in=survivors) | Q(person__in=survivors, other__in=losers)
    if Comparison.objects.filter(pairs, verdict=Verdict.DIFFERENT, withdrawn_at__isnull=True).exists():
        said.append("Somebody decided that they are different people. Withdraw that decision first.")
    return tuple(said)


@dataclass(frozen=True)
class ComparisonLine:
    """A standing decision about this person and another: different people, or not sure."""

    id: UUID
    other_id: UUID
    other_name: str
    verdict: Verdict
    reason: str
    decided_at: datetime
    decided_by: str


def comparisons_of(*, viewer: Any, ids: Collection[UUID]) -> list[ComparisonLine]:
    """Decisions that still stand about these records and others that the viewer may see."""
    circles = access.circles_with(viewer, policy.VIEW)
    wanted = set(ids)
    rows = (
        Comparison.objects.filter(Q(person_id__in=wanted) | Q(other_id__in=wanted), withdrawn_at__isnull=True)
        .filter(person__circle_id__in=circles, other__circle_id__in=circles)
        .select_related("person", "other")
        .order_by("-decided_at", "id")
    )
    lines = []
    for row in rows:
        other = row.other if row.person_id in wanted else row.person
        lines.append(
            ComparisonLine(
                row.pk, other.pk, other.display_name, Verdict(row.verdict), row.reason, row.decided_at, row.decided_by
            )
        )
    return lines


def _nhs_numbers(group: Sequence[Person]) -> set[str]:
    held = Identifier.objects.filter(person__in=group, kind=IdentifierKind.NHS_NUMBER, valid_to__isnull=True)
    return set(held.values_list("value", flat=True))


def _birth(person: PersonRecord) -> str:
    return "" if person.birth.precision == Precision.UNKNOWN else person.birth_words


def _sex(person: PersonRecord) -> str:
    return "" if person.sex == Sex.UNKNOWN else person.sex.label


def _numbers(person: PersonRecord, kind: str) -> str:
    return ", ".join(sorted({fact.text for fact in person.identifiers if fact.kind == kind and fact.standing}))


def _address(person: PersonRecord) -> str:
    return next((fact.text for fact in person.addresses if fact.standing), "")
