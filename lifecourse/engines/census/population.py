"""People aged 0 to 17 by area, mid-year and vintage: what every rate per 10,000 is divided by, and which was used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .datafile import read_yaml
from .problem import BadInput
from .rows import columns_at, read_rows

AREAS = Path(__file__).resolve().parents[3] / "data" / "areas" / "england.yaml"
COLUMNS = ("area_code", "year", "vintage", "population_0_17")
MOST_ROWS, MOST_SAID = 200_000, 20
_AREA = re.compile(r"[A-Za-z0-9]{1,12}")
# Begins with a letter or a figure, so that no cell that a spreadsheet would run is ever read, shown or written again.
_VINTAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,:;/()_–-]{0,79}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d{1,9}")
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


@dataclass(frozen=True)
class Used:
    """The population that a rate was divided by. `number`: persons aged 0 to 17; `year`: at the middle of which."""

    number: int
    year: int
    vintage: str


@dataclass(frozen=True)
class Population:
    """What a file says; nothing in it replaces anything else. `numbers`: by area, year and vintage."""

    name: str
    numbers: Mapping[str, Mapping[int, Mapping[str, int]]]

    def of(self, area_code: str | None, census_year: int, vintage: str | None = None) -> Used | None:
        """The estimate of the mid-year before the one in which the census year ends; None if the file has none.

        The year that ended on 31 March 2018 is divided by mid-2017, as in the Department's tables of 2018 (ANNEX
        populations: 1,660 of 1,660 published rates). Without a `vintage` the latest published is used (`published`).
        Raises BadInput where no area is named and the file has several.
        """
        if area_code is None:
            if len(self.numbers) != 1:
                some = ", ".join(sorted(self.numbers)[:3])
                raise BadInput(
                    f"{self.name}: there are {len(self.numbers)} areas in it ({some}, …); say which is meant."
                )
            area_code = next(iter(self.numbers))
        year = census_year - 1
        by_vintage = self.numbers.get(area_code, {}).get(year)
        if not by_vintage or (vintage is not None and vintage not in by_vintage):
            return None
        chosen = vintage if vintage is not None else max(by_vintage, key=published)
        return Used(by_vintage[chosen], year, chosen)

    def area_of(self, lea: str | None) -> str | None:
        """By which code the file has an authority: its three digits or the ONS code; None if by neither or alone."""
        codes = (lea, ons_codes().get(lea or ""))
        return next((code for code in codes if code in self.numbers), None) if len(self.numbers) > 1 else None


@cache
def ons_codes(path: Path = AREAS) -> Mapping[str, str]:
    """The ONS code of each authority, by the Department's three digits, as data/areas has them."""
    return {one["code"]: one["ons"] for one in read_yaml(path)["areas"] if one.get("ons")}


def published(vintage: str) -> tuple[tuple[int, int, int], str]:
    """Sorts vintages by when they were published: by the last date or year that the name has, then by the name.

    "2018-06-28" is before "2023", "mid-2017 original" before "Census-2021-based"; a name without a year comes first.
    """
    dates = [tuple(int(part or 0) for part in found) for found in _DATED.findall(vintage)]
    year, month, day = dates[-1] if dates else (0, 0, 0)
    return (year, month, day), vintage


def read_population(path: Path) -> Population:
    """Read a CSV file of COLUMNS (others are passed over). Raises BadInput, a sentence for each bad row."""
    rows = read_rows(path)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{path.name}: there is no row in it; the heading is {','.join(COLUMNS)}.")
    at = columns_at(path, *first, COLUMNS)
    numbers: dict[str, dict[int, dict[str, int]]] = {}
    lines: dict[tuple[str, int, str], int] = {}
    bad: list[str] = []
    wrong = 0
    for count, (line, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise BadInput(f"{path.name}, line {line}: there are more than {MOST_ROWS:,} rows; no population file has.")
        problem = _problem(cells, at)
        if problem is None:
            area, year, vintage, number = (cells[at[name]] for name in COLUMNS)
            key = (area, int(year), vintage)
            earlier = lines.setdefault(key, line)
            if earlier != line:
                problem = f"{area}, {year}, “{vintage}” was said on line {earlier} already; each stands once"
            else:
                numbers.setdefault(area, {}).setdefault(int(year), {})[vintage] = int(number)
        if problem is not None:
            wrong += 1
            if len(bad) < MOST_SAID:
                bad.append(f"{path.name}, line {line}: {problem}.")
    if wrong > len(bad):
        bad.append(f"{path.name}: and {wrong - len(bad)} more rows that cannot be read.")
    if bad:
        raise BadInput("\n".join(bad))
    if not numbers:
        raise BadInput(f"{path.name}: there is a heading and no row; one for each area, year and vintage is wanted.")
    return Population(path.name, numbers)


def _problem(cells: list[str], at: Mapping[str, int]) -> str | None:
    if len(cells) <= max(at.values()):
        return f"the row has {len(cells)} cells, and {', '.join(COLUMNS)} are wanted"
    area, year, vintage, number = (cells[at[name]] for name in COLUMNS)
    if not _AREA.fullmatch(area):
        return f"area_code is “{area[:40]}”, and a code of letters and figures, as E08000010, is wanted"
    if not (year.isascii() and _YEAR.fullmatch(year)):
        return f"year is “{year[:40]}”, and the year of the mid-year estimate, as 2017, is wanted"
    if not _VINTAGE.fullmatch(vintage):
        return f"vintage is “{vintage[:40]}”, and the name or date of its publication, as 2018-06-28, is wanted"
    if not (number.isascii() and _NUMBER.fullmatch(number)) or int(number) == 0:
        return f"population_0_17 is “{number[:40]}”, and a whole number from 1, without commas, is wanted"
    return None
