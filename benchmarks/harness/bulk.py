"""A crowd put into the tables by COPY, with keys, by as many processes as there are cores.

Rows and keys are those that the house's own code would write (the benchmark checks it on a sample). As when a dump is
restored, indexes and foreign keys are taken away first and made again, and checked, at the end.
"""

import datetime as dt
import multiprocessing
import os
import pickle
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from lifecourse.engines.linkage.records import Born, Known, Name, Place
from lifecourse.kernel.people.rules import kept
from lifecourse.kernel.people.rules.names import address_key

from .crowd import LUMP, Someone, lump
from .database import set_up_django, superuser

SINCE = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC).isoformat()
_TOLD = ("id", "created_at", "updated_at", "end_reason", "source", "circle_id", "person_id")
_TABLES = {
    "people_person": (
        "id", "created_at", "updated_at", "version", "display_name", "sex", "birth_precision", "born_on", "ethnicity",
        "language", "interpreter_needed", "source", "circle_id", "root_id", "never_merged",
    ),
    "people_personname": (*_TOLD, "kind", "given", "family"),
    "people_address": (*_TOLD, "kind", "lines", "postcode", "uprn", "area", "is_protected", "dwelling"),
    "people_identifier": (*_TOLD, "kind", "system", "value", "status"),
    "people_relationship": (*_TOLD, "other_id", "kind", "parental_responsibility"),
}  # fmt: skip
_KEYS = ("person_id", "circle_id", "keys", "facts")
INDEX = "people_search_key_keys"
MAKE_INDEX = f"CREATE INDEX {INDEX} ON people_search_key USING gin (keys) WITH (fastupdate = off)"


def known(someone: Someone) -> Known:
    """The person as the engine compares them."""
    names = [(someone.given, someone.family), *((given, family) for _, given, family in someone.aliases)]
    mothers = [someone.mother_name, *someone.mother_aliases]
    born = Born(someone.born, someone.born, expected=someone.expected) if someone.born else None
    return Known(
        names=tuple(Name.of(*name) for name in names if any(name)),
        births=(born,) if born else (),
        sexes=frozenset([someone.sex]) - {"unknown"},
        places=(Place.of(someone.lines, someone.postcode),),
        numbers={"nhs_number": frozenset([someone.nhs_number])} if someone.nhs_number else {},
        mothers=tuple(Name.of(*name) for name in mothers) if someone.mother >= 0 else (),
    )


def rows(someone: Someone, circle: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each row of the person, with its table."""
    pk = someone.id
    display = f"{someone.given} {someone.family}".strip() if someone.given else someone.family or "Unborn child"
    precision = "expected" if someone.expected else "known" if someone.born else "unknown"

    names = [name for name in (("legal", someone.given, someone.family), *someone.aliases) if any(name[1:])]

    def told(one: uuid.UUID | None = None) -> tuple[Any, ...]:
        return (one or uuid.uuid4(), SINCE, SINCE, "", "Benchmark", circle, pk)

    yield "people_person", (pk, SINCE, SINCE, 1, display, someone.sex, precision, someone.born, "", "", False,
                            "Benchmark", circle, pk, False)  # fmt: skip
    # Told at one moment, names are read in the order of their ids.
    for one, name in zip(sorted(uuid.uuid4() for _ in names), names, strict=True):
        yield "people_personname", (*told(one), *name)
    dwelling = address_key(someone.lines, someone.postcode)
    yield "people_address", (*told(), "home", someone.lines, someone.postcode, "", "", False, dwelling)
    if someone.nhs_number:
        yield "people_identifier", (*told(), "nhs_number", "", someone.nhs_number, "stated")
    if someone.mother >= 0:
        from .crowd import id_of

        yield "people_relationship", (*told(), id_of(someone.mother), "mother", "unknown")


def copy(connection: "psycopg.Connection[Any]", people: Iterable[Someone], circle: int, secret: bytes | None) -> None:
    """Put people by COPY, a table after the other; their keys too if there is a secret to make them with."""
    from lifecourse.kernel.people.queries.known import array_of, keys_of

    people = list(people)
    tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    for someone in people:
        for table, row in rows(someone, circle):
            tables[table].append(row)
    with connection.cursor() as cursor:
        for table, columns in _TABLES.items():
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as lines:
                for row in tables[table]:
                    lines.write_row(row)
        if secret is not None:
            with cursor.copy(f"COPY people_search_key ({', '.join(_KEYS)}) FROM STDIN") as lines:
                for someone in people:
                    compared = known(someone)
                    keys = array_of(keys_of(secret, compared))
                    lines.write_row((someone.id, circle, keys, kept.written(compared)))


def _make(folder: str, seed: int, people: int, number: int) -> None:
    made = lump(seed, number, people, size=min(LUMP, people - number * LUMP))
    Path(folder, f"{number}.lump").write_bytes(pickle.dumps(made))


def _load(folder: str, address: str, circle: int, secret: bytes, number: int) -> None:
    set_up_django()
    people = pickle.loads(Path(folder, f"{number}.lump").read_bytes())  # our own file of a moment ago
    with psycopg.connect(address) as connection:
        copy(connection, people, circle, secret)


@contextmanager
def made(seed: int, people: int) -> Iterator[tuple[str, int]]:
    """The crowd in files of a lump each, until the block ends: making them up is no part of loading them."""
    lumps = (people + LUMP - 1) // LUMP
    with tempfile.TemporaryDirectory(prefix="lifecourse-crowd-") as folder:
        _each(partial(_make, folder, seed, people), lumps)
        yield folder, lumps


def load(folder: str, lumps: int, *, circle: int, secret: bytes) -> tuple[float, float]:
    """Load all lumps, without the index of keys, which must be gone already.

    Gives the seconds that the rows took, and those of making the other indexes and foreign keys again.
    """
    began = time.perf_counter()
    with superuser() as boss:
        again = _bare(boss)
    _each(partial(_load, folder, os.environ["DATABASE_SUPERUSER_URL"], circle, secret), lumps)
    copied = time.perf_counter()
    with superuser() as boss:
        boss.execute("SET maintenance_work_mem = '1GB'")
        for statement in again:
            boss.execute(statement)
    return copied - began, time.perf_counter() - copied


# Foreign keys from these tables, then indexes that belong to no constraint; each with what makes it again.
_TAKE_AWAY = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%(tables)s::regclass[])
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY (%(tables)s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def _bare(boss: "psycopg.Connection[Any]") -> list[str]:
    """Take foreign keys and indexes from the tables. Gives the statements that make them again, indexes first."""
    told = boss.execute(_TAKE_AWAY, {"tables": [*_TABLES, "people_search_key"]}).fetchall()
    for drop, _ in told:
        boss.execute(drop)
    return [make for _, make in reversed(told)]


def differing(people: Sequence[Someone]) -> int:
    """How many of these have other keys, or facts beside them, than the house's own code makes from their rows."""
    from django.conf import settings

    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.people.models import Person
    from lifecourse.kernel.people.queries.known import Facts, keys_of, known_of, to_keep

    ids, secret = [someone.id for someone in people], settings.HASH_KEY.encode()
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"]) as boss:
        sql = "SELECT person_id, keys, facts::text FROM people_search_key WHERE person_id = ANY (%s)"
        there = {pk: (keys, compared) for pk, keys, compared in boss.execute(sql, [ids])}
    with as_system("benchmark"):
        facts = Facts.of(ids)
        made = {
            row.pk: (keys_of(secret, known_of([row], facts)), to_keep(row, facts))
            for row in Person.objects.filter(pk__in=ids)
        }
    return sum(there.get(pk) != made.get(pk) for pk in ids)


def _each(work: Any, count: int) -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=cores, mp_context=context) as pool:
        for done in pool.map(work, range(count)):
            assert done is None


def sample(seed: int, people: int, chance: Any, *, lumps: int) -> list[Someone]:
    """Whole lumps from all over the crowd, to ask about."""
    count = (people + LUMP - 1) // LUMP
    chosen: Sequence[int] = sorted(chance.sample(range(count), min(lumps, count)))
    return [one for number in chosen for one in lump(seed, number, people, size=min(LUMP, people - number * LUMP))]
