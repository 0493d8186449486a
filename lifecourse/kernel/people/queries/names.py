"""People as lists show them: one query for a page of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.days import day_of


@dataclass(frozen=True)
class PersonLine:
    """A person in a list. `id` is the record asked for, `root_id` the person it is read as."""

    id: UUID
    root_id: UUID
    name: str
    birth_words: str
    sex: str
    is_sealed: bool = False


def lines_of(*, viewer: Any, at: datetime, ids: Collection[UUID]) -> dict[UUID, PersonLine]:
    """One line for each person the viewer may see; others are simply absent. One query.

    A merged record shows the name and birth of the record it is read as. Whoever shows the lines has logged why.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    seen = Person.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))
    roots = seen.filter(pk__in=wanted).values("root_id")
    rows = {row.pk: row for row in seen.filter(Q(pk__in=wanted) | Q(pk__in=roots)).select_related("circle")}
    lines: dict[UUID, PersonLine] = {}
    for pk in wanted & rows.keys():
        own = rows[pk]
        shown = rows.get(own.root_id, own)
        lines[pk] = PersonLine(
            id=pk,
            root_id=own.root_id,
            name=shown.display_name,
            birth_words=births.in_words(shown.birth, day_of(at), shown.died_on),
            sex=shown.sex,
            is_sealed=shown.circle.kind == "sealed",
        )
    return lines


def names_of(*, viewer: Any, ids: Collection[UUID]) -> dict[UUID, str]:
    """The name of each person the viewer may see, by the id asked for; one query. Others are absent."""
    wanted = set(ids)
    if not wanted:
        return {}
    seen = Person.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))
    roots = seen.filter(pk__in=wanted).values("root_id")
    rows = {
        pk: (root_id, name)
        for pk, root_id, name in seen.filter(Q(pk__in=wanted) | Q(pk__in=roots)).values_list(
            "pk", "root_id", "display_name"
        )
    }
    return {pk: rows.get(rows[pk][0], rows[pk])[1] for pk in wanted & rows.keys()}
