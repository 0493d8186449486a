"""What a list now says about somebody it named before: new facts are taken up; or its reference is somebody else's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import record_many
from lifecourse.kernel.involvement.models import Involvement, ListSource
from lifecourse.kernel.involvement.rules.rows import ListRow
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName
from lifecourse.kernel.people.rules.words import EndReason, IdentifierKind, NameKind
from lifecourse.kernel.people.services.adding import make_address, make_identifier, make_name
from lifecourse.kernel.people.services.facts import AddressGiven, IdentifierGiven, NameGiven
from lifecourse.kernel.people.services.loading import index

from .linking import Known, known_records, name_of, numbers_of, told_by

Changed = Sequence[tuple[Involvement, ListRow]]


def somebody_else(changed: Changed) -> set[UUID]:
    """The involvements whose reference the agency has given to another person since: nothing of the two agrees."""
    moved = [(involvement, row) for involvement, row in changed if involvement.person_digest != row.person_digest()]
    people = {person.id: person for person in known_records({involvement.person_id for involvement, _ in moved})}
    return {involvement.pk for involvement, row in moved if _nothing_agrees(row, people[involvement.person_id])}


def _nothing_agrees(row: ListRow, person: Known) -> bool:
    given, family = name_of(row)
    another_day = row.born_on is not None and person.born_on is not None and row.born_on != person.born_on
    another_name = all(family != known and given != first for first, known in person.names)
    another_number = not set(numbers_of(row)) & person.numbers
    return another_day and another_name and another_number


def take_up(
    told: Sequence[tuple[UUID, ListRow]], *, source: ListSource, moved_on: date | None, actor: Actor, at: datetime
) -> None:
    """Add the names and numbers that a list says of people and nobody said before; and their address.

    With `moved_on` the list said another address before, which has then changed; without, an address is taken only
    of who has none. Nothing told by anybody else is ended or corrected, and a birth is not touched: that is for
    somebody to decide. Part of a command.
    """
    records = {person.id: person for person in known_records({pk for pk, _ in told})}
    people = {person.pk: person for person in Person.objects.filter(pk__in=records)}
    held: dict[UUID, set[str]] = defaultdict(set)
    protected: set[UUID] = set()
    standing = Address.objects.filter(person_id__in=people, valid_to__isnull=True)
    for pk, postcode, is_protected in standing.values_list("person_id", "postcode", "is_protected"):
        held[pk].add(postcode)
        if is_protected:
            protected.add(pk)
    words = told_by(source)
    new: list[PersonName | Identifier | Address] = []
    for pk, row in told:
        person, known = people[pk], records[pk]
        if name_of(row) not in known.names and (row.given or row.family):
            new.append(make_name(person, NameGiven(row.given, row.family, NameKind.ALIAS), source=words))
        for kind, value in numbers_of(row):
            if (kind, value) not in known.numbers:
                new.append(make_identifier(person, IdentifierGiven(IdentifierKind(kind), value), source=words))
        if row.postcode and row.postcode not in held[pk] and (moved_on is not None or not held[pk]):
            # Somebody whose address must not be told has not lost that need by moving.
            given = AddressGiven(row.address, row.postcode, valid_from=moved_on, is_protected=pk in protected)
            new.append(make_address(person, given, source=words))
        # Two rows of one file may be about one person: what the first said is no news from the second.
        known.names.add(name_of(row))
        known.numbers.update(numbers_of(row))
        held[pk].add(row.postcode)
    _end_addresses([one.person_id for one in new if isinstance(one, Address)], words, moved_on)
    for table in (PersonName, Identifier, Address):
        table.objects.bulk_create([one for one in new if isinstance(one, table)], batch_size=500)
    touched = [people[pk] for pk in dict.fromkeys(one.person_id for one in new)]
    index(*touched)
    record_many("involvement.facts_told", subjects=touched, actor=actor, at=at, list=source.code)


def _end_addresses(people: Sequence[UUID], words: str, moved_on: date | None) -> None:
    """End what this list said of where these people live."""
    if people and moved_on is not None:
        own = Address.objects.filter(person_id__in=people, source=words, valid_to__isnull=True)
        own.exclude(valid_from__gt=moved_on).update(valid_to=moved_on, end_reason=EndReason.CHANGED.value)
