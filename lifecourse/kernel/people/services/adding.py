"""Adding a person: only after a search for them, which the server itself has on record."""

from datetime import datetime, timedelta

from django.conf import settings

from lifecourse.engines.linkage import marks
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName

from .facts import (
    Added,
    AddressGiven,
    IdentifierGiven,
    NameGiven,
    address_facts,
    identifier_facts,
    name_facts,
    read_number,
    read_postcode,
    real_names,
)
from .many import new_people

SEARCHED = "people.searched"
# Long enough to fill in a form, short enough that the search was for this person.
SEARCH_HOLDS = timedelta(minutes=30)


@command("people.added")
def add_person(*, actor: Actor, at: datetime, details: Added, circle_id: int | None = None) -> Person:
    """Add a person to the index (or to `circle_id`, a sealed circle, say).

    Raises `Refused` unless the actor searched for such a person within the last 30 minutes. The machine (a list
    load, inside `context.as_system`) has looked already, by the same engine, and needs no search on record.
    """
    circle = circle_id if circle_id is not None else policy.index_circle(actor, at=at)
    access.check(actor, policy.EDIT, circle_id=circle, at=at)
    if not isinstance(actor, Machine):
        check_searched(actor, details, at=at)
    person = new_person(details, circle_id=circle, at=at)
    record("people.added", subject=person, actor=actor, at=at)
    return person


def check_searched(actor: Actor, details: Added, *, at: datetime) -> None:
    """Raise `Refused` unless a search by the actor that asked about such a person is on record and recent."""
    secret = settings.HASH_KEY.encode()
    wanted = marks.of(
        secret,
        given=[name.given for name in real_names(details.names)[:1]],
        family=[name.family for name in real_names(details.names)[:1]],
        other=[
            details.birth.on.isoformat() if details.birth.on else "",
            *(read_postcode(address.postcode) for address in details.addresses),
            *(read_number(number)[0] for number in details.identifiers),
        ],
    )
    recent = Event.objects.filter(event=SEARCHED, actor_id=actor.pk, at__gte=at - SEARCH_HOLDS, at__lte=at).values_list(
        "data", flat=True
    )
    if not any(marks.covers(data.get("marks", ()), wanted) for data in recent):
        raise Refused("Search for this person first: no search for these details in the last 30 minutes is on record.")


def new_person(details: Added, *, circle_id: int, at: datetime) -> Person:
    """Check and write a person with everything told about them. Part of a command."""
    return Person.objects.get(pk=new_people([details], circle_id=circle_id, at=at)[0])


def make_name(person: Person, name: NameGiven, *, source: str) -> PersonName:
    """An unsaved name row."""
    return PersonName(person=person, circle_id=person.circle_id, source=source.strip(), **name_facts(name))


def make_identifier(person: Person, number: IdentifierGiven, *, source: str) -> Identifier:
    """An unsaved identifier row. Raises `Refused` if the number is not well formed."""
    return Identifier(person=person, circle_id=person.circle_id, source=source.strip(), **identifier_facts(number))


def make_address(person: Person, address: AddressGiven, *, source: str) -> Address:
    """An unsaved address row. Raises `Refused` if the postcode is not one."""
    return Address(person=person, circle_id=person.circle_id, source=source.strip(), **address_facts(address))
