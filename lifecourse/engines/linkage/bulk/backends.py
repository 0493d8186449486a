"""The two engines that Splink runs on: DuckDB in this process, Spark where one machine is not enough."""

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .problem import BadInput

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

NAMES = ("duckdb", "spark")


class Backend:
    """One engine. `linker` makes Splink's linker over some Arrow tables; `rows` brings a result back as Arrow."""

    def __init__(self, name: str, api: Any, folder: Path) -> None:
        self.name = name
        self._api = api
        self._folder = folder
        self._frames: dict[str, Any] = {}

    def linker(
        self, lists: Mapping[str, "pa.Table"], rarities: Mapping[str, "pa.Table"], settings: Mapping[str, Any]
    ) -> Any:
        """Splink's linker; `rarities` gives for a column how common each of its values is."""
        from splink import Linker

        logging.getLogger("splink").setLevel(logging.ERROR)
        frames = [self._frame(name, table) for name, table in lists.items()]
        linker = Linker(frames, dict(settings), log_level=None, validate_settings=False)
        for column, table in rarities.items():
            if f"rarity_of_{column}" not in self._frames:
                frame = self._frame(f"rarity_of_{column}", table)
                linker.table_management.register_term_frequency_lookup(frame, column)
        return linker

    def _frame(self, name: str, table: "pa.Table") -> Any:
        """Splink's frame of a table, made once: a second linker (after training) uses the same."""
        if name not in self._frames:
            self._frames[name] = self._register(name, table)
        return self._frames[name]

    def _register(self, name: str, table: "pa.Table") -> Any:
        if self.name == "duckdb":
            # A table of its own: DuckDB reads it many times, faster than Arrow, and knows how its values are spread.
            self._api.duckdb_con.register("arriving", table)
            self._api.duckdb_con.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM arriving')
            self._api.duckdb_con.unregister("arriving")
            return self._api.register(name, dataset_display_name=name, table_name=f"as_{name}")
        import pyarrow.parquet as parquet

        path = self._folder / f"{name}.parquet"
        parquet.write_table(table, path)
        frame = self._api.spark.read.parquet(str(path))
        return self._api.register(frame, dataset_display_name=name, table_name=name)


@contextmanager
def backend(name: str, *, memory: str = "") -> Iterator[Backend]:
    """Open an engine for the block. Raises `BadInput` if it is not on this machine, saying how to get it."""
    folder = Path(tempfile.mkdtemp(prefix="lifecourse-linkage-"))
    try:
        if name == "duckdb":
            from splink import DuckDBAPI

            with duck(memory=memory, spill=folder) as connection:
                yield Backend(name, DuckDBAPI(connection), folder)
        else:
            session = _spark(memory, folder)
            try:
                import splink

                api: Any = splink.SparkAPI
                parts = int(session.conf.get("spark.sql.shuffle.partitions"))
                yield Backend(
                    name,
                    api(spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=parts),
                    folder,
                )
            finally:
                session.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def duck(*, memory: str = "", spill: Path | None = None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A DuckDB in memory that reaches for nothing outside: no extension, no file but where it may spill."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        if spill is not None:
            connection.execute("SET temp_directory = ?", [str(spill)])
        if memory:
            connection.execute("SET memory_limit = ?", [memory])
        yield connection
    finally:
        connection.close()


def spark_is_missing() -> str:
    """Why Spark cannot run here, in one sentence that says how to install it; empty if it can."""
    import importlib.util

    if importlib.util.find_spec("pyspark") is None:
        return (
            "PySpark is not installed: ./run installs it only on request (uv pip install pyspark==4.3.0; see "
            "docs/domains/linkage.md)."
        )
    if shutil.which("java") is None:
        return "Java is not installed: Spark needs version 17 or 21 (on Debian: apt-get install default-jre-headless)."
    return ""


def _spark(memory: str, folder: Path) -> Any:
    if reason := spark_is_missing():
        raise BadInput(reason)
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    # The master and everything else of a cluster are spark-defaults.conf's and spark-submit's to say.
    builder = (
        SparkSession.builder.appName("lifecourse linkage")
        .config("spark.jars", similarity_jar_location())
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.ui.showConsoleProgress", "false")
    )
    if memory:
        builder = builder.config("spark.driver.memory", memory)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    if str(session.sparkContext.master).startswith("local"):
        # A cluster's two hundred shuffle partitions cost one machine minutes on lists of any size that it can hold.
        session.conf.set("spark.sql.shuffle.partitions", str(session.sparkContext.defaultParallelism))
    return session


def numbered(tables: Sequence["pa.Table"]) -> list["pa.Table"]:
    """The tables with `row`, a number that runs on from one table to the next."""
    import pyarrow as pa

    start, found = 0, []
    for table in tables:
        rows = pa.array(range(start, start + table.num_rows), pa.int32())
        found.append(table.add_column(0, "row", rows))
        start += table.num_rows
    return found
