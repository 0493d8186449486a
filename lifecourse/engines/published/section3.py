"""Every cell of a printed section 3 worked out again from what the Department publishes, and why some differ.

Nothing here knows of a database: a folder of the Department's files and the printed cells go in, checked cells come
out. What may explain a difference is worked out, not asserted: how far counts rounded to ten can move a figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from lifecourse.engines.comparison import average_of
from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import Value, known

from .lait import read_lait
from .longfile import read_long
from .reading import PERCENTAGE, RATE, BadFile, Reading
from .workbook import Workbook, read_workbook

FILES = {
    "workbook": "Characteristics_of_children_in_need_main_tables_2018.xlsx",
    "c4": "c4_children_in_need_section_47s_and_icpcs_2013_to_2025.csv",
    "d3": "d3_cpps_subsequent_plan_2013_to_2025.csv",
    "d5": "d5_cpps_at31march_by_duration_2013_to_2025.csv",
    "lait": "bds_long_0.parquet",
    "dictionary": "lait_data_dictionary.csv",
}
LAIT_MEASURES = {"CPP_Reviewed_InReqTimeScl": "cpp_reviews_in_timescale_count", "LAC": "cla_rate_per_10000"}
# England and the North West in the printed table: their codes in the Department's files and in LAIT.
WIDER = {"england": ("E92000001", "970"), "north_west": ("E12000002", "981")}
NEIGHBOURS = "sn"
PER = {"rate": RATE, "pct": PERCENTAGE}
MEAN_PLACES = {"cpp_reviews_in_timescale_count": 1, "cla_rate_per_10000": 1}
_ANY_DAY = date(2018, 10, 25)
Slot = tuple[str, str, int]  # indicator, area as printed, year


class Verdict(StrEnum):
    """What came of a cell."""

    EXACT = "exact"
    DIFFERS = "differs"
    NOT_COMPUTABLE = "not computable"


@dataclass(frozen=True)
class Checked:
    """One printed cell and what we make of it. `apart`: ours less the printed, where they differ."""

    indicator: str
    area: str
    year: int
    printed: Decimal | None
    found: Decimal | None
    numerator: int | None
    denominator: int | None
    method: str
    verdict: Verdict
    why: str

    @property
    def apart(self) -> Decimal | None:
        """How much ours is above the printed."""
        return None if self.found is None or self.printed is None else self.found - self.printed


@dataclass(frozen=True)
class _Made:
    value: Decimal
    method: str
    numerator: int | None = None
    denominator: int | None = None
    is_rounded: bool = False
    members: Mapping[str, Value] | None = None


def reconcile(
    folder: Path, printed: Mapping[Slot, Value], *, own: str, neighbours: Sequence[str], as_headed: bool = False
) -> list[Checked]:
    """Every printed cell, in order. `own`: our authority's code; `neighbours`: the codes behind the printed mean.

    `as_headed` takes the annex's populations as they are headed, exchanged columns and all (`Workbook.populations`).
    Raises `BadFile` for a file that is missing or broken.
    """
    source = _Sources(folder, own, neighbours, as_headed=as_headed)
    return [_checked(source, *slot, value) for slot, value in printed.items()]


class _Sources:
    """The Department's files, read once: figures by indicator, area code and year."""

    def __init__(self, folder: Path, own: str, neighbours: Sequence[str], *, as_headed: bool) -> None:
        self.own, self.neighbours = own, neighbours
        paths = {name: folder / file for name, file in FILES.items()}
        for path in paths.values():
            if not path.is_file():
                raise BadFile(f"{path.name} is not in the folder; wanted are {', '.join(FILES.values())}")
        annex = Workbook(paths["workbook"]).populations(as_headed=as_headed)
        people = {(one.area, one.mid_year): one.people for one in annex}
        about = {"vintage": "check", "published_on": _ANY_DAY, "source": "DfE"}
        self.tables = _by_slot(read_workbook(paths["workbook"], **about).readings)  # type: ignore[arg-type]
        self.counts: dict[Slot, Reading] = {}
        for layout in ("c4", "d3", "d5"):
            read = read_long(paths[layout], layout, people=people, population_vintage="annex", **about)  # type: ignore[arg-type]
            self.counts |= _by_slot(read.readings)
        self.lait = _by_slot(
            read_lait(paths["lait"], paths["dictionary"], measures=LAIT_MEASURES, **about).readings  # type: ignore[arg-type]
        )

    def find(self, indicator: str, area: str, year: int) -> _Made | None:
        """What can be made of a cell, or None."""
        if area == NEIGHBOURS:
            return self._mean(indicator, year)
        if area in WIDER:
            return self._wider(indicator, area, year)
        return self._authority(indicator, area, year)

    def _authority(self, indicator: str, area: str, year: int) -> _Made | None:
        if indicator in LAIT_MEASURES.values():
            return _read(self.lait.get((indicator, area, year)), "read in LAIT")
        table = self.tables.get((indicator, area, year))
        if table is not None:
            return _worked_out(table, "counts and annex of the tables of 2018")
        return _worked_out(self.counts.get((indicator, area, year)), "counts of the long files, annex of 2018")

    def _wider(self, indicator: str, area: str, year: int) -> _Made | None:
        code, lait = WIDER[area]
        if indicator in LAIT_MEASURES.values():
            return _read(self.lait.get((indicator, lait, year)), "read in LAIT")
        counted = self.counts.get((indicator, code, year))
        table = self.tables.get((indicator, code, year))
        # Table D1 prints these rates, made from counts before they were rounded to ten: better than ours from rounded.
        if table is not None and (counted is None or indicator == "cpp_rate_per_10000"):
            return _read(table, "read in table D1 of 2018")
        if indicator == "cpp_second_or_subsequent_pct":
            # The file's own percentage is of the counts before they were rounded.
            return _read(counted, "read in the long file d3")
        return _worked_out(counted, "counts of the long files (rounded to 10), annex of 2018", is_rounded=True)

    def _mean(self, indicator: str, year: int) -> _Made | None:
        values, sources = {}, set()
        for code in self.neighbours:
            table = self.tables.get((indicator, code, year))
            counted = self.counts.get((indicator, code, year))
            one = table or counted or self.lait.get((indicator, code, year))
            if one is None:
                return None
            sources.add("tables of 2018" if table else "long files" if counted else "LAIT")
            values[code] = _fresh(one)
        found = average_of(list(values.values()), how="mean", places=MEAN_PLACES.get(indicator, 2))
        if found is None:
            return None
        method = f"mean of {found.used} of {found.asked} neighbours, {' and '.join(sorted(sources))}"
        return _Made(found.number, method, members=values)


def _by_slot(readings: Iterable[Reading]) -> dict[Slot, Reading]:
    return {(one.indicator, one.area, one.year): one for one in readings}


def _places(indicator: str) -> int:
    return 0 if indicator in LAIT_MEASURES.values() else 1


def _per(indicator: str) -> int:
    return PERCENTAGE if indicator.endswith("_pct") else RATE


def _fresh(one: Reading) -> Value:
    """The reading worked out again from its own counts, half up; as it is where it has none."""
    if one.value.number is None or one.numerator is None or not one.denominator:
        return one.value
    return known(half_up(Fraction(one.numerator * _per(one.indicator), one.denominator), _places(one.indicator)))


def _read(one: Reading | None, method: str) -> _Made | None:
    if one is None or one.value.number is None:
        return None
    return _Made(one.value.number, method, one.numerator, one.denominator)


def _worked_out(one: Reading | None, method: str, *, is_rounded: bool = False) -> _Made | None:
    if one is None or one.numerator is None or not one.denominator:
        return None
    number = _fresh(one).number
    return None if number is None else _Made(number, method, one.numerator, one.denominator, is_rounded)


def _checked(source: _Sources, indicator: str, area: str, year: int, printed: Value) -> Checked:
    made = source.find(indicator, area, year)
    if printed.number is None:
        fill = f"; it is {made.value}" if made else ""
        why = f"nothing is printed ({printed.shown()}){fill}"
        return Checked(
            indicator, area, year, None, made.value if made else None, made.numerator if made else None,
            made.denominator if made else None, made.method if made else "", Verdict.NOT_COMPUTABLE, why,
        )  # fmt: skip
    if made is None:
        why = _why_not(indicator, area, year)
        return Checked(indicator, area, year, printed.number, None, None, None, "", Verdict.NOT_COMPUTABLE, why)
    exact = made.value == printed.number
    return Checked(
        indicator, area, year, printed.number, made.value, made.numerator, made.denominator, made.method,
        Verdict.EXACT if exact else Verdict.DIFFERS, "" if exact else _why(indicator, area, made, printed.number),
    )  # fmt: skip


def _why_not(indicator: str, area: str, year: int) -> str:
    if indicator == "cpp_repeat_within_2_years_pct":
        return "no national source: it needs plans kept over the years"
    if indicator == "cpp_ceased_rate_per_10000":
        return f"the files have no count of plans ended in {year}; LAIT’s rate is on a population revised since"
    if indicator in LAIT_MEASURES.values():
        return f"LAIT’s file begins with 2016, and no other has {year}"
    return f"a count or a population of {year} is missing"


def _why(indicator: str, area: str, made: _Made, printed: Decimal) -> str:
    """What can explain the difference, tried from the smallest."""
    if made.is_rounded and made.numerator is not None and made.denominator is not None:
        # Percentages of conferences add two bands, each rounded to ten by itself.
        off = 10 if indicator == "icpc_within_15_working_days_pct" else 5
        lowest, highest = _reach(indicator, made.numerator, made.denominator, off)
        if lowest <= printed <= highest:
            return f"the counts are rounded to 10, which allows {lowest} to {highest}"
    if made.members:
        for code, value in made.members.items():
            others = [one for other, one in made.members.items() if other != code]
            without = average_of(others, how="mean", places=MEAN_PLACES.get(indicator, 2))
            if without is not None and without.number == printed:
                return (
                    f"the mean without area {code} ({value.shown(1)}) is exactly what is printed: it was missing then"
                )
        return "no single neighbour left out explains it: likely a neighbour’s figure has been revised since"
    return "rounding cannot explain it: likely the counts have been revised since"


def _reach(indicator: str, numerator: int, denominator: int, off: int) -> tuple[Decimal, Decimal]:
    """Between which figures the true one lies when the counts are rounded to ten."""
    below = 0 if indicator.endswith("10000") else 5  # a population is not rounded so, or it matters nothing
    per, places = _per(indicator), _places(indicator)
    lowest = Fraction(max(numerator - off, 0) * per, denominator + below)
    return half_up(lowest, places), half_up(Fraction((numerator + off) * per, max(denominator - below, 1)), places)
