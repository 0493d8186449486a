"""What a validation rule is, and how all rules of a collection are run over a return that was read."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


class Severity(StrEnum):
    """An error must be mended before the return is accepted; a query may be explained."""

    ERROR = "error"
    QUERY = "query"


@dataclass(frozen=True)
class Rule:
    """One published rule, in one version.

    `fields`: the elements it points at. `since`, `until`: the collections, by the year they end in, that had it so.
    `sql`: one question over the tables of `store`, for one return; a row for each finding, with the columns `child_no`
    (null if the return as a whole is meant), `line` (of the row at fault) and `found` (text, what stands there).
    """

    code: str
    severity: Severity
    module: str
    message: str
    fields: tuple[str, ...]
    sql: str
    since: int = 2018
    until: int = 9999


@dataclass(frozen=True)
class NotRun:
    """A rule that could not be run, and why. It has not been passed."""

    rule: Rule
    reason: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every version of every rule: each file `rule_*.py` here has RULES. Sorted by code."""
    package = importlib.import_module("lifecourse.engines.census.rules")
    found: list[Rule] = []
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("rule_"):
            found += importlib.import_module(f"{package.__name__}.{module.name}").RULES
    return tuple(sorted(found, key=lambda rule: (rule.code, rule.since)))


def rules_of(year: int) -> tuple[Rule, ...]:
    """The rules of one collection."""
    return tuple(rule for rule in all_rules() if rule.since <= year <= rule.until)


def run(db: "duckdb.DuckDBPyConnection", rules: Sequence[Rule]) -> Iterator[Rule | NotRun]:
    """Run rules one by one over the one return in the store, into the table `finding` (code, child_no, line, found).

    Gives each rule when it has run, or NotRun. A rule that fails stops no other, and leaves no half of its findings.
    """
    import duckdb

    db.execute("create table if not exists finding (code varchar, child_no integer, line integer, found varchar)")
    for rule in rules:
        try:
            db.execute(f"insert into finding select ?, child_no, line, found::varchar from ({rule.sql})", [rule.code])  # noqa: S608
        except duckdb.Error as problem:
            yield NotRun(rule, str(problem).splitlines()[0])
        else:
            yield rule
