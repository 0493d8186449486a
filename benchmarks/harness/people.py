"""Invented people in numbers: names made of syllables, some common and most rare, with addresses and open services."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

_STARTS = (
    "Al",
    "Bar",
    "Cor",
    "Dun",
    "El",
    "Far",
    "Gor",
    "Hal",
    "Il",
    "Jas",
    "Kel",
    "Lor",
    "Mar",
    "Nor",
    "Ol",
    "Per",
    "Quin",
    "Ros",
    "Sal",
    "Tor",
    "Ul",
    "Ves",
    "Wil",
    "Yar",
    "Zen",
)
_MIDDLES = ("a", "an", "e", "el", "i", "ia", "o", "on", "u", "or")
_ENDS = (
    "bert",
    "combe",
    "dale",
    "ford",
    "gate",
    "ham",
    "kirk",
    "ley",
    "mere",
    "nox",
    "pton",
    "quist",
    "ridge",
    "stead",
    "thorpe",
    "vale",
    "wick",
    "yard",
    "zor",
)
FAMILIES = [start + middle + end for start in _STARTS for middle in _MIDDLES for end in _ENDS]
GIVEN = [start + middle + end for start in _STARTS[:20] for middle in _MIDDLES for end in ("n", "ra", "lo", "mi", "s")]
_POSTCODES = [f"ZZ{district} {sector}{a}{b}" for district in range(10, 20) for sector in range(1, 10) for a in "ABDEF"
              for b in "GHJLN"]  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """Somebody nobody could take for a real person."""

    given: str
    family: str
    born: dt.date
    postcode: str
    house: int


def people(count: int, seed: int) -> list[Invented]:
    """As many as asked for. The commonest family name is borne by about one in a hundred, as in real life."""
    chance = random.Random(f"people-{seed}")
    families = FAMILIES.copy()
    given = GIVEN.copy()
    chance.shuffle(families)
    chance.shuffle(given)
    common = list(accumulate(1 / (rank + 10) for rank in range(len(families))))
    usual = list(accumulate(1 / (rank + 5) for rank in range(len(given))))
    first = dt.date(1938, 1, 1)
    return [
        Invented(
            chance.choices(given, cum_weights=usual)[0],
            chance.choices(families, cum_weights=common)[0],
            first + dt.timedelta(days=chance.randrange(32_000)),
            chance.choice(_POSTCODES),
            chance.randrange(1, 120),
        )
        for _ in range(count)
    ]


def make_service(organisation: Any) -> Any:
    """A service that people can be open to."""
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.involvement.services import create_service

    from .partnership import SINCE

    with as_system("benchmark") as machine:
        return create_service(
            actor=machine, at=SINCE, organisation=organisation, code="support", name="Invented support"
        )


def add(invented: Sequence[Invented], *, circle_id: int, service: Any = None, open_share: float = 1.0) -> list[Any]:
    """Write people with the house's own bulk code, inside a command; a share of them open to `service`. Gives them.

    It is the code by which an agency's list is loaded, less the linkage of each row with those who are there already.
    """
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.audit.trail import command, record
    from lifecourse.kernel.involvement.models import Involvement
    from lifecourse.kernel.people.models import Person
    from lifecourse.kernel.people.rules import birth as births
    from lifecourse.kernel.people.services import Added, AddressGiven, NameGiven
    from lifecourse.kernel.people.services.many import new_people

    from .partnership import SINCE

    @command("people.added")
    def add_batch(*, actor: Any, at: dt.datetime, batch: Sequence[Invented]) -> list[Any]:
        ids = new_people(
            [
                Added(
                    source="Benchmark",
                    names=[NameGiven(one.given, one.family)],
                    birth=births.known(one.born),
                    addresses=[AddressGiven(lines=f"{one.house} Invented Street", postcode=one.postcode)],
                )
                for one in batch
            ],
            circle_id=circle_id,
            at=at,
        )
        found = Person.objects.in_bulk(ids)
        made = [found[pk] for pk in ids]
        if service is not None:
            Involvement.objects.bulk_create(
                Involvement(
                    circle_id=circle_id,
                    person=person,
                    service=service,
                    state="open",
                    opened_on=dt.date(2026, 1, 5),
                    lead_name="Invented Worker",
                    told_by="Benchmark",
                    told_on=dt.date(2026, 1, 5),
                )
                for number, person in enumerate(made)
                if number % 100 < open_share * 100
            )
        record("people.added", subject=None, actor=actor, at=at, circle_id=circle_id, rows=len(made))
        return made

    added: list[Any] = []
    for start in range(0, len(invented), 1_000):
        with as_system("benchmark") as machine:
            added += add_batch(actor=machine, at=SINCE, batch=invented[start : start + 1_000])
    return added
