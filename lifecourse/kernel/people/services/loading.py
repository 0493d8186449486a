"""A person as a command holds them: seen, permitted, locked; and put back with name and index up to date."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from lifecourse.kernel.base.rows import array, column
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Person, Relationship
from lifecourse.kernel.people.queries.known import Facts, array_of, keys_of, known_of
from lifecourse.kernel.people.rules import kept, names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import Precision, Tie


def hold(actor: Any, person_id: UUID, capability: str, *, at: datetime) -> Person:
    """The person, locked until the command ends, if the actor may do this to them.

    Raises `NotFound` or `NotPermitted`. Whatever changes about a person is written under this lock.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    policy.check_in(actor, capability, person.circle_id if person else None, person_id, at=at)
    assert person is not None
    return person


def refresh(person: Person, *changed: str, at: datetime, seen: int | None = None) -> Person:
    """Write the person's `changed` columns and display name, one version up; then the search keys.

    Raises `StaleRecord` if the person is no longer at version `seen`.
    """
    person.display_name = names.display(list(person.names.all()), day_of(at), is_unborn=person.birth.is_unborn)[:260]
    person.save_changes(*changed, "display_name", seen=seen)
    index(person)
    # The unborn are looked for by their mother's name.
    ties = Relationship.objects.filter(other=person, kind=Tie.MOTHER, valid_to__isnull=True)
    unborn = Person.objects.filter(pk__in=ties.values("person_id"), birth_precision=Precision.EXPECTED)
    index(*unborn.order_by("pk"))
    return person


def index(*people: Person) -> None:
    """Put the search keys of people, and what is compared of them. Protected addresses are never among the keys."""
    if not people:
        return
    secret, facts = settings.HASH_KEY.encode(), Facts.of([person.pk for person in people])
    known = [known_of([person], facts) for person in people]
    put_keys(
        [str(person.pk) for person in people],
        [person.circle_id for person in people],
        [keys_of(secret, one) for one in known],
        [kept.written(one, facts.hidden_places(person.pk)) for one, person in zip(known, people, strict=True)],
    )


def put_keys(
    people: Sequence[str], circles: Sequence[int], keys: Sequence[Collection[int]], compared: Sequence[str]
) -> None:
    """Put the search keys of many people (ids, their circles, their keys), and what is compared of each (`rules.kept`).

    One statement. Part of a command.
    """
    if people:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT people_put_keys({array('uuid')}, {array('bigint')}, {array('text')}, {array('text')})",
                [column(people), column(circles), column([array_of(one) for one in keys]), column(compared)],
            )


def rebuild_keys(*, after: UUID | None, most: int = 1_000) -> tuple[int, UUID | None]:
    """Make anew the keys of the next `most` people by id. Gives how many they were and the last of them.

    Nothing about anybody changes, so nothing is written to the trail; only those of the open circles are reached.
    """
    people = Person.objects.order_by("pk")
    if after is not None:
        people = people.filter(pk__gt=after)
    some = list(people.select_for_update(of=("self",))[:most])
    index(*some)
    return len(some), some[-1].pk if some else None
