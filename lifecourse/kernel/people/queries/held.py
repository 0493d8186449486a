"""How much is kept about some records of people, of each kind: what a merge brings together."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.queries import count_about
from lifecourse.kernel.base.manifest import Held
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import (
    Address,
    Comparison,
    Contact,
    Flag,
    Identifier,
    Merge,
    Person,
    PersonName,
    Relationship,
)


def _of(model: type[Model], *columns: str) -> Callable[..., int | None]:
    """Counts the rows of a table that name one of the records in any of these columns and that the viewer may see."""

    def count(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
        wanted = list(person_ids)
        about = Q(*((f"{column}__in", wanted) for column in columns), _connector=Q.OR)
        circles = access.circles_with(viewer, policy.VIEW)
        # Both ends must be seen: a count must not betray somebody sealed.
        seen = {f"{column}__circle_id__in": circles for column in columns}
        return model._default_manager.filter(about, circle_id__in=circles, **seen).count()

    return count


def _looks(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """Lines of the trail, for those who may read it."""
    circles = access.circles_with(viewer, policy.SEE_TRAIL)
    if not circles:
        return None
    return count_about(viewer=viewer, subject_type=Person._meta.label_lower, subject_ids=person_ids, circles=circles)


def _held(title: str, model: type[Model], *columns: str) -> Held:
    named = tuple(f"{model._meta.label_lower}.{column}" for column in columns)
    return Held(title=title, count=_of(model, *columns), columns=named)


HELD = (
    _held("Names", PersonName, "person"),
    _held("Numbers", Identifier, "person"),
    _held("Addresses", Address, "person"),
    _held("Telephone and e-mail", Contact, "person"),
    _held("Relationships", Relationship, "person", "other"),
    _held("Flags", Flag, "person"),
    _held("Earlier merges", Merge, "loser", "survivor"),
    _held("Decisions about other records", Comparison, "person", "other"),
    Held(title="Lines in the trail of who looked", count=_looks),
)
