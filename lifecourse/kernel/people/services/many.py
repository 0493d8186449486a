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
from lifecourse.kernel.people.rules import identifiers, names
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
    put_keys(people, [circle_id] * len(people), [keys_of(secret, one) for one in known])
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


def _build(key: str, details: Added, columns: dict[type[Any], Columns], *, at: datetime, today: date) -> Known:
    """Put a person's facts into the columns of each table; gives the person as the engine compares them."""
    check(details, at=at)
    source = details.source.strip()

    def put(table: type[Any], **facts: object) -> None:
        kept = columns[table]
        for name, value in facts.items():
            kept[name].append(value)

    own_names = [name_facts(name) for name in real_names(details.names)]
    own_numbers = [identifier_facts(number) for number in details.identifiers]
    own_addresses = [address_facts(address) for address in details.addresses]
    born, is_unborn = details.birth, details.birth.is_unborn
    put(
        Person,
        id=key,
        root_id=key,
        display_name=names.display([_Called(**name) for name in own_names], today, is_unborn=is_unborn)[:260],
        sex=Sex.UNKNOWN.value if is_unborn else details.sex.value,
        birth_precision=born.precision.value,
        born_on=born.on,
        born_earliest=born.earliest,
        born_latest=born.latest,
        died_on=details.died_on,
        ethnicity=details.ethnicity,
        language=details.language.strip(),
        interpreter_needed=details.interpreter_needed,
        source=source,
    )
    for table, own in ((PersonName, own_names), (Identifier, own_numbers), (Address, own_addresses)):
        for facts in own:
            put(table, person_id=key, source=source, **facts)
    compared = births.as_compared(born)
    held: dict[str, set[str]] = defaultdict(set)
    for number in own_numbers:
        if number["kind"] != IdentifierKind.LOCAL:
            held[number["kind"]].add(number["value"])
    return Known(
        names=tuple(Name(_tokens(n["given"]), _tokens(n["family"]), n["given"], n["family"]) for n in own_names),
        births=(compared,) if compared is not None else (),
        # A protected address is among nobody's keys.
        places=tuple(
            Place.of(a["lines"], "" if identifiers.is_pseudo_postcode(a["postcode"]) else a["postcode"])
            for a in own_addresses
            if not a["is_protected"]
        ),
        numbers={kind: frozenset(values) for kind, values in held.items()},
    )
