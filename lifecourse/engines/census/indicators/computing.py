"""Works the indicators out: each question once; from its rows who is in it, the two counts, the published value."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lifecourse.engines.figures.rounding import percentage, rate
from lifecourse.engines.figures.value import NOT_APPLICABLE, UNAVAILABLE, Value, known

from ..problem import BadInput
from .definitions import Definitions, Indicator, Measure, read_definitions

if TYPE_CHECKING:
    import duckdb

    from ..population import Population, Used

WITHIN_2_YEARS = "cpp_repeat_within_2_years_pct"


@dataclass(frozen=True)
class Computed:
    """One indicator of one year.

    `numerator`, `denominator`: counts, None where they cannot be had; `value`: rounded half up as it is published;
    `parameters`: the conventions and the population it rests on; `note`: why there is no value, in words.
    """

    indicator: str
    year: int
    numerator: int | None
    denominator: int | None
    value: Value
    parameters: Mapping[str, int | str]
    note: str = ""


@dataclass(frozen=True)
class Counted:
    """One row of a question: whom or what it counts, and why it is or is not in the numerator."""

    la_child_id: str
    day: dt.date | None
    in_numerator: bool
    reason: str


def compute(
    db: "duckdb.DuckDBPyConnection",
    *,
    population: "Population | None" = None,
    area: str | None = None,
    vintage: str | None = None,
    conventions: Mapping[str, str] | None = None,
    file_no: int | None = None,
) -> list[Computed]:
    """All indicators of every return in the store, or of one; in the order of the years.

    `population` is what rates are divided by (of the mid-year before); without it a rate has its numerator alone.
    `area`: whose, if not the return's own authority's.
    Raises BadInput for a convention that is none, and where two returns are of one year.
    """
    definitions = read_definitions()
    chosen = _prepare(db, definitions, conventions or {})
    made: list[Computed] = []
    for number, year, lea in _returns(db, file_no):
        used = population.of(area or population.area_of(lea), year, vintage) if population is not None else None
        for one in definitions.indicators.values():
            made.append(_computed(db, one, number, year, used, chosen))
    return made


def who(
    db: "duckdb.DuckDBPyConnection", indicator: str, *, file_no: int = 1, conventions: Mapping[str, str] | None = None
) -> Iterator[Counted]:
    """Who is in an indicator: every row that was counted, by child. Whoever calls must have a need to know.

    Raises BadInput for a convention that is none, and where plans are not known far enough back to say who is in it.
    """
    definitions = read_definitions()
    chosen = _prepare(db, definitions, conventions or {})
    if indicator == WITHIN_2_YEARS and (why := _too_short(db, file_no, chosen)):
        raise BadInput(f"Who is in {indicator} cannot be said: {why}.")
    question = definitions.indicators[indicator].question
    rows = db.execute(
        f"""
        select la_child_id, day, in_numerator, reason
        from ({question}) join child using (file_no, child_no) where file_no = ? order by la_child_id, day, unit_no
        """,  # noqa: S608
        [file_no],
    )
    while piece := rows.fetchmany(10_000):
        for child, day, inside, reason in piece:
            yield Counted(child or "", day, inside, reason)


def _prepare(
    db: "duckdb.DuckDBPyConnection", definitions: Definitions, conventions: Mapping[str, str]
) -> dict[str, int | str]:
    chosen = definitions.chosen(conventions)
    kinds = {name: "integer" if isinstance(value, int) else "varchar" for name, value in chosen.items()}
    columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    db.execute(f"create or replace temp table parameters ({columns})")
    db.execute(f"insert into parameters values ({', '.join('?' * len(chosen))})", list(chosen.values()))  # noqa: S608
    db.execute(
        "create table if not exists earlier_plan "
        "(la_child_id varchar, lea varchar, start_date date, end_date date, reaches_back_to date)"
    )
    return chosen


def _returns(db: "duckdb.DuckDBPyConnection", file_no: int | None) -> list[tuple[int, int, str]]:
    rows = db.execute("select file_no, year, lea from collection order by lea, year, file_no").fetchall()
    for (_, year, lea), (_, other, its) in zip(rows, rows[1:], strict=False):
        if (year, lea) == (other, its):
            raise BadInput(f"Two of the returns are of {year}; give one return for each year.")
    for number, year, _ in rows:
        if year is None:
            raise BadInput(f"The header of return {number} does not say of which year it is.")
    return sorted((one for one in rows if file_no in (None, one[0])), key=lambda one: (one[1], one[0]))


def _computed(
    db: "duckdb.DuckDBPyConnection",
    one: Indicator,
    file_no: int,
    year: int,
    used: "Used | None",
    chosen: Mapping[str, int | str],
) -> Computed:
    parameters: dict[str, int | str] = {"definitions": read_definitions().version}
    parameters |= {name: chosen[name] for name in one.parameters}
    if one.key == WITHIN_2_YEARS and (why := _too_short(db, file_no, chosen)):
        return Computed(one.key, year, None, None, UNAVAILABLE, parameters, why)
    counted = db.execute(
        f"select count(*) filter (in_numerator), count(*) from ({one.question}) where file_no = ?",  # noqa: S608
        [file_no],
    ).fetchone()
    part, whole = counted or (0, 0)
    if one.measure is Measure.COUNT:
        return Computed(one.key, year, part, None, known(part), parameters)
    if one.measure is Measure.PERCENTAGE:
        if whole == 0:
            return Computed(one.key, year, 0, 0, NOT_APPLICABLE, parameters, "there is nothing to be a share of")
        return Computed(one.key, year, part, whole, known(percentage(part, whole, places=one.decimals)), parameters)
    if used is None:
        return Computed(one.key, year, part, None, UNAVAILABLE, parameters, "no population of the mid-year before")
    parameters |= {"population_year": used.year, "population_vintage": used.vintage}
    value = known(rate(part, used.number, places=one.decimals))
    return Computed(one.key, year, part, used.number, value, parameters)


def _too_short(db: "duckdb.DuckDBPyConnection", file_no: int, chosen: Mapping[str, int | str]) -> str:
    """Why plans are not known far enough back to say who had one in the two years before; empty if they are.

    Returns of one authority reach back without a gap as long as each year follows the other; so does what was kept.
    """
    lea, year = db.execute("select lea, year from collection where file_no = ?", [file_no]).fetchone() or ("", 0)
    years = {one for (one,) in db.execute("select year from collection where lea = ?", [lea]).fetchall()}
    while year - 1 in years:
        year -= 1
    reaches = dt.date(year - 1, 4, 1)
    kept = db.execute("select min(reaches_back_to) from earlier_plan where lea = ?", [lea]).fetchone()
    if kept and kept[0] is not None:
        reaches = min(reaches, kept[0])
    wanted = db.execute(
        "select add_months(starts_on, -repeat_months) from collection cross join parameters where file_no = ?",
        [file_no],
    ).fetchone()
    if wanted and wanted[0] < reaches:
        return f"plans are known from {reaches} only; {wanted[0]}, {chosen['repeat_months']} months earlier, is wanted"
    return ""


def as_record(one: Computed) -> dict[str, Any]:
    """What the command prints: every number as a string, so that no reader makes a float of it."""
    return {
        "indicator": one.indicator,
        "year": one.year,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": None if one.value.number is None else str(one.value.number),
        "kind": str(one.value.kind),
        "parameters": dict(one.parameters),
        **({"note": one.note} if one.note else {}),
    }
