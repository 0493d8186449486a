"""Writes new people, one or a list's thousands, in as many statements as there are tables: facts and keys."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings

from lifecourse.engines.linkage.normalise import name_tokens
from lifecourse.engines.linkage.records import Known, Name, Place
from lifecourse.kernel.base.rows import insert_many, new_ids
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName
from lifecourse.kernel.people.queries.known import keys_of
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers, kept, names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import IdentifierKind, Sex

from .facts import Added, address_facts, check, identifier_facts, name_facts, real_names
from .loading import put_keys

Columns = dict[str, list[object]]
_tokens = lru_cache(maxsize=65_536)(name_tokens)


def new_people(details: Sequence[Added], *, circle_id: int, at: datetime) -> list[UUID]:
    """Check and write many people with everything told about them; gives their ids. Part of a command.

    Raises `Refused` at the first that cannot be; nobody is written then.
    """
    people = new_ids(len(details))
    columns: dict[type[Any], Columns] = {
        table: defaultdict(list) for table in (Person, PersonName, Identifier, Address)
    }
    secret = settings.HASH_KEY.encode()
    today = day_of(at)
    known = [_build(key, one, columns, at=at, today=today) for key, one in zip(people, details, strict=True)]
    for table, rows in columns.items():
        if rows:
            insert_many(table, columns=rows, same={"circle_id": circle_id})
    # Last, for in a pipeline the server is writing all that while the keys are worked out.
    keys = [keys_of(secret, one) for one, _ in known]
    put_keys(people, [circle_id] * len(people), keys, [kept.written(one, hidden) for one, hidden in known])
    return [UUID(key) for key in people]


@dataclass
class _Called:
    """A name as `names.display` wants it."""

    kind: str
    given: str
    family: str
    valid_from: date | None
    valid_to: date | None = None
    end_reason: str = ""


def _build(
    key: str, details: Added, columns: dict[type[Any], Columns], *, at: datetime, today: date
) -> tuple[Known, list[Place]]:
    """Put a person's facts into the columns of each table; gives the person as compared, and their protected places."""
    check(details, at=at)
    source = details.source.strip()

    def put(table: type[Any], **facts: object) -> None:
        kept = columns[table]
        for name, value in facts.items():
            kept[name].append(value)

    own_names = [name_facts(name) for name in real_names(details.names)]
    own_numbers = [identifier_facts(number) for number in details.identifiers]
    own_addresses = [address_facts(address) for address in details.addresses]
    told, is_unborn = details.birth, details.birth.is_unborn
    sex = Sex.UNKNOWN.value if is_unborn else details.sex.value
    put(
        Person,
        id=key,
        root_id=key,
        display_name=names.display([_Called(**name) for name in own_names], today, is_unborn=is_unborn)[:260],
        sex=sex,
        birth_precision=told.precision.value,
        born_on=told.on,
        born_earliest=told.earliest,
        born_latest=told.latest,
        died_on=details.died_on,
        ethnicity=details.ethnicity,
        language=details.language.strip(),
        interpreter_needed=details.interpreter_needed,
        source=source,
    )
    for table, own in ((PersonName, own_names), (Identifier, own_numbers), (Address, own_addresses)):
        for facts in own:
            put(table, person_id=key, source=source, **facts)
    held: dict[str, set[str]] = defaultdict(set)
    for number in own_numbers:
        if number["kind"] != IdentifierKind.LOCAL:
            held[number["kind"]].add(number["value"])
    places: list[Place] = []
    hidden: list[Place] = []
    for a in own_addresses:
        postcode = "" if identifiers.is_pseudo_postcode(a["postcode"]) else a["postcode"]
        # A protected address is among nobody's keys.
        (hidden if a["is_protected"] else places).append(Place.of(a["lines"], postcode))
    compared = Known(
        names=tuple(Name(_tokens(n["given"]), _tokens(n["family"]), n["given"], n["family"]) for n in own_names),
        births=(born,) if (born := births.as_compared(told)) is not None else (),
        sexes=frozenset([sex]) - {Sex.UNKNOWN.value},
        places=tuple(places),
        numbers={kind: frozenset(values) for kind, values in held.items()},
    )
    return compared, hidden
