"""`lifecourse census …`: check a return, work its indicators out, or write an invented one; no web, no database."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import codes
from .problem import BadInput

if TYPE_CHECKING:
    import duckdb

FORMATS = ("table", "json", "csv", "xlsx", "html")
CLA = "cla_rate_per_10000"
HEADING = ("indicator", "year", "numerator", "denominator", "value", "kind", "parameters", "note")


def main(arguments: Sequence[str]) -> int:
    """Run a command; gives its exit code: 0 done and clean, 1 findings, 2 not readable, or a rule not run."""
    args = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except BadInput as problem:
        print(f"census: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough (`| head`).
        sys.stderr.close()
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("census", description="Children in Need census returns, 2018 to 2026.")
    kinds = parser.add_subparsers(required=True, metavar="check | indicators | generate")
    check = kinds.add_parser("check", help="what a return has wrong, by rule and by child")
    check.add_argument("file", type=Path)
    check.add_argument("--format", choices=FORMATS, default="table")
    check.add_argument("--out", type=Path, help="where to write it (default: the terminal)")
    check.add_argument("--year", type=int, help="the collection, where the header does not say it")
    check.set_defaults(run=_check)
    indicators = kinds.add_parser("indicators", help="the indicators of one return or of several years'")
    indicators.add_argument("files", type=Path, nargs="+", metavar="FILE")
    indicators.add_argument("--population", type=Path, help="CSV: area_code,year,vintage,population_0_17")
    indicators.add_argument("--area", help="whose population, if not the return's own authority's")
    indicators.add_argument("--vintage", help="which of several estimates of one year (default: the latest)")
    indicators.add_argument("--plans", type=Path, help="what is kept of plans of earlier years; this return is added")
    indicators.add_argument("--looked-after", type=Path, help="the episodes of the looked-after return (SSDA903, CSV)")
    indicators.add_argument(
        "--convention", action="append", default=[], metavar="NAME=VALUE", help="a convention put otherwise"
    )
    indicators.add_argument("--who", metavar="INDICATOR", help="who is in this indicator instead, row by row, as CSV")
    indicators.add_argument("--format", choices=("table", "json", "csv"), default="table")
    indicators.set_defaults(run=_indicators)
    generate = kinds.add_parser("generate", help="an invented return with every trap in it")
    generate.add_argument("--children", type=int, required=True)
    generate.add_argument("--year", type=int, default=codes.LATEST)
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--out", type=Path, help="where to write it (default: the terminal)")
    generate.add_argument("--faults", type=float, default=0, help="the share of children with a fault, 0 to 1")
    generate.add_argument("--lea", help="the authority's number")
    generate.add_argument(
        "--looked-after", type=Path, help="where to write the looked-after episodes of the same children"
    )
    generate.set_defaults(run=_generate)
    return parser


def _check(args: argparse.Namespace) -> int:
    from .checking import main_check

    return main_check(args)


def _generate(args: argparse.Namespace) -> int:
    from .generating.command import main_generate

    return main_generate(args)


def _indicators(args: argparse.Namespace) -> int:
    from . import lookedafter, reading, store
    from .indicators import computing
    from .indicators.definitions import read_definitions
    from .indicators.invariants import invariants
    from .population import read_population

    conventions = _conventions(args.convention)
    population = read_population(args.population) if args.population else None
    with store.opened() as db:
        years: list[int] = []
        for number, path in enumerate(args.files, start=1):
            told = reading.read_return(db, path, file_no=number)
            if told.year is None:
                raise BadInput(f"{path.name}: the header does not say which year it is of (ReferenceDate).")
            years.append(told.year)
        if args.plans:
            _history(db, args.plans, len(args.files))
        chosen = read_definitions().chosen(conventions)
        on_the_day = chosen["ceased_on_31_march"] == "counts"
        if args.looked_after:
            lookedafter.read_episodes(db, args.looked_after)
        if args.who == CLA:
            if not args.looked_after:
                raise BadInput(f"--who {CLA}: name the episodes of the looked-after return with --looked-after.")
            _print_looked_after(db, years, on_the_day)
            return 0
        if args.who:
            known = [*read_definitions().indicators, CLA]
            if args.who not in known:
                raise BadInput(f"There is no indicator “{args.who}”; there are {', '.join(known)}.")
            _print_who(db, args.who, years, conventions)
            return 0
        made = computing.compute(
            db, population=population, area=args.area, vintage=args.vintage, conventions=conventions
        )
        records = [computing.as_record(one) for one in made]
        records += _looked_after(db, args, sorted(set(years)), population, on_the_day)
        broken = [one for one in invariants(db) if not one.holds]
    _print(records, args.format)
    for held in broken:
        print(f"census: {held.year}: {held.said}", file=sys.stderr)  # noqa: T201
    return 0


def _history(db: "duckdb.DuckDBPyConnection", path: Path, returns: int) -> None:
    from .plans import History

    history = History(path)
    for number in range(1, returns + 1):
        history.add(db, file_no=number)
    history.give(db)


def _looked_after(
    db: "duckdb.DuckDBPyConnection", args: argparse.Namespace, years: Sequence[int], population: Any, on_the_day: bool
) -> list[dict[str, Any]]:
    from .lookedafter import looked_after

    if not args.looked_after:
        note = "it comes from the looked-after return: name its episodes with --looked-after"
        return [dict.fromkeys(HEADING) | {"indicator": CLA, "year": year, "kind": "unavailable", "parameters": {},
                "note": note} for year in years]  # fmt: skip
    (lea,) = db.execute("select min(lea) from collection").fetchone() or (None,)
    records = []
    for year in years:
        area = args.area or (population.area_of(lea) if population is not None else None)
        used = population.of(area, year, args.vintage) if population is not None else None
        told = looked_after(db, year, population=used.number if used else None, ceased_on_31_march_counts=on_the_day)
        records.append(
            {
                "indicator": CLA,
                "year": year,
                "numerator": told.number,
                "denominator": used.number if used else None,
                "value": None if told.rate is None else str(told.rate),
                "kind": "unavailable" if told.rate is None else "known",
                "parameters": dict(told.parameters),
                **({} if used else {"note": "no population of the mid-year before"}),
            }
        )
    return records


def _conventions(told: Iterable[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for one in told:
        name, sign, value = one.partition("=")
        if not sign:
            raise BadInput(f"--convention {one}: write NAME=VALUE, such as review_convention=days.")
        chosen[name] = value
    return chosen


def _print_who(
    db: "duckdb.DuckDBPyConnection", indicator: str, years: Sequence[int], conventions: Mapping[str, str]
) -> None:
    from lifecourse.engines.csvfile import harmless

    from .indicators.computing import who

    writer = csv.writer(sys.stdout)
    writer.writerow(("year", "la_child_id", "day", "in_numerator", "reason"))
    for number, year in enumerate(years, start=1):
        for one in who(db, indicator, file_no=number, conventions=conventions):
            writer.writerow((year, harmless(one.la_child_id), one.day or "", int(one.in_numerator), one.reason))


def _print_looked_after(db: "duckdb.DuckDBPyConnection", years: Sequence[int], on_the_day: bool) -> None:
    from lifecourse.engines.csvfile import harmless

    from .lookedafter import looked_after

    writer = csv.writer(sys.stdout)
    writer.writerow(("year", "child", "line"))
    for year in sorted(set(years)):
        for child, line in looked_after(db, year, ceased_on_31_march_counts=on_the_day).children:
            writer.writerow((year, harmless(child), line))


def _print(records: Sequence[Mapping[str, Any]], form: str) -> None:
    if form == "json":
        print(json.dumps(records, indent=1, ensure_ascii=False))  # noqa: T201
        return
    rows = [[_text(record.get(name)) for name in HEADING] for record in records]
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerows([HEADING, *rows])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("Indicator", "Year", "Numerator", "Denominator", "Value", "Note")
    for record, row in zip(records, rows, strict=True):
        value = row[4] if record["kind"] == "known" else str(record["kind"]).replace("_", " ")
        table.add_row(*row[:4], value, row[7])
    Console(highlight=False).print(table)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}={one}" for name, one in value.items())
    return "" if value is None else str(value)
