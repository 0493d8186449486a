"""A person as a command holds them: seen, permitted, locked; and put back with name and index up to date."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import names


def hold(actor: Any, person_id: UUID, capability: str, *, at: datetime) -> Person:
    """The person, locked until the command ends, if the actor may do this to them.

    Raises `NotFound` or `NotPermitted`. Whatever changes about a person is written under this lock.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    policy.check_in(actor, capability, person.circle_id if person else None, person_id, at=at)
    assert person is not None
    return person


def refresh(person: Person, *, at: datetime, seen: int | None = None, changed: tuple[str, ...] = ()) -> Person:
    """Write the person's changed columns and display name, one version up; then the search keys.

    Raises `StaleRecord` if the person is no longer at version `seen`.
    """
    person.display_name = names.display(list(person.names.all()), at.date(), is_unborn=person.birth.is_unborn)[:260]
    person.save_changes(*changed, "display_name", seen=seen)
    return person
