"""What is at stake in pairs of records: what makes a mistake about them worse than about others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.base.manifest import manifests
from lifecourse.kernel.matching.rules.review import Harm, looks_like_twins
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people.models import Address, Flag, Person


@dataclass(frozen=True)
class People:
    """Some records, by id, as this transaction may see them; and the root of every record of the same people."""

    rows: dict[UUID, Person]
    roots: dict[UUID, UUID]

    @classmethod
    def of(cls, ids: Collection[UUID]) -> "People":
        """Two queries."""
        rows = {row.pk: row for row in Person.objects.filter(pk__in=list(ids)).select_related("circle")}
        group = Person.objects.filter(root_id__in={row.root_id for row in rows.values()})
        return cls(rows, dict(group.values_list("pk", "root_id")))


def stakes_of(
    *, viewer: Any, at: datetime, people: People, pairs: Sequence[tuple[UUID, UUID]]
) -> list[frozenset[Harm]]:
    """For each pair, as the machine (`viewer`) knows it, why a mistake would do more harm. A few queries for all pairs.

    Only from facts in the people's own circles. What stands in another (a concern) is not among them: it would
    tell whoever sees the pair, and not that.
    """
    if not pairs:
        return []
    ids = list({pk for pair in pairs for pk in pair} & people.rows.keys())
    flagged = set(Flag.objects.filter(person_id__in=ids, ended_at__isnull=True).values_list("person_id", flat=True))
    hidden = Address.objects.filter(person_id__in=ids, is_protected=True, valid_to__isnull=True)
    protected = set(hidden.values_list("person_id", flat=True))
    served: set[UUID] = set()
    for manifest in manifests():
        if manifest.at_stake is not None:
            served |= set(manifest.at_stake(viewer=viewer, ids=ids, at=at))
    found = []
    for pair in pairs:
        reasons = {
            harm
            for harm, holders in ((Harm.FLAG, flagged), (Harm.PROTECTED, protected), (Harm.SERVICE, served))
            if holders.intersection(pair)
        }
        one, other = (people.rows.get(pk) for pk in pair)
        if (
            one
            and other
            and looks_like_twins((one.display_name, one.born_on), (other.display_name, other.born_on), tables())
        ):
            reasons.add(Harm.TWIN)
        found.append(frozenset(reasons))
    return found
