"""Where a return stands once it is read: tables of an in-process DuckDB that spills to disk when memory is short."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from . import layout, working_days
from .codes import EARLIEST, LATEST, read_codes, read_upn_authorities
from .layout import Kind
from .problem import BadInput

if TYPE_CHECKING:
    import duckdb

SQL = {Kind.TEXT: "varchar", Kind.DATE: "date", Kind.FLAG: "boolean", Kind.COUNT: "integer"}
TABLES = tuple(layout.PARENTS)
# What was read otherwise than the schema of the collection says. `path`: the element, from the child on.
DEPARTURE = (
    ("file_no", "integer"),
    ("child_no", "integer"),
    ("path", "varchar"),
    ("line", "integer"),
    ("what", "varchar"),
    ("found", "varchar"),
    ("wanted", "varchar"),
)


def columns_of(table: str) -> tuple[tuple[str, str], ...]:
    """Every column of a table with its SQL type: where the row sits, its line, and what its elements say."""
    if table == "departure":
        return DEPARTURE
    numbers = (*layout.PARENTS[table], table)
    return (
        ("file_no", "integer"),
        *((f"{name}_no", "integer") for name in numbers),
        ("line", "integer"),
        *((name, SQL[kind]) for name, kind in layout.columns(table).items()),
    )


# What rules and indicators ask again and again.
QUESTIONS = (
    # So many calendar months on, at most to the month's last day. By the name it has on Spark, and with its answer.
    "create macro add_months(of_day, months) as ((of_day + to_months(months))::date)",
    # The codes that a return of the collection may use; a year outside those known gets the nearest.
    """
    create view valid_code as
    select file_no, list, code
    from code join collection on year_of_lists(year) between coalesce(since, 0) and coalesce(until, 9999)
    """,
    # The n-th working day before a day; null where the table of days does not reach.
    """
    create macro working_day_before(of_day, n) as (
        select one.day
        from day as one join day as eve on one.working_no = eve.working_no - n + 1
        where one.is_working and eve.day = of_day - 1
    )
    """,
    # The check letter that characters 2 to 13 of a unique pupil number call for, letters counting from A as 0.
    """
    create macro upn_check_letter(upn) as substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + (list_sum([
        place * (strpos(case when upn[place] between '0' and '9' then '0123456789' else 'ABCDEFGHJKLMNPQRTUVWXYZ' end,
            upn[place]) - 1)
        for place in range(2, 14)
    ]) % 23)::integer, 1)
    """,
)


@contextmanager
def opened(*, memory: str = "400MB") -> Iterator["duckdb.DuckDBPyConnection"]:
    """An empty store with all tables, the working days and the code lists; gone with the block.

    Raises BadInput where memory or disk do not suffice.
    """
    import duckdb

    with TemporaryDirectory(prefix="census-") as folder:
        db = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "temp_directory": str(Path(folder) / "spill"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            for table in (*TABLES, "departure"):
                db.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns_of(table))})")
            # One row a return: its year, and the first and last day that it is about.
            db.execute(
                "create table collection (file_no integer, year integer, starts_on date, ends_on date, lea varchar)"
            )
            working_days.create(db)
            _create_codes(db)
            db.execute(f"create macro year_of_lists(year) as least(greatest(year, {EARLIEST}), {LATEST})")
            for question in QUESTIONS:
                db.execute(question)
            yield db
        except (duckdb.OutOfMemoryException, duckdb.IOException) as problem:
            # The one thing that cannot be put right here; what is beside it in the message is of DuckDB's own settings.
            said = str(problem).partition("\n")[0][:200].rstrip(".")
            raise BadInput(f"There is not enough room to work in, in memory or on the disk ({said}).") from None
        finally:
            db.close()


def _create_codes(db: "duckdb.DuckDBPyConnection") -> None:
    lists = {**read_codes(), "upn_authority": read_upn_authorities()}
    db.execute("create table code (list varchar, code varchar, since integer, until integer)")
    entries = [(name, one.code, one.since, one.until) for name, all_of in lists.items() for one in all_of]
    # One statement for all: a statement an entry takes as long as everything else here.
    db.execute(
        "insert into code select unnest(?), unnest(?), unnest(?::integer[]), unnest(?::integer[])",
        [list(column) for column in zip(*entries, strict=True)],
    )


class Rows:
    """Collects rows of every table and hands them to the store in pieces of about `LARGE` rows of all tables."""

    LARGE = 50_000

    def __init__(self, db: "duckdb.DuckDBPyConnection", file_no: int) -> None:
        self._db, self._file_no = db, file_no
        self.of: dict[str, list[Sequence[Any]]] = {table: [] for table in (*TABLES, "departure")}

    def flush(self) -> None:
        """Write what is there."""
        for table, rows in self.of.items():
            if rows:
                self._write(table, rows)
                rows.clear()

    def _write(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        kinds = {"varchar": pa.string(), "integer": pa.int32(), "boolean": pa.bool_(), "date": pa.int32()}
        names = columns_of(table)[1:]
        arrays = [
            # A date comes as days since 1970, which Arrow holds in the same four bytes; a cast loads all its compute.
            pa.array(values, kinds[kind]).view(pa.date32()) if kind == "date" else pa.array(values, kinds[kind])
            for (_, kind), values in zip(names, zip(*rows, strict=True), strict=True)
        ]
        piece = pa.table(arrays, names=[name for name, _ in names])
        self._db.register("piece", piece)
        self._db.execute(f"insert into {table} select {self._file_no}, * from piece")  # noqa: S608
        self._db.unregister("piece")
