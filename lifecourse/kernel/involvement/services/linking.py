"""Finds whom the rows of a list are about: by number and an agreeing fact, by name, date and postcode, or somebody new.

Only exact agreement links, and only to one person. Everything less makes a new record and a pair for somebody to
look at: nothing merges by itself, and twins are two people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings

from lifecourse.engines.linkage.keys import Wanted
from lifecourse.engines.linkage.score import Band, Score
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import record_each
from lifecourse.kernel.base.rows import among
from lifecourse.kernel.involvement.models import LinkRule, ListSource
from lifecourse.kernel.involvement.rules.rows import ListRow
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.services import Proposed, propose_pairs
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName
from lifecourse.kernel.people.queries.known import exact_key, find_many
from lifecourse.kernel.people.rules.words import EndReason, IdentifierKind, Precision
from lifecourse.kernel.people.services.facts import Added, AddressGiven, IdentifierGiven, NameGiven
from lifecourse.kernel.people.services.many import new_people

from .weighing import Found, weigh

# Of one name and one day of birth; beyond that nobody can be told apart, and it matters only that they are several.
MOST_OF_ONE_NAME = 20

Name = tuple[str, str]


@dataclass
class Known:
    """What linking needs to know of one record of a person. `postcodes`: standing ones that are not protected.

    `apart`: a new identity (adoption, protection), which nothing may bring together with another record.
    """

    id: UUID
    root_id: UUID
    circle_id: int
    born_on: date | None
    apart: bool = False
    names: set[Name] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)

    @property
    def families(self) -> set[str]:
        return {family for _, family in self.names if family}


@dataclass(frozen=True)
class Linked:
    """The record a row is about, and its circle: a sealed person's involvement is sealed with them."""

    person_id: UUID
    circle_id: int
    is_new: bool = False


def link(
    rows: Sequence[ListRow],
    *,
    source: ListSource,
    circle_id: int,
    actor: Actor,
    at: datetime,
    rule: LinkRule | None = None,
) -> list[Linked]:
    """For each row the record it is about, made in the index (`circle_id`) where there is none. Part of a command.

    With the partnership's `rule` the engine looks for those that do not agree exactly: it links who is strong and
    unambiguous, and proposes the others for review.

    Every circle must be open: whoever is sealed must be found, or a second record of them would appear in the index.
    """
    # The machine's own look: whoever sends a list may not search the index, and nothing of what it finds is shown.
    machine = Machine("list load")
    people = _candidates(rows, machine)
    fresh: dict[UUID, ListRow] = {}
    pairs: list[tuple[UUID, UUID, str]] = []
    found: list[UUID] = []
    weighed = _weigh(rows, people, source=source, index=circle_id, viewer=machine) if rule else {}
    alike: list[tuple[UUID, UUID, Score]] = []
    by_rule: dict[UUID, float] = {}
    for row in rows:
        match, doubts = _decide(row, people)
        engine = weighed.get(row.line)
        if match is None and engine and engine.linked and engine.linked not in by_rule:
            match = people.by_id[engine.linked]
            by_rule[match.id] = engine.bits
        elif match is None:
            match = _stand_in(row, circle_id)
            people.add(match)
            fresh[match.id] = row
            pairs.extend((match.id, other.id, reason) for other, reason in doubts)
            alike.extend((match.id, other, score) for other, score in (engine.alike if engine else ()))
        found.append(match.id)
    words = told_by(source)
    made = new_people([_added(row, words) for row in fresh.values()], circle_id=circle_id, at=at)
    record_each(
        "people.added", kind=Person, ids=made, circles=[circle_id] * len(made), actor=actor, at=at, list=source.code
    )
    real = dict(zip(fresh, made, strict=True))
    _keep_pairs(pairs, alike, real, source=source, actor=actor, at=at)
    if rule:
        linked = list(by_rule)
        circles = [people.by_id[pk].circle_id for pk in linked]
        told = {"list": source.code, "rule": rule.pk}
        record_each("involvement.linked_by_rule", kind=Person, ids=linked, circles=circles, actor=actor, at=at, **told)
    return [
        Linked(real[pk], circle_id, is_new=True) if pk in real else Linked(pk, people.by_id[pk].circle_id)
        for pk in found
    ]


def _weigh(
    rows: Sequence[ListRow], people: "_People", *, source: ListSource, index: int, viewer: Actor
) -> dict[int, Found]:
    """What the engine finds for the rows that agree with nobody exactly, by line; who is linked is among `people` then.

    A row about somebody with a doubt of its own (a number or a name that others have) is left to review.
    """
    open_rows = []
    for row in rows:
        match, doubts = _decide(row, people)
        if match is None and not doubts:
            open_rows.append(row)
    found = list(weigh(open_rows, source=source, index=index, viewer=viewer))
    for person in known_records({one.linked for one in found if one.linked} - people.by_id.keys()):
        people.add(person)
    return {row.line: one for row, one in zip(open_rows, found, strict=True)}


class _People:
    """The records that may be meant by the rows of one chunk, and those made for it, found by number and by name."""

    def __init__(self) -> None:
        self.by_id: dict[UUID, Known] = {}
        self._by_number: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._by_name: dict[tuple[Name, date], set[UUID]] = defaultdict(set)

    def add(self, person: Known) -> None:
        self.by_id[person.id] = person
        for number in person.numbers:
            self._by_number[number].add(person.id)
        if person.born_on is not None:
            for name in person.names:
                self._by_name[name, person.born_on].add(person.id)

    def with_number(self, number: tuple[str, str]) -> list[Known]:
        return [self.by_id[pk] for pk in sorted(self._by_number.get(number, ()))]

    def with_name(self, name: Name, born_on: date) -> list[Known]:
        return [self.by_id[pk] for pk in sorted(self._by_name.get((name, born_on), ()))]


def numbers_of(row: ListRow) -> list[tuple[str, str]]:
    pairs = ((IdentifierKind.NHS_NUMBER.value, row.nhs_number), (IdentifierKind.UPN.value, row.upn))
    return [(kind, value) for kind, value in pairs if value]


def name_of(row: ListRow) -> Name:
    return row.given.casefold(), row.family.casefold()


def _decide(row: ListRow, people: _People) -> tuple[Known | None, list[tuple[Known, str]]]:
    """The one record a row agrees with exactly; else nobody, with those that a person should look at and why."""
    doubts: dict[UUID, tuple[Known, str]] = {}
    for number in numbers_of(row):
        holders = people.with_number(number)
        agreeing = [one for one in holders if _agrees(row, one)]
        if len({one.root_id for one in agreeing}) == 1:
            return agreeing[0], []
        doubts.update((one.root_id, (one, "number")) for one in holders)
    if row.born_on is not None and row.given and row.family:
        same = people.with_name(name_of(row), row.born_on)
        there = [one for one in same if row.postcode in one.postcodes and not _other_number(row, one)]
        if len({one.root_id for one in there}) == 1 and len({one.root_id for one in same}) == 1:
            return there[0], []
        doubts.update((one.root_id, (one, "name")) for one in same if one.root_id not in doubts)
    return None, [doubt for doubt in doubts.values() if not doubt[0].apart]


def _agrees(row: ListRow, person: Known) -> bool:
    """Whether the date of birth or the family name agrees too: numbers alone are mistyped."""
    same_day = row.born_on is not None and row.born_on == person.born_on
    return same_day or (bool(row.family) and row.family.casefold() in person.families)


def _other_number(row: ListRow, person: Known) -> bool:
    """Whether both have a number of one kind and they differ: then only somebody may say that they are one."""
    held: dict[str, set[str]] = defaultdict(set)
    for kind, value in person.numbers:
        held[kind].add(value)
    return any(held[kind] and value not in held[kind] for kind, value in numbers_of(row))


def _candidates(rows: Sequence[ListRow], viewer: Actor) -> _People:
    """Everybody who shares a number, or name and date of birth, with one of the rows. Three queries, then those of who
    was found."""
    ids: set[UUID] = set()
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for kind, value in numbers_of(row):
            numbers[kind].add(value)
    for kind, values in numbers.items():
        held = Identifier.objects.filter(valid_to__isnull=True, kind=kind)
        ids.update(among(held, "value", values).values_list("person_id", flat=True))
    secret = settings.HASH_KEY.encode()
    questions = [
        Wanted([exact_key(secret, row.given, row.family, row.born_on)])
        for row in rows
        if row.born_on is not None and row.given and row.family
    ]
    ids.update(person for _, person in find_many(viewer=viewer, questions=questions, most=MOST_OF_ONE_NAME))
    people = _People()
    for person in known_records(ids):
        people.add(person)
    return people


def known_records(ids: Iterable[UUID]) -> Iterable[Known]:
    """What linking needs to know of these records. Four queries."""
    wanted = sorted(ids)
    if not wanted:
        return []
    people = {
        pk: Known(pk, root, circle, born_on if precision == Precision.KNOWN.value else None, apart)
        for pk, root, circle, born_on, precision, apart in among(Person.objects.all(), "id", wanted).values_list(
            "pk", "root_id", "circle_id", "born_on", "birth_precision", "never_merged"
        )
    }
    names = among(PersonName.objects.all(), "person_id", wanted).exclude(end_reason=EndReason.ERROR.value)
    for pk, given, family in names.values_list("person_id", "given", "family"):
        people[pk].names.add((given.casefold(), family.casefold()))
    # A protected address must not help to tell who lives where, not even by a record that is or is not made.
    addresses = among(Address.objects.filter(valid_to__isnull=True, is_protected=False), "person_id", wanted).exclude(
        postcode=""
    )
    for pk, postcode in addresses.values_list("person_id", "postcode"):
        people[pk].postcodes.add(postcode)
    held = among(Identifier.objects.filter(valid_to__isnull=True), "person_id", wanted)
    for pk, kind, value in held.values_list("person_id", "kind", "value"):
        people[pk].numbers.add((kind, value))
    return people.values()


def _stand_in(row: ListRow, circle_id: int) -> Known:
    """A new person before they are written, so that a later row of the chunk can be found to be about them."""
    key = uuid4()
    return Known(
        key,
        key,
        circle_id,
        row.born_on,
        names={name_of(row)},
        postcodes={row.postcode} if row.postcode else set(),
        numbers=set(numbers_of(row)),
    )


def told_by(source: ListSource) -> str:
    """How facts from this list are ascribed."""
    return f"{source.service.organisation.name}: {source.name}"[:200]


def _added(row: ListRow, words: str) -> Added:
    numbers = [IdentifierGiven(IdentifierKind(kind), value) for kind, value in numbers_of(row)]
    has_address = bool(row.address or row.postcode)
    return Added(
        source=words,
        names=[NameGiven(row.given, row.family)],
        birth=row.birth,
        sex=row.sex,
        identifiers=numbers,
        addresses=[AddressGiven(row.address, row.postcode)] if has_address else [],
    )


_REASONS = {
    "number": "The same number, but the name and the date of birth differ.",
    "name": "The same name and date of birth; nothing else says that they are one.",
}


def _keep_pairs(
    pairs: Sequence[tuple[UUID, UUID, str]],
    alike: Sequence[tuple[UUID, UUID, Score]],
    real: dict[UUID, UUID],
    *,
    source: ListSource,
    actor: Actor,
    at: datetime,
) -> None:
    """Whoever looks alike goes to the review queue, weighed by the engine."""
    if not pairs and not alike:
        return

    ids = [(real.get(one, one), real.get(other, other)) for one, other, _ in pairs]
    scores = matching.weigh(viewer=Machine("list load"), pairs=ids)
    origin = f"{source.service.organisation.name}: {source.name}"
    proposed = [
        Proposed(one, other, origin, weighed.bits, str(weighed.band or Band.WEAK), _REASONS[reason])
        for (one, other), weighed, (_, _, reason) in zip(ids, scores, pairs, strict=True)
    ]
    proposed += [
        Proposed(
            real[one],
            other,
            origin,
            weighed.bits,
            str(weighed.band),
            next(iter(weighed.cautions), "Alike in most facts."),
        )
        for one, other, weighed in alike
    ]
    propose_pairs(actor=actor, at=at, pairs=proposed)
