"""Adding a person: only after a search for them, which the server itself has on record."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from lifecourse.engines.linkage import marks
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers, names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import IdentifierKind, IdentifierStatus, NameKind, Sex

from .loading import index

SEARCHED = "people.searched"
HOME = "home"
# Long enough to fill in a form, short enough that the search was for this person.
SEARCH_HOLDS = timedelta(minutes=30)


@dataclass(frozen=True)
class NameGiven:
    """A name as it was told. Placeholders ("unborn", "Baby") are kept out: they are nobody's name."""

    given: str = ""
    family: str = ""
    kind: NameKind = NameKind.LEGAL
    valid_from: date | None = None


@dataclass(frozen=True)
class IdentifierGiven:
    """A number as it was told; `system` says whose number a local one is."""

    kind: IdentifierKind
    value: str
    system: str = ""
    status: IdentifierStatus = IdentifierStatus.STATED


@dataclass(frozen=True)
class AddressGiven:
    """An address as it was told: lines by line breaks, a postcode or none; `kind` is of the list `address_kind`."""

    lines: str
    postcode: str = ""
    kind: str = HOME
    uprn: str = ""
    area: str = ""
    valid_from: date | None = None
    is_protected: bool = False


@dataclass(frozen=True)
class Added:
    """Everything told about a new person. `source`: who told it, in words ("Mother, by phone")."""

    source: str
    names: Sequence[NameGiven] = ()
    birth: births.Birth = births.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    identifiers: Sequence[IdentifierGiven] = ()
    addresses: Sequence[AddressGiven] = ()
    ethnicity: str = ""
    language: str = ""
    interpreter_needed: bool = False
    died_on: date | None = None


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
        given=[name.given for name in _real(details.names)[:1]],
        family=[name.family for name in _real(details.names)[:1]],
        other=[
            details.birth.on.isoformat() if details.birth.on else "",
            *(_read_postcode(address.postcode) for address in details.addresses),
            *(_read_number(number)[0] for number in details.identifiers),
        ],
    )
    recent = Event.objects.filter(event=SEARCHED, actor_id=actor.pk, at__gte=at - SEARCH_HOLDS, at__lte=at).values_list(
        "data", flat=True
    )
    if not any(marks.covers(data.get("marks", ()), wanted) for data in recent):
        raise Refused("Search for this person first: no search for these details in the last 30 minutes is on record.")


def new_person(details: Added, *, circle_id: int, at: datetime) -> Person:
    """Check and write a person with everything told about them. Part of a command."""
    return new_people([details], circle_id=circle_id, at=at)[0]


def new_people(details: Sequence[Added], *, circle_id: int, at: datetime) -> list[Person]:
    """Check and write many people, in as many statements as there are tables. Part of a command (a list's load).

    Raises `Refused` at the first that cannot be; nobody is written then.
    """
    people: list[Person] = []
    rows: list[PersonName | Identifier | Address] = []
    for one in details:
        person, told = _build(one, circle_id=circle_id, at=at)
        people.append(person)
        rows.extend(told)
    Person.objects.bulk_create(people, batch_size=500)
    for table in (PersonName, Identifier, Address):
        table.objects.bulk_create([row for row in rows if isinstance(row, table)], batch_size=500)
    index(*people)
    return people


def _build(details: Added, *, circle_id: int, at: datetime) -> tuple[Person, list[PersonName | Identifier | Address]]:
    """An unsaved person and the unsaved rows told about them."""
    _check(details, at=at)
    key = uuid.uuid4()
    person = Person(
        id=key,
        root_id=key,
        circle_id=circle_id,
        sex=Sex.UNKNOWN.value if details.birth.is_unborn else details.sex.value,
        ethnicity=details.ethnicity,
        language=details.language.strip(),
        interpreter_needed=details.interpreter_needed,
        died_on=details.died_on,
        source=details.source.strip(),
    )
    person.birth = details.birth
    own_names = [make_name(person, name, source=details.source) for name in _real(details.names)]
    person.display_name = names.display(own_names, day_of(at), is_unborn=details.birth.is_unborn)[:260]
    return person, [
        *own_names,
        *(make_identifier(person, number, source=details.source) for number in details.identifiers),
        *(make_address(person, address, source=details.source) for address in details.addresses),
    ]


def make_name(person: Person, name: NameGiven, *, source: str) -> PersonName:
    """An unsaved name row."""
    return PersonName(
        person=person,
        circle_id=person.circle_id,
        kind=name.kind.value,
        given="" if names.is_placeholder(name.given) else names.tidy(name.given),
        family="" if names.is_placeholder(name.family, family=True) else names.tidy(name.family),
        valid_from=name.valid_from,
        source=source.strip(),
    )


def make_identifier(person: Person, number: IdentifierGiven, *, source: str) -> Identifier:
    """An unsaved identifier row. Raises `Refused` if the number is not well formed."""
    value, system = _read_number(number)
    return Identifier(
        person=person,
        circle_id=person.circle_id,
        kind=number.kind.value,
        system=system,
        value=value,
        status=number.status.value,
        source=source.strip(),
    )


def make_address(person: Person, address: AddressGiven, *, source: str) -> Address:
    """An unsaved address row. Raises `Refused` if the postcode is not one."""
    lines = "\n".join(names.tidy(line) for line in address.lines.splitlines() if line.strip())
    postcode = _read_postcode(address.postcode)
    if not lines and not postcode:
        raise Refused("Give an address or a postcode.", field="lines")
    if address.uprn and not (address.uprn.isdigit() and len(address.uprn) <= 12):
        raise Refused(f"A UPRN has up to 12 digits, not “{address.uprn[:20]}”.", field="uprn")
    return Address(
        person=person,
        circle_id=person.circle_id,
        kind=address.kind,
        lines=lines,
        postcode=postcode,
        uprn=address.uprn,
        area=address.area.strip(),
        valid_from=address.valid_from,
        is_protected=address.is_protected,
        dwelling=names.address_key(lines, postcode, address.uprn),
        source=source.strip(),
    )


def _check(details: Added, *, at: datetime) -> None:
    if not details.source.strip():
        raise Refused("Say who told you: every fact has a source.", field="source")
    try:
        births.check(details.birth, day_of(at))
    except ValueError as error:
        raise Refused(str(error), field="birth") from error
    if details.died_on is not None and details.died_on > day_of(at):
        raise Refused("The date of death is in the future.", field="died_on")


def _real(given: Sequence[NameGiven]) -> list[NameGiven]:
    """The names that are somebody's."""
    return [
        name
        for name in given
        if not names.is_placeholder(name.given) or not names.is_placeholder(name.family, family=True)
    ]


def _read_number(number: IdentifierGiven) -> tuple[str, str]:
    """Value and system of a number, checked. Raises `Refused`."""
    try:
        if number.kind == IdentifierKind.NHS_NUMBER:
            return identifiers.read_nhs_number(number.value), ""
        if number.kind == IdentifierKind.UPN:
            return identifiers.read_upn(number.value), ""
    except ValueError as error:
        raise Refused(str(error), field=number.kind.value) from error
    value, system = number.value.strip(), number.system.strip()
    if not value or not system:
        raise Refused("A local number needs the number and whose system it is from.", field="value")
    return value, system


def _read_postcode(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return identifiers.read_postcode(text)
    except ValueError as error:
        raise Refused(str(error), field="postcode") from error
