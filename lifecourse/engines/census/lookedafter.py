"""Reads the episodes of a looked-after children return (SSDA903, CSV), streaming, and counts who is looked after."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifecourse.engines.figures.rounding import rate

from .datafile import read_yaml
from .problem import BadInput
from .rows import columns_at, read_rows

if TYPE_CHECKING:
    import duckdb

CODES = Path(__file__).resolve().parents[3] / "data" / "census" / "ssda903_codes.yaml"
DEFINITION = Path(__file__).parent / "indicators" / "cla_rate_per_10000.sql"
# Without these nobody can be counted; the postcodes of home and placement are in the return and are not read at all.
NEEDED = ("CHILD", "DECOM", "LS", "DEC", "REC")
LISTS = {
    "RNE": "reason_new_episode",
    "LS": "legal_status",
    "CIN": "need",
    "PLACE": "placement",
    "PLACE_PROVIDER": "placement_provider",
    "REC": "reason_ceased",
    "REASON_PLACE_CHANGE": "reason_placement_change",
}
HEADING = ("CHILD", "DECOM", *list(LISTS)[:5], "DEC", *list(LISTS)[5:], "HOME_POST", "PL_POST", "URN")
TABLES = {
    "episode": (
        ("line", "integer"),
        ("child", "varchar"),
        ("decom", "date"),
        ("rne", "varchar"),
        ("ls", "varchar"),
        ("cin", "varchar"),
        ("place", "varchar"),
        ("place_provider", "varchar"),
        ("dec", "date"),
        ("dec_given", "boolean"),
        ("rec", "varchar"),
        ("reason_place_change", "varchar"),
        ("urn", "varchar"),
    ),
    # What was read otherwise than the return's guide says. `child` as the file has it, empty where it has none.
    "episode_departure": (
        ("child", "varchar"),
        ("field", "varchar"),
        ("line", "integer"),
        ("what", "varchar"),
        ("found", "varchar"),
        ("wanted", "varchar"),
    ),
}
LARGE, MOST_DEPARTURES, LONGEST = 50_000, 200_000, 200
_CHILD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{0,29}")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)


@dataclass
class Episodes:
    """What was read. `not_read`: rows that make no episode; `counted_only`: departures beyond the most kept."""

    path: Path
    episodes: int = 0
    children: int = 0
    not_read: int = 0
    departures: int = 0
    counted_only: int = 0


@dataclass(frozen=True)
class LookedAfter:
    """Children looked after on 31 March. `rate`: per 10,000, a whole number; None where no population was given."""

    year: int
    children: tuple[tuple[str, int], ...]
    rate: Decimal | None
    parameters: Mapping[str, str]

    @property
    def number(self) -> int:
        return len(self.children)


def read_episodes(db: "duckdb.DuckDBPyConnection", path: Path) -> Episodes:
    """Read a file into the tables `episode` and `episode_departure`, in place of what stood in them.

    Raises BadInput if it is no such file, in one sentence; what stood in the tables before is then still there.
    """
    reader = _Reader(db, Episodes(path))
    db.execute("begin")
    try:
        for table, columns in TABLES.items():
            db.execute(f"create or replace table {table} ({', '.join(' '.join(one) for one in columns)})")
        reader.read()
        told = reader.told
        (told.children,) = db.execute("select count(distinct child) from episode").fetchone() or (0,)
        if told.episodes == 0:
            raise BadInput(
                f"{path.name}: no episode in it can be read; a return has one a line under {','.join(HEADING)}."
            )
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")
    return told


def looked_after(
    db: "duckdb.DuckDBPyConnection",
    year: int,
    *,
    population: int | None = None,
    ceased_on_31_march_counts: bool = False,
) -> LookedAfter:
    """Who is looked after on 31 March of `year`, by the file that was read: child and line of the episode, in order.

    The rate is half up to a whole number, as the Department prints it (2,267 of 2,267 published rates).
    """
    asked = {"year": year, "ceased_on_31_march_counts": ceased_on_31_march_counts}
    found = db.execute(DEFINITION.read_text(encoding="utf-8"), asked).fetchall()
    return LookedAfter(
        year,
        tuple(sorted(found)),
        rate(len(found), population, places=0) if population else None,
        {"ceased_on_31_march_counts": "yes" if ceased_on_31_march_counts else "no", "left_out": "legal status V3, V4"},
    )


@cache
def read_codes(path: Path = CODES) -> Mapping[str, frozenset[str]]:
    """The codes of each list, as data/census/ssda903_codes.yaml holds them."""
    return {name: frozenset(codes) for name, codes in read_yaml(path)["lists"].items()}


@lru_cache(maxsize=50_000)
def _date(text: str) -> dt.date | None:
    if (found := _DATE.fullmatch(text)) is None:
        return None
    day, month, year, *iso = found.groups()
    try:
        return dt.date(int(year), int(month), int(day)) if year else dt.date(*(int(part) for part in iso))
    except ValueError:
        return None


class _Reader:
    """Turns rows of text into rows of the two tables."""

    def __init__(self, db: "duckdb.DuckDBPyConnection", told: Episodes) -> None:
        self.db, self.told = db, told
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        self.codes = {field: read_codes()[name] for field, name in LISTS.items()}

    def read(self) -> None:
        path = self.told.path
        rows = read_rows(path)
        first = next(rows, None)
        if first is None:
            raise BadInput(f"{path.name}: there is no row in it; the heading is {','.join(HEADING)}.")
        line, heading = first
        at = columns_at(path, line, heading, NEEDED)
        names = [name.upper() for name in heading]
        for name in HEADING:
            if name not in names:
                self._depart("", name, line, "column missing", "no such column", "the heading of the episodes file")
            at.setdefault(name, names.index(name) if name in names else -1)
        for number, name in enumerate(names):
            if name not in HEADING or number != names.index(name):
                self._depart(
                    "", heading[number], line, "unknown column", heading[number], "a column of the episodes file"
                )
        for line, cells in rows:
            self._take(line, cells, at, len(heading))
            if len(self.rows["episode"]) >= LARGE:
                self._write()
        self._write()

    def _take(self, line: int, cells: list[str], at: Mapping[str, int], width: int) -> None:
        if len(cells) < width or any(cells[width:]):
            # A row that has slipped by a cell would say that an episode is still open that has ended.
            self.told.not_read += 1
            self._depart(cells[0], "", line, "wrong number of cells", str(len(cells)), f"{width} cells; not counted")
            return
        says = {name: cells[place] if place >= 0 else "" for name, place in at.items()}
        child = says["CHILD"]
        if not _CHILD.fullmatch(child):
            self.told.not_read += 1
            self._depart(child, "CHILD", line, "no child's id", child, "letters and figures, up to 30; not counted")
            return
        codes = {name: self._code(child, name, line, says[name]) for name in LISTS}
        decom, dec = (self._day(child, name, line, says[name]) for name in ("DECOM", "DEC"))
        if not says["DECOM"]:
            self._depart(child, "DECOM", line, "empty", "nothing", "the date on which the episode began")
        if not says["LS"]:
            self._depart(child, "LS", line, "empty", "nothing", "a code of the list legal_status")
        self.told.episodes += 1
        self.rows["episode"].append(
            (
                line,
                child,
                decom,
                codes["RNE"],
                codes["LS"],
                codes["CIN"],
                codes["PLACE"],
                codes["PLACE_PROVIDER"],
                dec,
                bool(says["DEC"]),
                codes["REC"],
                codes["REASON_PLACE_CHANGE"],
                says["URN"][:LONGEST] or None,
            )
        )

    def _code(self, child: str, field: str, line: int, text: str) -> str | None:
        code = text.upper()
        if code and code not in self.codes[field]:
            self._depart(child, field, line, "unknown code", text, f"a code of the list {LISTS[field]}")
        elif code != text:
            self._depart(child, field, line, "small letters in a code", text, code)
        return code[:LONGEST] or None

    def _day(self, child: str, field: str, line: int, text: str) -> dt.date | None:
        day = _date(text) if text else None
        if text and day is None:
            self._depart(child, field, line, "not a date", text, "a date that exists, as 31/03/2018")
        elif "-" in text:
            self._depart(child, field, line, "date written otherwise", text, "a date as 31/03/2018")
        return day

    def _depart(self, child: str, field: str, line: int, what: str, found: str, wanted: str) -> None:
        self.told.departures += 1
        if self.told.departures > MOST_DEPARTURES:
            self.told.counted_only += 1
            return
        row = (child[:LONGEST], field[:LONGEST], line, what, found[:LONGEST], wanted)
        self.rows["episode_departure"].append(row)

    def _write(self) -> None:
        import pyarrow as pa

        kinds = {"varchar": pa.string(), "integer": pa.int32(), "boolean": pa.bool_(), "date": pa.date32()}
        for table, rows in self.rows.items():
            if not rows:
                continue
            columns = zip(TABLES[table], zip(*rows, strict=True), strict=True)
            arrays = {name: pa.array(values, kinds[kind]) for (name, kind), values in columns}
            self.db.register("piece", pa.table(arrays))
            self.db.execute(f"insert into {table} select * from piece")  # noqa: S608
            self.db.unregister("piece")
            rows.clear()
