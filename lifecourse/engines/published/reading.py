"""What any publication gives once it is read: figures and populations, by the codes that it uses."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lifecourse.engines.figures.value import Value

RATE, PERCENTAGE = 10_000, 100


class BadFile(ValueError):
    """A file that is not what it should be; `str()` is one sentence naming file, line or cell, found and wanted."""


@dataclass(frozen=True)
class Reading:
    """One figure of one area and year. `area`: the Department's three digits for an authority ("359"), the ONS code for
    a region or England ("E12000002"). `is_worked_out`: the publication gives the counts and we divided, half up."""

    indicator: str
    area: str
    year: int
    value: Value
    numerator: int | None = None
    denominator: int | None = None
    is_worked_out: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """People aged 0 to 17 in an area at a mid-year."""

    area: str
    mid_year: int
    people: int


@dataclass(frozen=True)
class Publication:
    """A whole publication. `notes`: what a reader must know of how it was read."""

    layout: str
    vintage: str
    published_on: date
    source: str
    file_name: str
    sha256: str
    readings: tuple[Reading, ...] = ()
    populations: tuple[Population, ...] = ()
    notes: tuple[str, ...] = ()


def digest(path: Path) -> str:
    """The file's SHA-256, so that the same file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
