"""The Department's long CSV files: a line for each area and year, a column for each measure.

"x" here is "not available" and "u" "withheld, for it is of low quality" (Explore Education Statistics' own signs), not
"suppressed" as in the tables of 2018: Hackney has "x" in every cell of 2021, after it lost its systems. Suppressed is
"c" throughout.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lifecourse.engines.figures.rounding import percentage, rate
from lifecourse.engines.figures.value import NOT_APPLICABLE, UNAVAILABLE, Value, known, read_value

from .reading import BadFile, Population, Publication, Reading, digest

_PLACES = ["time_period", "geographic_level", "country_code", "region_code", "old_la_code", "la_name"]
_LEVELS = {"National": "country_code", "Regional": "region_code", "Local authority": "old_la_code"}
SIGNS = {"x": UNAVAILABLE, "u": UNAVAILABLE, "z": NOT_APPLICABLE}
# Counts of England and the regions are rounded to ten, so what is worked out from them may be 0.1 from what is printed.
ROUNDED = {"note": "worked out from counts rounded to the nearest 10; may differ by 0.1 from the published figure"}
People = Mapping[tuple[str, int], int]  # (area, mid-year) -> people


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, area, year, and the cells of the measures asked for."""

    number: int
    area: str
    level: str
    year: int
    cells: Mapping[str, Value]

    def count(self, name: str) -> int | None:
        """A cell as a whole number, or None if there is none. Raises `BadFile` for a broken one."""
        number = self.cells[name].number
        if number is None:
            return None
        if number != int(number) or number < 0:
            raise BadFile(f"line {self.number}: {name} is {number}; it must be a whole number of 0 or more")
        return int(number)

    def missing(self, *names: str) -> Value:
        """Why there is no figure: the reason of the first of these cells that has no number."""
        return next(self.cells[name] for name in names if self.cells[name].number is None)


def read_lines(
    path: Path, measures: list[str], *, keep: Callable[[Mapping[str, str]], bool] = lambda _: True
) -> Iterator[Line]:
    """Every line of a long file. Raises `BadFile` at the first that cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            absent = [name for name in [*_PLACES, *measures] if name not in (rows.fieldnames or ())]
            if absent:
                raise BadFile(
                    f"{path.name}, line 1: the column {absent[0]!r} is missing; wanted are {', '.join(measures)}"
                )
            seen: dict[tuple[str, int], int] = {}
            for row in rows:
                number = rows.line_num
                if None in row or None in row.values():
                    raise BadFile(f"{path.name}, line {number}: it has not as many cells as the heading")
                if not keep(row):
                    continue
                line = _line(path, number, row, measures)
                if (line.area, line.year) in seen:
                    raise BadFile(
                        f"{path.name}, line {number}: area {line.area} and {line.year} stand in line "
                        f"{seen[line.area, line.year]} already"
                    )
                seen[line.area, line.year] = number
                yield line
            if not seen:
                raise BadFile(f"{path.name} has no line of figures")
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise BadFile(f"{path.name} cannot be read as CSV: {error}") from error


def _line(path: Path, number: int, row: Mapping[str, str], measures: list[str]) -> Line:
    year, level = row["time_period"], row["geographic_level"]
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadFile(f"{path.name}, line {number}: time_period is {year[:20]!r}; wanted is a year such as 2018")
    if level not in _LEVELS:
        raise BadFile(
            f"{path.name}, line {number}: geographic_level is {level[:30]!r}; wanted is one of {', '.join(_LEVELS)}"
        )
    area = row[_LEVELS[level]].strip()
    if not area:
        raise BadFile(f"{path.name}, line {number}: {_LEVELS[level]} is empty, and the line is of level {level}")
    cells = {}
    for name in measures:
        text = row[name].strip()
        try:
            cells[name] = SIGNS.get(text) or read_value(text)
        except ValueError as error:
            raise BadFile(f"{path.name}, line {number}, column {name}: {error}") from error
    return Line(number, area, level, int(year), cells)


def share(line: Line, indicator: str, part: list[str], whole: str) -> Reading:
    """A percentage worked out from the line's counts; 0 of 0 is not applicable, for it is a share of nothing."""
    names = [*part, whole]
    counts = [line.count(name) for name in names]
    if any(one is None for one in counts):
        return Reading(indicator, line.area, line.year, line.missing(*names))
    *parts, all_of = [one for one in counts if one is not None]
    if sum(parts) > all_of:
        raise BadFile(f"line {line.number}: {' and '.join(part)} are {sum(parts)}, more than {whole} with {all_of}")
    value = known(percentage(sum(parts), all_of)) if all_of else NOT_APPLICABLE
    return Reading(indicator, line.area, line.year, value, sum(parts), all_of, True, _note(line))


def per_people(
    line: Line, indicator: str, count: str, people: People, *, vintage: str, places: int = 1
) -> Reading | None:
    """A rate worked out from the line's count and the population of the mid-year before; None without a population."""
    found = line.count(count)
    if found is None:
        return Reading(indicator, line.area, line.year, line.missing(count))
    population = people.get((line.area, line.year - 1))
    if population is None:
        return None
    named = {"population": f"mid-{line.year - 1}, {vintage}", **_note(line)}
    return Reading(
        indicator, line.area, line.year, known(rate(found, population, places=places)), found, population, True, named
    )


def printed(line: Line, indicator: str, name: str, part: str, whole: str) -> Reading:
    """A figure that the file itself holds, with the counts behind it."""
    return Reading(indicator, line.area, line.year, line.cells[name], line.count(part), line.count(whole))


def _note(line: Line) -> dict[str, str]:
    return {} if line.level == "Local authority" else dict(ROUNDED)


@dataclass(frozen=True)
class Layout:
    """One of the Department's files: which columns are read, which lines kept, and what figures each line gives."""

    columns: list[str]
    figures: Callable[[Line, People, str], list[Reading | None]]
    keep: Callable[[Mapping[str, str]], bool] = lambda _: True
    needs_people: bool = False


LAYOUTS = {
    "c4": Layout(
        ["ICPC", "Duration_0-10_days", "Duration_11-15_days"],
        lambda line, people, vintage: [
            per_people(line, "icpc_rate_per_10000", "ICPC", people, vintage=vintage),
            share(line, "icpc_within_15_working_days_pct", ["Duration_0-10_days", "Duration_11-15_days"], "ICPC"),
        ],
        needs_people=True,
    ),
    "d3": Layout(
        ["CPP_start", "CPP_subsequent", "CPP_subsequent_percent"],
        lambda line, people, vintage: [
            printed(line, "cpp_second_or_subsequent_pct", "CPP_subsequent_percent", "CPP_subsequent", "CPP_start")
        ],
    ),
    "d5": Layout(
        ["CPP_At31"],
        lambda line, people, vintage: [per_people(line, "cpp_rate_per_10000", "CPP_At31", people, vintage=vintage)],
        needs_people=True,
    ),
    "b1": Layout(
        ["At31_episodes"],
        lambda line, people, vintage: [
            per_people(line, "cin_rate_per_10000", "At31_episodes", people, vintage=vintage)
        ],
        needs_people=True,
    ),
    "c1": Layout(
        ["referral_count", "rereferral_count", "rereferral_percent"],
        lambda line, people, vintage: [
            printed(
                line, "rereferrals_within_12_months_pct", "rereferral_percent", "rereferral_count", "referral_count"
            )
        ],
    ),
    "cla": Layout(
        ["population_estimate", "children_count", "rate_per_10000"],
        lambda line, people, vintage: [
            printed(line, "cla_rate_per_10000", "rate_per_10000", "children_count", "population_estimate")
        ],
        keep=lambda row: row.get("population_type", "").startswith("Children looked after on 31 March"),
    ),
}
ONS = "ons"


def read_long(
    path: Path,
    layout: str,
    *,
    vintage: str,
    published_on: date,
    source: str,
    people: People | None = None,
    population_vintage: str = "",
) -> Publication:
    """A long file as a publication. `people`: by area and mid-year, of one named vintage, for the rates.

    Raises `BadFile`; also where rates are asked for and no population is given.
    """
    if layout == ONS:
        return read_populations(path, vintage=vintage, published_on=published_on, source=source)
    if layout not in LAYOUTS:
        raise BadFile(f"the layout {layout!r} is not known; known are {', '.join(sorted([*LAYOUTS, ONS]))}")
    found = LAYOUTS[layout]
    if found.needs_people and not people:
        raise BadFile(f"{path.name} has counts without rates: load a population first and name its vintage")
    readings: list[Reading] = []
    without = 0
    for line in read_lines(path, found.columns, keep=found.keep):
        try:
            made = found.figures(line, people or {}, population_vintage)
        except BadFile as fault:
            raise BadFile(f"{path.name}, {fault}") from fault
        without += made.count(None)
        readings += [one for one in made if one is not None]
    notes = (
        (f"{without} rates were left out: the population {population_vintage!r} has no such area and mid-year",)
        if without
        else ()
    )
    return Publication(layout, vintage, published_on, source, path.name, digest(path), tuple(readings), notes=notes)


def read_populations(path: Path, *, vintage: str, published_on: date, source: str) -> Publication:
    """The mid-year estimates of people aged 0 to 17, by year and vintage."""
    lines = read_lines(
        path, ["population_estimate"], keep=lambda row: row.get("age_group", "") == "Children aged 0 to 17 years"
    )
    rows, skipped = [], 0
    for line in lines:
        people = line.count("population_estimate")
        if people is None:
            skipped += 1
        else:
            rows.append(Population(line.area, line.year, people))
    notes = (f"{skipped} lines have no number",) if skipped else ()
    return Publication(ONS, vintage, published_on, source, path.name, digest(path), (), tuple(rows), notes)
