"""What is compared of a record, as one text that is kept beside its keys; read back without asking five tables."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from lifecourse.engines.linkage.records import Born, Known, Name, Place


def written(known: Known, protected: Iterable[Place] = ()) -> str:
    """A record as it is compared, as JSON; its `protected` places apart, and no mother: she is another person."""
    told = {
        "names": [(name.said_given, name.said_family) for name in known.names],
        "births": [(born.earliest.isoformat(), born.latest.isoformat(), born.expected) for born in known.births],
        "sexes": sorted(known.sexes),
        "places": [(place.lines, place.postcode) for place in known.places],
        "protected": [(place.lines, place.postcode) for place in protected],
        "numbers": [(kind, value) for kind, values in sorted(known.numbers.items()) for value in sorted(values)],
    }
    return json.dumps({what: some for what, some in told.items() if some}, ensure_ascii=False, separators=(",", ":"))


def read(records: Sequence[tuple[str, bool]], mothers: Iterable[Name] = ()) -> Known:
    """One person out of what is kept of their records; of each record whether its protected places may be told."""
    one, *others = (_record(json.loads(told), may_know) for told, may_know in records)
    for other in others:
        kinds = {**one.numbers, **other.numbers}
        one = Known(
            names=tuple(dict.fromkeys((*one.names, *other.names))),
            births=tuple(dict.fromkeys((*one.births, *other.births))),
            sexes=one.sexes | other.sexes,
            places=tuple(dict.fromkeys((*one.places, *other.places))),
            numbers={kind: one.numbers.get(kind, _NONE) | other.numbers.get(kind, _NONE) for kind in kinds},
        )
    return replace(one, mothers=tuple(dict.fromkeys(mothers))) if mothers else one


_NONE = frozenset[str]()


def _record(told: Mapping[str, Any], may_know: bool) -> Known:
    # Hundreds of these are read while somebody waits: no more is done than most records need.
    numbers: dict[str, frozenset[str]] = {}
    for kind, value in told.get("numbers", ()):
        numbers[kind] = numbers.get(kind, _NONE) | {value}
    places = told.get("places", [])
    if may_know and "protected" in told:
        places = list(dict.fromkeys(map(tuple, places + told["protected"])))
    return Known(
        names=tuple([Name.of(given, family) for given, family in told.get("names", ())]),
        births=tuple([_born(*born) for born in told.get("births", ())]),
        sexes=frozenset(told.get("sexes", ())),
        places=tuple([Place.of(lines, postcode) for lines, postcode in places]),
        numbers=numbers,
    )


@lru_cache(maxsize=65_536)
def _born(earliest: str, latest: str, expected: bool) -> Born:
    first = date.fromisoformat(earliest)
    return Born(first, first if latest == earliest else date.fromisoformat(latest), expected)
