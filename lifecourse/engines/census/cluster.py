"""The same definitions on Spark, for more than one machine can hold: the SQL is translated, never written twice."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def translated(sql: str) -> str:
    """A definition in DuckDB's SQL as Spark says it; `$name` becomes `:name`. Raises ValueError for more than one."""
    import sqlglot

    statements = sqlglot.transpile(
        sql, read="duckdb", write="spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    if len(statements) != 1:
        raise ValueError(f"a definition is one question, and here are {len(statements)}")
    return statements[0]


def hand_over(db: "duckdb.DuckDBPyConnection", tables: Iterable[str], folder: Path) -> None:
    """Write tables of the store as Parquet, one file each, into a folder that the cluster reads."""
    for table in tables:
        path = str(folder / f"{table}.parquet").replace("'", "''")
        db.execute(f"copy {table} to '{path}' (format parquet)")


def ask_spark(session: Any, folder: Path, tables: Iterable[str], sql: str, asked: Mapping[str, Any]) -> list[Any]:
    """Put a definition, in DuckDB's SQL, to Spark over the tables in a folder. Rows in no order."""
    for table in tables:
        session.read.parquet(str(folder / f"{table}.parquet")).createOrReplaceTempView(table)
    return [tuple(row) for row in session.sql(translated(sql), args=dict(asked)).collect()]
