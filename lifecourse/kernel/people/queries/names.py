"""People as lists show them: one query for a page of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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
    """One line for each person the viewer may see; others are simply absent. One query, two if some are merged.

    A merged record shows the name and birth of the record it is read as. Whoever shows the lines has logged why.
    """
    rows = _with_roots(viewer, ids)
    lines: dict[UUID, PersonLine] = {}
    for pk in set(ids) & rows.keys():
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
    """The name of each person the viewer may see, by the id asked for; others are absent. One query, two if merged."""
    rows = _with_roots(viewer, ids)
    return {pk: rows.get(rows[pk].root_id, rows[pk]).display_name for pk in set(ids) & rows.keys()}


def _with_roots(viewer: Any, ids: Collection[UUID]) -> dict[UUID, Person]:
    """These records and those they are read as. A second question only if there are any: an OR would read the table."""
    wanted = set(ids)
    if not wanted:
        return {}
    seen = Person.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW)).select_related("circle")
    rows = {row.pk: row for row in seen.filter(pk__in=wanted)}
    roots = {row.root_id for row in rows.values()} - rows.keys()
    if roots:
        rows |= {row.pk: row for row in seen.filter(pk__in=roots)}
    return rows
