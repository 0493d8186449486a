"""Child protection plans over the years, kept in one file, because no single return says when an earlier plan ended."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .problem import BadInput

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

VERSION = 1
TABLES = {
    "about": {"what": "VARCHAR", "version": "INTEGER"},
    # One row a return that was added. `digest`: of what it says, so that the same return is known again.
    "arrival": {
        "arrival_no": "INTEGER",
        "lea": "VARCHAR",
        "year": "INTEGER",
        "made_at": "VARCHAR",
        "digest": "VARCHAR",
        "plans": "INTEGER",
    },
    # What each arrival said of each plan; no row is ever changed. A child's id is unique only within its authority.
    "plan": {
        "arrival_no": "INTEGER",
        "lea": "VARCHAR",
        "year": "INTEGER",
        "la_child_id": "VARCHAR",
        "start_date": "DATE",
        "end_date": "DATE",
        "initial_category": "VARCHAR",
        "latest_category": "VARCHAR",
        "previous_plans": "INTEGER",
        "withdrawn": "BOOLEAN",
    },
}
_WHAT = "lifecourse census plans"
# What is true now: of each plan what the return of the latest year says and, within a year, the one added last.
_CURRENT = """
    select * from plan
    qualify row_number() over (partition by lea, la_child_id, start_date order by year desc, arrival_no desc) = 1
"""
_OF_RETURN = """
    select child.la_child_id, cpp.start_date, max(cpp.end_date) as end_date,
        min(cpp.initial_category) as initial_category, min(cpp.latest_category) as latest_category,
        max(cpp.previous_plans) as previous_plans
    from cpp join child using (file_no, child_no)
    where file_no = $file_no and child.la_child_id is not null and cpp.start_date is not null
    group by all
"""
_KINDS = {"start_date": "date", "end_date": "date", "previous_plans": "count"}


@dataclass(frozen=True)
class Added:
    """What a return brought. `new`, `changed`, `withdrawn`: plans whose present statement that concerns.

    `already`: the very same return was there before, and nothing was done.
    """

    lea: str
    year: int
    plans: int
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    already: bool = False


@dataclass(frozen=True)
class Version:
    """What one return said of one plan. `withdrawn`: it left the plan out, though it names the child. `stands`: now."""

    year: int
    arrival_no: int
    start_date: dt.date
    end_date: dt.date | None
    latest_category: str | None
    withdrawn: bool
    stands: bool


class History:
    """The file. It comes into being with the first return that is added; every method raises BadInput if it is no such
    file, or in use by another program, in one sentence.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def add(self, store: "duckdb.DuckDBPyConnection", file_no: int = 1) -> Added:
        """Add what one return in the store says of plans.

        The return of a later year stands over an earlier one's, whichever was added first; within a year the one added
        last. A second return of one year that has the child and not the plan withdraws the plan (a start date that was
        corrected would otherwise leave a second plan behind). Every version stays known.
        """
        lea, year, made_at = _whose(store, file_no)
        plans = _table(store, _OF_RETURN, {"file_no": file_no})
        children = _table(
            store,
            "select distinct la_child_id from child where file_no = $file_no and la_child_id is not null",
            {"file_no": file_no},
        )
        with self._opened() as db:
            return _add(db, lea, year, made_at, plans, children)

    def give(self, store: "duckdb.DuckDBPyConnection") -> Mapping[str, dt.date]:
        """Make the table `earlier_plan` in the store, one row a plan that stands, and say how far back it reaches.

        `reaches_back_to`: from that day on every end of a plan of the authority (`lea`) is known. It is the first day
        of the earliest year in the unbroken row of years up to the return in the store, or, for an authority that has
        none there, up to the latest year kept. The same by authority is given back.
        """
        store.execute(
            "create or replace table earlier_plan "
            "(la_child_id varchar, lea varchar, start_date date, end_date date, reaches_back_to date)"
        )
        if not self.path.exists():
            return {}
        with self._opened(read_only=True) as db:
            plans = _table(
                db,
                f"select la_child_id, lea, start_date, end_date from ({_CURRENT}) where not withdrawn",  # noqa: S608
                {},
            )
            kept = db.execute("select lea, list(distinct year) from arrival group by lea").fetchall()
        in_store = dict(
            store.execute(
                "select lea, list(distinct year) from collection where year is not null group by lea"
            ).fetchall()
        )
        reach = {lea: _reaches_back(set(years), set(in_store.get(lea, ()))) for lea, years in kept}
        store.register("arriving", plans)
        try:
            store.execute(
                "insert into earlier_plan select la_child_id, lea, start_date, end_date, day from arriving "
                "join (select unnest($leas::varchar[]) as lea, unnest($days::date[]) as day) as reach using (lea)",
                {"leas": list(reach), "days": list(reach.values())},
            )
        finally:
            store.unregister("arriving")
        return reach

    def versions(self, lea: str, la_child_id: str) -> list[Version]:
        """All that was ever said of a child's plans, by start, year and arrival."""
        if not self.path.exists():
            return []
        with self._opened(read_only=True) as db:
            rows = db.execute(
                f"""
                select plan.year, plan.arrival_no, plan.start_date, plan.end_date, plan.latest_category, plan.withdrawn,
                    now.arrival_no is not null
                from plan left join ({_CURRENT}) as now using (lea, la_child_id, start_date, arrival_no)
                where lea = ? and la_child_id = ?
                order by start_date, plan.year, arrival_no
                """,  # noqa: S608
                [lea, la_child_id],
            ).fetchall()
        return [Version(*row) for row in rows]

    @contextmanager
    def _opened(self, *, read_only: bool = False) -> Iterator["duckdb.DuckDBPyConnection"]:
        import duckdb

        name = self.path.name
        is_new = not self.path.exists()
        if not is_new:
            _check_kind(self.path)
        try:
            # A connection of its own that can reach no other file: whatever this file holds, it harms no store.
            db = duckdb.connect(
                str(self.path),
                read_only=read_only,
                config={
                    "memory_limit": "400MB",
                    "enable_external_access": "false",
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                },
            )
        except (duckdb.Error, RuntimeError, ValueError) as problem:
            raise BadInput(_why_not(name, problem)) from None
        try:
            if is_new:
                self.path.chmod(0o600)
                _create(db)
            _check_shape(db, name)
            yield db
        except (duckdb.Error, RuntimeError, ValueError) as problem:
            raise BadInput(
                f"{name}: this history of plans is damaged ({_first_line(problem)}); restore a copy."
            ) from None
        finally:
            db.close()


def _whose(store: "duckdb.DuckDBPyConnection", file_no: int) -> tuple[str, int, str]:
    found = store.execute(
        "select collection.lea, collection.year, coalesce(any_value(header.serial), '') || ' ' || "
        "coalesce(any_value(header.made_at), '') from collection left join header using (file_no) "
        "where file_no = ? group by all",
        [file_no],
    ).fetchall()
    if not found:
        raise BadInput(f"There is no return number {file_no} in the store; read one first.")
    lea, year, made_at = found[0]
    if not lea or not year:
        what = "which authority it is of (LEA in the header)" if not lea else "which year it is of"
        raise BadInput(f"The return does not say {what}; without that its plans cannot be kept apart from others'.")
    return lea, year, made_at


def _add(
    db: "duckdb.DuckDBPyConnection", lea: str, year: int, made_at: str, plans: "pa.Table", children: "pa.Table"
) -> Added:
    db.register("said", plans)
    db.register("named", children)
    ((digest,),) = db.execute(
        "select sha256(concat_ws(chr(30), $lea, $year, $made_at, (select string_agg(said::varchar, chr(30) order by "
        "la_child_id, start_date) from said)))",
        {"lea": lea, "year": year, "made_at": made_at},
    ).fetchall()
    if db.execute("select 1 from arrival where digest = ?", [digest]).fetchall():
        return Added(lea, year, plans.num_rows, already=True)
    db.execute("begin")
    db.execute(f"create temporary table before as {_CURRENT}")
    ((number,),) = db.execute("select coalesce(max(arrival_no), 0) + 1 from arrival").fetchall()
    asked = {"number": number, "lea": lea, "year": year}
    db.execute("insert into arrival values (?, ?, ?, ?, ?, ?)", [number, lea, year, made_at, digest, plans.num_rows])
    db.execute(
        "insert into plan select $number, $lea, $year, la_child_id, start_date, end_date, initial_category, "
        "latest_category, previous_plans, false from said",
        asked,
    )
    db.execute(
        """
        insert into plan
        select $number, lea, year, la_child_id, start_date, end_date, initial_category, latest_category,
            previous_plans, true
        from before
        where lea = $lea and year = $year and not withdrawn
            and la_child_id in (select la_child_id from named)
            and (la_child_id, start_date) not in (select (la_child_id, start_date) from said)
        """,
        asked,
    )
    ((new, changed, withdrawn),) = db.execute(
        f"""
        select count(*) filter (before.lea is null),
            count(*) filter (not now.withdrawn and not before.withdrawn and (now.end_date, now.initial_category,
                now.latest_category, now.previous_plans) is distinct from (before.end_date, before.initial_category,
                before.latest_category, before.previous_plans) or before.withdrawn and not now.withdrawn),
            count(*) filter (now.withdrawn and not before.withdrawn)
        from ({_CURRENT}) as now left join before using (lea, la_child_id, start_date)
        where now.arrival_no = ?
        """,  # noqa: S608
        [number],
    ).fetchall()
    db.execute("drop table before")
    db.execute("commit")
    return Added(lea, year, plans.num_rows, new, changed, withdrawn)


def _table(db: "duckdb.DuckDBPyConnection", sql: str, asked: Mapping[str, object]) -> "pa.Table":
    import pyarrow as pa

    found = db.execute(sql, dict(asked))
    names = [column[0] for column in found.description or ()]
    kinds = {"date": pa.date32(), "count": pa.int32(), "text": pa.string()}
    schema = pa.schema([(name, kinds[_KINDS.get(name, "text")]) for name in names])
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in found.fetchall()], schema)


def _reaches_back(kept: set[int], in_store: set[int]) -> dt.date:
    years = kept | in_store
    first = max(in_store or kept)
    while first - 1 in years:
        first -= 1
    return dt.date(first - 1, 4, 1)


def _create(db: "duckdb.DuckDBPyConnection") -> None:
    for table, columns in TABLES.items():
        db.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    db.execute("insert into about values (?, ?)", [_WHAT, VERSION])


def _check_kind(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(12)
    except OSError as problem:
        raise BadInput(f"{path.name}: this history of plans cannot be opened ({problem.strerror}).") from None
    if start[8:] != b"DUCK":
        raise BadInput(f"{path.name}: this is no history of plans; name the file that this command made, or a new one.")


def _check_shape(db: "duckdb.DuckDBPyConnection", name: str) -> None:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in db.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where table_oid in (select table_oid from duckdb_tables()) order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    if found != TABLES:
        raise BadInput(
            f"{name}: this DuckDB file is no history of plans; name the one that this command made, or a new one."
        )
    about = db.execute("select what, version from about").fetchall()
    if about != [(_WHAT, VERSION)]:
        raise BadInput(
            f"{name}: this history of plans is of another version than {VERSION}; use the program that made it."
        )


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0][:200].rstrip(".")


def _why_not(name: str, problem: Exception) -> str:
    if "lock" in str(problem).lower() or "different configuration" in str(problem):
        return f"{name}: another program has this history of plans open; try again when it has finished."
    return f"{name}: this history of plans cannot be opened ({_first_line(problem)})."
