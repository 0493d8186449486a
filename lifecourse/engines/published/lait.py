"""LAIT's own layout: one parquet of a line for each measure, year and area, and a dictionary that says what each is.

Values are text that was once a binary float ("84.100000000000009"), so each is rounded half up to the decimals that the
dictionary gives, or to six where it says "NA", which is more than any measure has and less than a float's error. "-" is
"no value", and does not say why. Years are as LAIT names them; only plain years are read.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import UNAVAILABLE, Value, known

from .reading import BadFile, Publication, Reading, digest

_FAR = 6
_WORDS = {"Low": "low", "High": "high", "-": "none"}


@dataclass(frozen=True)
class Measure:
    """One measure of the dictionary: decimals (None: not said), polarity ("low", "high", "none"), title."""

    short: str
    title: str
    decimals: int | None
    polarity: str


def read_dictionary(path: Path) -> dict[str, Measure]:
    """Every measure by LAIT's short name; of one that stands there twice the first. Raises `BadFile`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for name in ("Measure_short", "Measure", "Polarity", "dps"):
                if name not in (rows.fieldnames or ()):
                    raise BadFile(f"{path.name}, line 1: the column {name!r} is missing")
            found: dict[str, Measure] = {}
            for row in rows:
                places = row["dps"].strip()
                decimals = int(places) if places.isdigit() else None
                polarity = _WORDS.get(row["Polarity"].strip(), "none")
                found.setdefault(
                    row["Measure_short"], Measure(row["Measure_short"], row["Measure"], decimals, polarity)
                )
            return found
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise BadFile(f"{path.name} cannot be read as CSV: {error}") from error


def read_lait(
    path: Path, dictionary: Path, *, measures: Mapping[str, str], vintage: str, published_on: date, source: str
) -> Publication:
    """LAIT's values of some measures (LAIT's short name -> our indicator). Raises `BadFile`."""
    known_measures = read_dictionary(dictionary)
    if absent := [short for short in measures if short not in known_measures]:
        raise BadFile(f"{dictionary.name} has no measure {absent[0]!r}")
    try:
        with duckdb.connect() as engine:
            rows = engine.execute(
                'SELECT "Short Desc", "Years", "Values", CAST("LA Number" AS INTEGER) FROM read_parquet(?) '
                'WHERE "Short Desc" IN (SELECT unnest(?)) ORDER BY ALL',
                [str(path), list(measures)],
            ).fetchall()
    except duckdb.Error as error:
        # The engine's own message names the machine's folders.
        raise BadFile(f"{path.name} is not LAIT’s parquet of Short Desc, Years, Values and LA Number") from error
    readings, other_years = [], 0
    for short, year, text, area in rows:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            other_years += 1
            continue
        where = f"{path.name}, {short} of {year} for {area}"
        readings.append(Reading(measures[short], str(area), int(year), _value(text, known_measures[short], where)))
    if not readings:
        raise BadFile(f"{path.name} has no value of {', '.join(measures)}")
    notes = (f"{other_years} values of years not written as one year were left out",) if other_years else ()
    return Publication("lait", vintage, published_on, source, path.name, digest(path), tuple(readings), notes=notes)


def _value(text: str | None, measure: Measure, where: str) -> Value:
    if text is None or text.strip() in {"-", ""}:
        return UNAVAILABLE
    try:
        number = Decimal(text)
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise BadFile(f"{where}: {text[:30]!r} is no number") from None
    if measure.decimals is None:
        cleaned = half_up(number, _FAR).normalize()
        return known(cleaned.quantize(Decimal(1)) if cleaned == cleaned.to_integral_value() else cleaned)
    return known(half_up(number, measure.decimals))
