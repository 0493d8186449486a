"""Links lists: which pairs of records may be one person, and with what weight."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import model as models
from .backends import Backend, duck, numbered
from .model import Model
from .people import SCHEMA, People

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Say = Callable[[str], None]
# A rule may make so many pairs, or so many for each record if that is more; the wide rules may so many together.
MOST_PAIRS, PAIRS_A_RECORD = 500_000, 5
# Shrinks what a short list says of how common a value is towards "rare": as if so many more records had been seen.
SEEN_BEFORE = 1_000


@dataclass(frozen=True)
class Prepared:
    """Lists as the engine takes them: numbered rows, which columns say something, and how common values are."""

    lists: tuple[People, ...]
    tables: dict[str, "pa.Table"]
    rarities: dict[str, "pa.Table"]
    present: frozenset[str]
    rules: tuple[models.Rule, ...]

    @property
    def link_type(self) -> str:
        """Splink's word for one list, or several that have each person once or are made so."""
        return "dedupe_only" if len(self.lists) == 1 else "link_only"

    @property
    def prior(self) -> float:
        """The share of all pairs that are one person: one partner for every record of the longest list, or half."""
        longest = max(len(one.ids) for one in self.lists)
        return min(0.1, (1.0 if len(self.lists) == 1 else 0.5) / longest)


def prepare(lists: Sequence[People]) -> Prepared:
    """Number the rows, see which columns two records have that could be compared, count how common each value is."""
    need = 1 if len(lists) == 1 else 2
    present = [name for name, _ in SCHEMA if sum(one.table[name].null_count < len(one.ids) for one in lists) >= need]
    tables = {f"list{number}": table for number, table in enumerate(numbered([one.table for one in lists]))}
    with duck() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        common = {name: _rarity(connection, list(tables), name) for name in models.RAREST if name in present}
        rules = tuple(_affordable(connection, list(tables), present))
    return Prepared(tuple(lists), tables, common, frozenset(present), rules)


def _rarity(connection: "duckdb.DuckDBPyConnection", tables: Sequence[str], name: str) -> "pa.Table":
    """For each value of a column its share, less the two records of the pair that is being judged."""
    together = " UNION ALL ".join(f'SELECT "{name}" FROM {table}' for table in tables)  # noqa: S608
    return connection.sql(
        f'SELECT "{name}", (greatest(count(*) - 2, 0) + {SEEN_BEFORE} * {models.RAREST[name]})'  # noqa: S608
        f' / (sum(count(*)) OVER () + {SEEN_BEFORE}) AS "tf_{name}"'
        f' FROM ({together}) WHERE "{name}" IS NOT NULL GROUP BY 1'
    ).to_arrow_table()


def _affordable(
    connection: "duckdb.DuckDBPyConnection", tables: Sequence[str], present: Collection[str]
) -> Iterator[models.Rule]:
    """The rules that these lists can use: their columns are there and they make no more pairs than is allowed."""
    records = sum(connection.sql(f"SELECT count(*) FROM {one}").fetchall()[0][0] for one in tables)  # noqa: S608
    most = max(MOST_PAIRS, PAIRS_A_RECORD * records) * (2 if len(tables) == 1 else 1)  # a list with itself: twice
    made = 0
    for number, rule in enumerate(models.RULES):
        parts = [models.sides(part) for part in rule]
        if not {column for part in parts for column in part} <= set(present):
            continue
        left = ", ".join(f"{one} AS k{place}" for place, (one, _) in enumerate(parts))
        right = ", ".join(f"{other} AS k{place}" for place, (_, other) in enumerate(parts))
        keys = ", ".join(f"k{place}" for place in range(len(parts)))
        pairs = 0
        for place, one in enumerate(tables):
            for other in tables[place + 1 :] or ([one] if len(tables) == 1 else []):
                answer = connection.sql(
                    f"SELECT coalesce(sum(l.n * r.n), 0) FROM"  # noqa: S608
                    f" (SELECT {left}, count(*) AS n FROM {one} GROUP BY ALL) l JOIN"
                    f" (SELECT {right}, count(*) AS n FROM {other} GROUP BY ALL) r USING ({keys})"
                ).fetchall()
                pairs += int(answer[0][0])
        if number >= models.WIDE:
            pairs += made
        if pairs <= most:
            made = pairs if number >= models.WIDE else 0
            yield rule


def linker_for(prepared: Prepared, model: Model, engine: Backend) -> Any:
    """Splink's linker for these lists."""
    settings = models.settings(
        model,
        engine=engine.name,
        link_type=prepared.link_type,
        prior=prepared.prior,
        present=prepared.present,
        rules=prepared.rules,
    )
    return engine.linker(prepared.tables, prepared.rarities, settings)


def score(prepared: Prepared, model: Model, engine: Backend, *, least_weight: float) -> "pa.Table":
    """Every pair of at least that weight: `row_l` below `row_r`, `weight`, `probability`, and its levels."""
    linker = linker_for(prepared, model, engine)
    found = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    keep = ["row_l", "row_r", "match_weight", "match_probability"]
    keep += [one.name for one in found.columns if one.name.strip('"`').startswith("gamma_")]
    if "given" in prepared.present:
        keep += ["tf_given_l", "tf_given_r"]
    if "born" in prepared.present:
        keep += ["born_year_l", "born_year_r"]
    return found.query_sql(f"SELECT {', '.join(keep)} FROM {{this}}").as_pyarrow_table()  # noqa: S608
