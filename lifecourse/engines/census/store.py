"""Where a return stands once it is read: tables of an in-process DuckDB that spills to disk when memory is short."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from . import layout, working_days
from .codes import read_codes
from .layout import Kind

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


@contextmanager
def opened(*, memory: str = "400MB") -> Iterator["duckdb.DuckDBPyConnection"]:
    """An empty store with all tables, the working days and the code lists; gone with the block."""
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
            db.execute("create table code (list varchar, code varchar, since integer, until integer)")
            db.executemany(
                "insert into code values (?, ?, ?, ?)",
                [(name, one.code, one.since, one.until) for name, all_of in read_codes().items() for one in all_of],
            )
            yield db
        finally:
            db.close()


class Rows:
    """Collects rows of every table and hands them to the store in large pieces."""

    LARGE = 50_000

    def __init__(self, db: "duckdb.DuckDBPyConnection", file_no: int) -> None:
        self._db, self._file_no = db, file_no
        self.of: dict[str, list[Sequence[Any]]] = {table: [] for table in (*TABLES, "departure")}

    def flush(self, *, least: int = 1) -> None:
        """Write every table that has so many rows."""
        for table, rows in self.of.items():
            if len(rows) >= least:
                self._write(table, rows)
                rows.clear()

    def _write(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        kinds = {"varchar": pa.string(), "integer": pa.int32(), "boolean": pa.bool_(), "date": pa.int32()}
        names = columns_of(table)[1:]
        arrays = [
            # A date comes as days since 1970, which Arrow holds in the same four bytes.
            pa.array(values, kinds[kind]).cast(pa.date32()) if kind == "date" else pa.array(values, kinds[kind])
            for (_, kind), values in zip(names, zip(*rows, strict=True), strict=True)
        ]
        piece = pa.table(arrays, names=[name for name, _ in names])
        self._db.register("piece", piece)
        self._db.execute(f"insert into {table} select {self._file_no}, * from piece")  # noqa: S608
        self._db.unregister("piece")
