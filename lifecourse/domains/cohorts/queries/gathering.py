"""What a run must know of everybody in the index: births, lists, addresses, households. A fixed number of queries.

The tables are read in one pass each and put together here: a question a person would be two hundred thousand.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q

from lifecourse.kernel.agencies.models import Area
from lifecourse.kernel.agencies.rules import postcode_prefixes
from lifecourse.kernel.involvement.models import Involvement, ListSource, Service
from lifecourse.kernel.involvement.rules import State
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.rules.review import OPEN, PairState
from lifecourse.kernel.people.models import Address, Person
from lifecourse.kernel.people.rules.birth import Birth
from lifecourse.kernel.people.rules.identifiers import is_pseudo_postcode
from lifecourse.kernel.people.rules.words import EndReason, Precision

from ..rules.ages import Ages, Fit
from ..rules.definition import LARGEST_HOUSEHOLD, Chosen, Definition, kind_of
from ..rules.fitting import Facts, Looked, Question, Sent, Spell, Where, by_age

_CHUNK = 10_000
_GROWN_UP = Ages(from_months=18 * 12)
_Told = tuple[str, date | None, date | None, bool, str]  # postcode, from, to, protected, dwelling


@dataclass(frozen=True)
class Considered:
    """One person of the index, or `n` alike who are left out by life and age, of whom no more is kept.

    `adults`: who of their household is open to which service, for rules that ask it.
    """

    person_id: UUID
    facts: Facts
    adults: tuple[tuple[UUID, UUID], ...] = ()
    n: int = 1


def looked_at(*, viewer: Any, on: date) -> list[Looked]:
    """Every service that stands on a day with its lists: which there are is no secret. Two queries."""
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    lists = Prefetch("sources", ListSource.objects.filter(standing).order_by("name"), to_attr="lists")
    rows = Service.objects.filter(standing).select_related("organisation").prefetch_related(lists)
    return [
        Looked(
            id=row.pk,
            name=row.name,
            agency=row.organisation.name,
            kind=kind_of(row.kind, row.organisation.type),
            ages=row.ages,
            lists=tuple(
                Sent(one.name, one.covers, one.covers_from, one.covers_to, one.taken_on, one.stale_after_days)
                for one in row.lists
            ),
        )
        for row in rows.order_by("organisation__name", "name", "id")
    ]


def question_of(definition: Definition, looked: Collection[Looked], on: date) -> Question:
    """A definition with the services that it means among these."""

    def taken(chosen: Chosen) -> tuple[Looked, ...]:
        return tuple(one for one in looked if chosen.takes(one.id, one.kind))

    return Question(
        definition,
        on,
        taken(definition.absent_from),
        frozenset(one.id for one in taken(definition.known_before)),
        frozenset(one.id for one in taken(definition.household)),
    )


@dataclass
class _People:
    """Who is looked at further, by root, with the records each has, and how many were left out by life and age."""

    birth: dict[UUID, Birth] = field(default_factory=dict)
    root_of: dict[UUID, UUID] = field(default_factory=dict)
    left_out: Counter[tuple[Birth, bool]] = field(default_factory=Counter)


def gather(
    *, viewer: Any, question: Question, circles: Collection[int], services: Collection[UUID]
) -> Iterator[Considered]:
    """Everybody of these circles (person indexes), each once, with what the rules must know of them.

    `services`: those whose lists are laid side by side. Nobody of another circle is read, so whoever is sealed is in
    no member list and in no count. Protected addresses put nobody into a household and nobody outside the area.
    """
    people = _people(question, circles)
    for (birth, died), n in people.left_out.items():
        yield Considered(_NOBODY, Facts(birth, died=died), n=n)
    likely = _likely(question.definition, question.on)
    spells = _spells(people, circles, services, likely)
    addresses = _addresses(people, circles, likely)
    here = _area()
    households = _households(question, circles) if question.definition.household else {}
    twice = _duplicates(people, circles)
    for root, birth in people.birth.items():
        told = addresses.get(root, ())
        adults = {
            adult
            for _, begun, ended, protected, dwelling in told
            if dwelling in households and not protected and _stands(begun, ended, question.on)
            for adult in households[dwelling]
            if adult[0] != root
        }
        yield Considered(
            root,
            Facts(
                birth,
                where=_where(told, here, question.on),
                spells=tuple(spells.get(root, ())),
                with_adult=bool(adults),
                duplicate=root in twice,
            ),
            tuple(sorted(adults, key=str)),
        )


_NOBODY = UUID(int=0)


def _people(question: Question, circles: Collection[int]) -> _People:
    columns = ("pk", "root_id", "birth_precision", "born_on", "born_earliest", "born_latest", "died_on")
    rows = Person.objects.filter(circle_id__in=circles).order_by().values_list(*columns)
    found, merged = _People(), defaultdict[UUID, list[tuple[UUID, Birth, bool]]](list)
    for pk, root, precision, born, earliest, latest, died_on in rows.exclude(pk=F("root_id")):
        merged[root].append((pk, _birth(precision, born, earliest, latest), died_on is not None))
    kept: dict[tuple[Any, ...], tuple[Birth, bool]] = {}
    definition, on = question.definition, question.on
    for pk, _root, precision, born, earliest, latest, died_on in rows.filter(pk=F("root_id")).iterator(_CHUNK):
        # Many share a birthday: what it means is worked out once.
        key = (precision, born, earliest, latest)
        if pk not in merged:
            if key not in kept:
                birth = _birth(*key)
                kept[key] = birth, by_age(definition, birth, on, died=False) is None
            birth, wanted = kept[key]
            died = died_on is not None
        else:
            others = merged[pk]
            birth = _birth(*key)
            if birth.precision == Precision.UNKNOWN:
                birth = next((one for _, one, _ in others if one.precision != Precision.UNKNOWN), birth)
            died = died_on is not None or any(dead for _, _, dead in others)
            wanted = by_age(definition, birth, on, died=False) is None
        if died or not wanted:
            found.left_out[birth, died] += 1
            continue
        found.birth[pk] = birth
        found.root_of[pk] = pk
        found.root_of.update((other, pk) for other, _, _ in merged.get(pk, ()))
    return found


def _birth(precision: str, born: date | None, earliest: date | None, latest: date | None) -> Birth:
    return Birth(Precision(precision), born, earliest, latest)


def _likely(definition: Definition, on: date) -> Q:
    """Rows about somebody who may be of the ages: more than enough, so that fewer are read. Rules decide."""
    first, last = definition.ages.born(on)
    of_age = Q(person__born_on__range=(first, last)) | Q(person__born_on__isnull=True)
    unborn = Q(person__birth_precision=Precision.EXPECTED) if definition.unborn else Q()
    return of_age | unborn | ~Q(person__root=F("person"))


def _spells(
    people: _People, circles: Collection[int], services: Collection[UUID], likely: Q
) -> dict[UUID, list[Spell]]:
    found: dict[UUID, list[Spell]] = defaultdict(list)
    rows = Involvement.objects.filter(likely, circle_id__in=circles, service_id__in=list(services)).order_by()
    columns = ("person_id", "service_id", "state", "opened_on", "closed_on", "left_list", "source__taken_on", "told_on")
    for person, service, state, since, until, left, taken, told in rows.values_list(*columns).iterator(_CHUNK):
        if (root := people.root_of.get(person)) is not None:
            found[root].append(Spell(service, state == State.OPEN, since, until, left, taken or told))
    return found


def _addresses(people: _People, circles: Collection[int], likely: Q) -> dict[UUID, list[_Told]]:
    found: dict[UUID, list[_Told]] = defaultdict(list)
    rows = Address.objects.filter(likely, circle_id__in=circles).exclude(kind="correspondence")
    rows = rows.exclude(end_reason=EndReason.ERROR).order_by()
    columns = ("person_id", "postcode", "valid_from", "valid_to", "is_protected", "dwelling")
    for person, *told in rows.values_list(*columns).iterator(_CHUNK):
        if (root := people.root_of.get(person)) is not None:
            found[root].append(tuple(told))
    return found


def _area() -> Any:
    """Whether a postcode lies in the area; None where that cannot be told. One query."""
    owned = {prefix for prefixes in Area.objects.values_list("postcode_prefixes", flat=True) for prefix in prefixes}

    @lru_cache(maxsize=50_000)
    def is_here(postcode: str) -> bool | None:
        prefixes = () if is_pseudo_postcode(postcode) else postcode_prefixes(postcode)
        return None if not owned or not prefixes else any(prefix in owned for prefix in prefixes)

    return is_here


def _stands(begun: date | None, ended: date | None, on: date) -> bool:
    return (begun is None or begun <= on) and (ended is None or ended > on)


def _where(told: Iterable[_Told], is_here: Any, on: date) -> Where:
    told = list(told)
    standing = [one for one in told if _stands(one[1], one[2], on)]
    if any(protected for *_, protected, _ in standing):
        return Where.NOT_SAID
    if standing:
        known = [is_here(postcode) for postcode, *_ in standing]
        return Where.ELSEWHERE if known and all(one is False for one in known) else Where.HERE
    return Where.ENDED if any(not protected for *_, protected, _ in told) else Where.NO_ADDRESS


def _households(question: Question, circles: Collection[int]) -> dict[str, tuple[tuple[UUID, UUID], ...]]:
    """Dwellings with an adult open to one of the services asked for: each adult (root) and service. Three queries."""
    on, adults = question.on, dict[UUID, set[tuple[UUID, UUID]]]()
    open_now = Involvement.objects.filter(
        circle_id__in=circles, service_id__in=list(question.household), state=State.OPEN, person__died_on__isnull=True
    )
    birth = ("person__birth_precision", "person__born_on", "person__born_earliest", "person__born_latest")
    rows = open_now.order_by().values_list("person_id", "person__root_id", "service_id", *birth)
    for person, root, service, *born in rows.iterator(_CHUNK):
        if _GROWN_UP.fit(_birth(*born), on) not in {Fit.NO, Fit.UNBORN}:
            adults.setdefault(person, set()).add((root, service))
    dwellings: dict[str, set[tuple[UUID, UUID]]] = defaultdict(set)
    there = _standing_dwellings(circles, on)
    for person, dwelling in there.filter(person_id__in=open_now.values("person_id")).values_list(
        "person_id", "dwelling"
    ):
        dwellings[dwelling] |= adults.get(person, set())
    residents: dict[str, set[UUID]] = defaultdict(set)
    own = there.filter(dwelling__in=[one for one, found in dwellings.items() if found])
    for root, dwelling in own.values_list("person__root_id", "dwelling").iterator(_CHUNK):
        residents[dwelling].add(root)
    return {
        dwelling: tuple(sorted(found, key=str))
        for dwelling, found in dwellings.items()
        if found and len(residents[dwelling]) <= LARGEST_HOUSEHOLD
    }


def _standing_dwellings(circles: Collection[int], on: date) -> Any:
    return (
        Address.objects.filter(circle_id__in=circles, is_protected=False)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .exclude(dwelling="")
        .exclude(kind="correspondence")
        .order_by()
    )


def _duplicates(people: _People, circles: Collection[int]) -> set[UUID]:
    """Who may be here under another record too, and nobody has decided it. One query."""
    doubtful = [state.value for state in (*OPEN, PairState.UNSURE)]
    pairs = Pair.objects.filter(circle_id__in=circles, other__circle_id__in=circles, state__in=doubtful)
    rows = pairs.exclude(person__root=F("other__root")).order_by()
    found = {people.root_of.get(pk) for pair in rows.values_list("person_id", "other_id") for pk in pair}
    return {root for root in found if root is not None}
