"""One definition, two engines: what DuckDB counts here, Spark counts from the same file of SQL."""

import random
from collections import Counter
from pathlib import Path

import pytest

from lifecourse.engines.census import store
from lifecourse.engines.census.cluster import ask_spark, hand_over, translated
from lifecourse.engines.census.generating.command import generate
from lifecourse.engines.census.indicators.computing import compute
from lifecourse.engines.census.indicators.definitions import read_definitions
from lifecourse.engines.census.lookedafter import DEFINITION, looked_after, read_episodes
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.linkage.bulk import backends

INDICATORS = sorted(DEFINITION.parent.glob("*.sql"))


def episodes(path: Path, *, seed: int = 20180331, children: int = 400) -> Path:
    """Invented episodes with everything that the definition has to tell apart, ends on the very day among them."""
    chance = random.Random(seed)
    lines = ["CHILD,DECOM,LS,DEC,REC"]
    for child in range(children):
        for _ in range(chance.randint(1, 3)):
            begun = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(2016, 2018)}"
            ended = chance.choice(["", "", "31/03/2018", "30/03/2018", "01/04/2018", "31/02/2018"])
            ceased = chance.choice(["X1", "E4A"]) if ended else ""
            lines.append(f"{child},{begun},{chance.choice(['C1', 'C2', 'V2', 'V3', 'V4', ''])},{ended},{ceased}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_every_definition_can_be_said_to_spark() -> None:
    assert INDICATORS
    for one in INDICATORS:
        said = translated(one.read_text(encoding="utf-8"))
        assert "$" not in said, one.name
    with pytest.raises(ValueError, match="here are 2"):
        translated("select 1; select 2")


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .appName("lifecourse census")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark") / "warehouse"))
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.skipif(bool(backends.spark_is_missing()), reason=backends.spark_is_missing())
def test_spark_counts_the_same_looked_after_children(tmp_path, spark) -> None:
    sql = DEFINITION.read_text(encoding="utf-8")
    with store.opened() as db:
        read_episodes(db, episodes(tmp_path / "episodes.csv"))
        hand_over(db, ["episode"], tmp_path)
        counts = set()
        for counted in (False, True):
            asked = {"year": 2018, "ceased_on_31_march_counts": counted}
            here = looked_after(db, 2018, ceased_on_31_march_counts=counted).children
            there = ask_spark(spark, tmp_path, ["episode"], sql, asked)
            assert sorted(there) == list(here)
            counts.add(len(here))
        # The controls: the parameter reaches both engines, and another definition gives another number.
        assert len(counts) == 2
        with_breaks = sql.replace("('V3', 'V4')", "('no such order')")
        assert len(ask_spark(spark, tmp_path, ["episode"], with_breaks, asked)) > max(counts)


@pytest.mark.skipif(bool(backends.spark_is_missing()), reason=backends.spark_is_missing())
def test_spark_has_the_same_rows_for_every_indicator(tmp_path, spark) -> None:
    """Three years' returns with every trap in them: each row, with its reason, is both engines'."""
    tables = ["child", "cin", "section47", "cpp", "review", "collection", "day", "parameters", "earlier_plan"]
    with store.opened() as db:
        for number, year in enumerate((2018, 2019, 2020), start=1):
            path = tmp_path / f"{year}.xml"
            # The children of one seed: who had a plan in one year may have another in the next.
            generate(children=400, year=year, seed=7, out=path)
            read_return(db, path, file_no=number, year=year)
        compute(db)
        hand_over(db, tables, tmp_path)
        for key, one in read_definitions().indicators.items():
            here = db.execute(f"select * from ({one.question})").fetchall()
            there = ask_spark(spark, tmp_path, tables, one.question, {})
            assert here and Counter(there) == Counter(here), key
            # The control: the rows tell one definition from another.
            inside = [row for row in here if row[4]]
            assert Counter(there) != Counter(inside[1:]), key
