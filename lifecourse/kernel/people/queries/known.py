"""People as the matching engine compares them; and the keys they are found by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lifecourse.engines.linkage.hashing import hash64
from lifecourse.engines.linkage.keys import Wanted, known_keys
from lifecourse.engines.linkage.ranking import Near
from lifecourse.engines.linkage.records import Known, Name, Place
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.rows import array, column
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName, Relationship
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers as numbers
from lifecourse.kernel.people.rules import kept, names, words
from lifecourse.kernel.people.rules.days import day_of


@dataclass(frozen=True)
class KnownPerson:
    """One person (all records of one root that the viewer may see), to show in a list of results."""

    id: UUID
    ids: tuple[UUID, ...]
    circle_id: int
    is_sealed: bool
    name: str
    other_names: tuple[str, ...]
    birth_words: str
    sex: str
    address: str
    numbers: tuple[tuple[str, str], ...]


# As the last ANALYZE counted; counting them would take longer than the search.
_INDEXED = "(SELECT reltuples FROM pg_class WHERE oid = 'people_search_key'::regclass)"
_FIND = f"""
SELECT person::text, agreeing, called, {_INDEXED} FROM people_find(%s::bigint[], %s::bigint[], %s::text[], %s)
"""  # noqa: S608 - only constants joined


@dataclass(frozen=True)
class Found:
    """Records that share a key with a question, those that share most first.

    `more`: there are others. `among`: how many are on the index, about.
    """

    near: list[Near]
    more: bool
    among: float


def find(*, viewer: Any, wanted: Wanted, most: int) -> Found:
    """Records that share a key with the question, those that share most first.

    Looks in the circles that are open for this transaction: callers keep to those in which the viewer may search.
    """
    if not wanted or not access.circles_with(viewer, policy.SEARCH):
        return Found([], False, 0)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [*map(list, wanted), most])
        rows = cursor.fetchall()
    return Found([Near(*row[:3]) for row in rows[:most]], len(rows) > most, rows[0][3] if rows else 0)


def indexed(*, viewer: Any) -> float:
    """How many records are on the index, about; 0 for who may not search it."""
    if not access.circles_with(viewer, policy.SEARCH):
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_INDEXED}")
        return float(cursor.fetchone()[0])


def find_many(*, viewer: Any, questions: Sequence[Wanted], most: int) -> Iterator[tuple[int, UUID]]:
    """For each question the records that share a key with it, `most` at most: (its place, the record).

    One statement, however many questions. Sees what `find` sees.
    """
    if not any(questions) or not access.circles_with(viewer, policy.SEARCH):
        return
    columns = [column([array_of(one) for one in parts]) for parts in zip(*questions, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_FIND_MANY, [*columns, most - 1])
        for place, person in cursor.fetchall():
            yield place - 1, person


_FIND_MANY = f"""
SELECT told.place::integer, found.person
FROM unnest({array("text")}, {array("text")}, {array("text")}) WITH ORDINALITY AS told (said, guessed, spelt, place)
CROSS JOIN LATERAL people_find(told.said::bigint[], told.guessed::bigint[], told.spelt::text[], %s) AS found
"""  # noqa: S608 - only constants joined


def array_of(parts: Collection[int] | Collection[str]) -> str:
    """Keys, or words of letters and digits, as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, parts)) + "}"


def keys_of(secret: bytes, known: Known) -> list[int]:
    """The keys to keep for a record: the engine's, and one for each name with the day of birth exactly as told.

    By the latter a list finds its people without comparing: half a million names of one year share the engine's keys.
    """
    exact = {
        exact_key(secret, name.said_given, name.said_family, born.on)
        for name in known.names
        if name.said_given and name.said_family
        for born in known.births
        if born.on is not None and not born.expected
    }
    return sorted({*known_keys(secret, known), *exact})


def exact_key(secret: bytes, given: str, family: str, born_on: date) -> int:
    """The key of everybody of this name, but for its capitals, and this day of birth."""
    return hash64(secret, f"exact {given.casefold()}|{family.casefold()} {born_on.isoformat()}")


@dataclass(frozen=True)
class Compared:
    """One person (all records of one root that the viewer may see) as the engine compares them, and nothing to show."""

    id: UUID
    ids: tuple[UUID, ...]
    known: Known


# A plain statement with arrays: as lists of hundreds of parameters, three of four milliseconds went into quoting them.
# Each list is worked out once, so that a table not yet analysed is not read once a row.
_KEPT = """
WITH near AS MATERIALIZED (
    SELECT id, root_id, circle_id FROM people_person WHERE root_id = ANY(ARRAY(
        SELECT root_id FROM people_person WHERE id = ANY(%(ids)s::uuid[]) AND circle_id = ANY(%(circles)s::bigint[])
    )) AND circle_id = ANY(%(circles)s::bigint[])
)
SELECT near.id, near.root_id, near.circle_id, kept.facts::text
FROM near LEFT JOIN people_kept(ARRAY(SELECT id FROM near)) AS kept ON kept.person = near.id ORDER BY near.id
"""


def to_compare(*, viewer: Any, ids: Collection[UUID | str], with_mothers: bool) -> list[Compared]:
    """Each person one of whose records is among `ids`, with what they are recognised by and no more.

    One query (two with mothers), however many there are: what is compared is kept beside the keys, written with them.
    Protected addresses only where the viewer may see them, and never for the machine: those who see what it found may
    not know where somebody lives.
    """
    circles = list(access.circles_with(viewer, policy.SEARCH))
    if not ids or not circles:
        return []
    protected = () if isinstance(viewer, Machine) else access.circles_with(viewer, policy.SEE_PROTECTED)
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"ids": list(ids), "circles": circles})
        rows = cursor.fetchall()
    mothers = _mothers({"person_id__in": [row[0] for row in rows]}) if with_mothers else {}
    not_kept = _not_kept([row[0] for row in rows if row[3] is None])
    groups: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[1]].append(row)
    people = []
    for root, group in groups.items():
        members = [row[0] for row in group]
        main = root if root in members else members[0]
        told = [(not_kept[pk] if facts is None else facts, circle in protected) for pk, _, circle, facts in group]
        known = kept.read(told, [name for pk in members for name in mothers.get(pk, ())])
        people.append(Compared(main, (main, *(pk for pk in members if pk != main)), known))
    return people


def _not_kept(ids: Collection[UUID]) -> dict[UUID, str]:
    """The same of records whose keys were put by an earlier release, out of their own tables."""
    if not ids:
        return {}
    facts = Facts.of(ids)
    return {row.pk: to_keep(row, facts) for row in Person.objects.filter(pk__in=ids)}


def to_keep(person: Person, facts: "Facts") -> str:
    """What is kept beside the keys of a record. `facts` were read for nobody who may see a protected address."""
    return kept.written(known_of([person], facts), facts.hidden_places(person.pk))


def _place(lines: str, postcode: str) -> Place:
    return Place.of(lines, "" if numbers.is_pseudo_postcode(postcode) else postcode)


def _mothers(wanted: dict[str, Any]) -> dict[UUID, list[Name]]:
    """The names of the mothers of some records."""
    mothers: dict[UUID, list[Name]] = defaultdict(list)
    ties = Relationship.objects.filter(**wanted, kind=words.Tie.MOTHER.value).exclude(end_reason=words.EndReason.ERROR)
    for child, given, family in ties.order_by("id").values_list(
        "person_id", "other__names__given", "other__names__family"
    ):
        if (name := Name.of(given or "", family or "")).tokens:
            mothers[child].append(name)
    return mothers


def known_people(*, viewer: Any, at: datetime, ids: Collection[UUID]) -> list[KnownPerson]:
    """The people whose records these are (all of each, as `Compared.ids` has them), with what they are recognised by.

    Four queries, however many there are. Protected addresses only where the viewer may see them. Whoever shows them
    has logged it.
    """
    seen = Person.objects.filter(circle_id__in=access.circles_with(viewer, policy.SEARCH))
    rows = list(seen.filter(pk__in=ids).select_related("circle").order_by("pk"))
    groups: dict[UUID, list[Person]] = defaultdict(list)
    for row in rows:
        groups[row.root_id].append(row)
    may_know = access.circles_with(viewer, policy.SEE_PROTECTED)
    facts = Facts.of([row.pk for row in rows], see_protected_in=may_know, with_mothers=False)
    people = []
    for root_id, group in groups.items():
        main = next((row for row in group if row.pk == root_id), group[0])
        people.append(_known_person(main, group, facts, at))
    return people


@dataclass(frozen=True)
class Facts:
    """The rows about some records, by record."""

    names: dict[UUID, list[PersonName]]
    addresses: dict[UUID, list[Address]]
    hidden: dict[UUID, list[Address]]
    numbers: dict[UUID, list[Identifier]]
    mothers: dict[UUID, list[Name]]

    @classmethod
    def of(cls, ids: Collection[UUID], *, see_protected_in: Collection[int] = (), with_mothers: bool = True) -> "Facts":
        """Everything told about these records but what was told in error; protected addresses apart, as `hidden`."""
        names_: dict[UUID, list[PersonName]] = defaultdict(list)
        addresses: dict[UUID, list[Address]] = defaultdict(list)
        hidden: dict[UUID, list[Address]] = defaultdict(list)
        numbers_: dict[UUID, list[Identifier]] = defaultdict(list)
        wanted = {"person_id__in": list(ids)}
        for name in PersonName.objects.filter(**wanted).order_by("created_at", "id"):
            names_[name.person_id].append(name)
        for address in Address.objects.filter(**wanted).order_by("-created_at", "id"):
            if address.end_reason != words.EndReason.ERROR:
                may_know = not address.is_protected or address.circle_id in see_protected_in
                (addresses if may_know else hidden)[address.person_id].append(address)
        for number in Identifier.objects.filter(**wanted).exclude(end_reason=words.EndReason.ERROR).order_by("id"):
            numbers_[number.person_id].append(number)
        return cls(names_, addresses, hidden, numbers_, _mothers(wanted) if with_mothers else {})

    def hidden_places(self, pk: UUID) -> list[Place]:
        """The protected places of one record, as they are compared."""
        return [_place(address.lines, address.postcode) for address in self.hidden.get(pk, ())]


def known_of(group: Iterable[Person], facts: Facts) -> Known:
    """Some records, taken together, as the engine compares them."""
    group = list(group)
    ids = [row.pk for row in group]
    held: dict[str, set[str]] = defaultdict(set)
    for pk in ids:
        for number in facts.numbers.get(pk, ()):
            if number.kind != words.IdentifierKind.LOCAL:
                held[number.kind].add(number.value)
    kept = [name for pk in ids for name in facts.names.get(pk, ()) if name.end_reason != words.EndReason.ERROR]
    return Known(
        names=tuple(dict.fromkeys(Name.of(name.given, name.family) for name in kept)),
        births=tuple(dict.fromkeys(born for row in group if (born := births.as_compared(row.birth)) is not None)),
        sexes=frozenset(row.sex for row in group) - {words.Sex.UNKNOWN.value},
        places=tuple(
            dict.fromkeys(
                _place(address.lines, address.postcode) for pk in ids for address in facts.addresses.get(pk, ())
            )
        ),
        numbers={kind: frozenset(values) for kind, values in held.items()},
        mothers=tuple(dict.fromkeys(name for pk in ids for name in facts.mothers.get(pk, ()))),
    )


def _known_person(main: Person, group: list[Person], facts: Facts, at: datetime) -> KnownPerson:
    ids = [main.pk, *(row.pk for row in group if row.pk != main.pk)]
    today = day_of(at)
    all_names = names.in_order([name for pk in ids for name in facts.names.get(pk, ())], today)
    others = dict.fromkeys(
        text for name in all_names if (text := names.full(name.given, name.family)) not in main.display_name
    )
    addresses = [address for pk in ids for address in facts.addresses.get(pk, ())]
    standing = [address for address in addresses if address.valid_to is None or address.valid_to > today]
    home = next(iter(standing), None)
    return KnownPerson(
        id=main.pk,
        ids=tuple(ids),
        circle_id=main.circle_id,
        is_sealed=any(row.circle.kind == "sealed" for row in group),
        name=main.display_name,
        other_names=tuple(others),
        birth_words=births.in_words(main.birth, today, main.died_on),
        sex=words.Sex(main.sex).label,
        address=", ".join([*home.lines.splitlines(), home.postcode]).strip(", ") if home else "",
        numbers=tuple(
            (words.IdentifierKind(number.kind).label, _shown(number))
            for pk in ids
            for number in facts.numbers.get(pk, ())
            if number.valid_to is None
        ),
    )


def _shown(number: Identifier) -> str:
    return numbers.show_nhs_number(number.value) if number.kind == words.IdentifierKind.NHS_NUMBER else number.value
