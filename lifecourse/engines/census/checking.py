"""`lifecourse census check`: reads one return, puts its collection's published rules to it, says what is wrong.

Exit status: 0 nothing found; 1 departures from the schema or findings of rules; 2 it cannot be read, or a rule could
not be run. A rule that was not run has not been passed, and is said first in every format.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import store
from .codes import EARLIEST, LATEST
from .problem import BadInput
from .reading import Return, read_return
from .rules.rule import NotRun, Rule, rules_of, run

if TYPE_CHECKING:
    import duckdb

FORMATS = ("table", "json", "csv", "xlsx", "html")
AT_ONCE = 5_000


@dataclass(frozen=True)
class ByRule:
    """A rule that found something: how often, and in how many children."""

    rule: Rule
    findings: int
    children: int


@dataclass(frozen=True)
class OneChild:
    """What was found about one child. `child_id` is empty for what is about the return as a whole."""

    child_id: str
    line: int | None
    findings: int
    departures: int
    codes: str


@dataclass(frozen=True)
class Finding:
    """What one rule found. `line`: of the entry at fault; `found`: what stands there."""

    child_id: str
    line: int | None
    rule: Rule
    found: str


@dataclass(frozen=True)
class Departure:
    """What is not as the schema of the collection has it. `path`: the element, from the child on."""

    child_id: str
    line: int
    path: str
    what: str
    found: str
    wanted: str


class Checked:
    """A return that was checked; what was found is asked of the store piece by piece, so that any number of it fits."""

    def __init__(self, db: "duckdb.DuckDBPyConnection", told: Return, results: Sequence[Rule | NotRun]) -> None:
        self._db, self.told = db, told
        self.ran = [one for one in results if isinstance(one, Rule)]
        self.not_run = [one for one in results if isinstance(one, NotRun)]
        self._rules = {rule.code: rule for rule in self.ran}
        # What is about a child without an id must not look like what is about the whole return.
        db.execute(
            "create or replace view named as select child_no, line, coalesce(la_child_id, '(no id)') as name from child"
        )

    @property
    def status(self) -> int:
        """The exit status."""
        if self.not_run:
            return 2
        return 1 if self.told.departures or self.by_rule else 0

    @property
    def verdict(self) -> str:
        """The same in a sentence."""
        departures = counted(self.told.departures, "departure")
        said = f"{counted(self.findings, 'finding')} of {counted(len(self.ran), 'rule')}, {departures} from the schema."
        if self.not_run:
            return f"NOT WHOLLY CHECKED: {counted(len(self.not_run), 'rule')} could not be run. Else: {said}"
        return said if self.status else f"Nothing found: {counted(len(self.ran), 'rule')} run, as the schema has it."

    @cached_property
    def by_rule(self) -> list[ByRule]:
        """Every rule with findings, by its code."""
        rows = self._rows("select code, count(*), count(distinct child_no) from finding group by code order by code")
        return [ByRule(self._rules[code], findings, children) for code, findings, children in rows]

    @cached_property
    def findings(self) -> int:
        return sum(one.findings for one in self.by_rule)

    @cached_property
    def by_departure(self) -> list[tuple[str, int]]:
        """Each kind of departure that was kept, with its number, the most frequent first."""
        rows = self._rows("select what, count(*) from departure group by what order by 2 desc, 1")
        return [(what, number) for what, number in rows]

    def each_child(self) -> Iterator[OneChild]:
        """Everybody about whom something was found, in the order of the file; first what is about the whole."""
        for row in self._rows(
            """
            with told as (
                select child_no, 1 as finding, 0 as departure, code from finding
                union all select child_no, 0, 1, null from departure
            )
            select coalesce(any_value(name), ''), any_value(line), sum(finding), sum(departure),
                coalesce(string_agg(distinct told.code, ' ' order by told.code), '')
            from told left join named using (child_no) group by child_no order by child_no nulls first
            """
        ):
            yield OneChild(row[0], row[1], int(row[2]), int(row[3]), row[4])

    def each_finding(self) -> Iterator[Finding]:
        """All findings, child by child."""
        for child, line, code, found in self._rows(
            """
            select coalesce(name, ''), finding.line, code, coalesce(found, '')
            from finding left join named using (child_no) order by child_no nulls first, finding.line, code, found
            """
        ):
            yield Finding(child, line, self._rules[code], found)

    def each_departure(self) -> Iterator[Departure]:
        """All departures that were kept, in the order of the file."""
        for row in self._rows(
            """
            select coalesce(name, ''), departure.line, path, what, found, wanted
            from departure left join named using (child_no) order by departure.line, path, what, found
            """
        ):
            yield Departure(*row)

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._db.cursor()
        try:
            cursor.execute(sql)
            while rows := cursor.fetchmany(AT_ONCE):
                yield from rows
        finally:
            cursor.close()


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 rule", "2,000 rules"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def check(db: "duckdb.DuckDBPyConnection", path: Path, *, year: int | None = None) -> Checked:
    """Read the return into an empty store and run its collection's rules.

    `year`: the collection, if the file is not to say it itself. Raises `BadInput` if it is no return, and if nobody
    says a collection that we know the rules of.
    """
    told = read_return(db, path, year=year)
    if told.year is None:
        raise BadInput(
            f"{path.name}: its header says no year and no reference date that can be read, so nobody knows which "
            f"rules hold; say the collection, by the year it ends in, with --year."
        )
    if not EARLIEST <= told.year <= LATEST:
        raise BadInput(
            f"{path.name}: it is for the collection {told.year}; the rules known are those of {EARLIEST} to {LATEST}. "
            "Another collection can be chosen with --year."
        )
    return Checked(db, told, list(run(db, rules_of(told.year))))


def main_check(args: argparse.Namespace) -> int:
    """Check a file and write what was found; gives the exit status.

    `args`: file (a path), and optionally format (of `FORMATS`), out (a path; standard output if none), year.
    """
    from . import reporting

    wanted, out = getattr(args, "format", None) or "table", getattr(args, "out", None)
    try:
        if wanted == "xlsx" and out is None and sys.stdout.isatty():
            raise BadInput("--format xlsx: a workbook cannot be shown on the screen; say where to write it with --out.")
        with store.opened() as db:
            checked = check(db, args.file, year=getattr(args, "year", None))
            reporting.write(checked, wanted, out)
            return checked.status
    except BadInput as problem:
        print(f"census: {problem}", file=sys.stderr)  # noqa: T201
        return 2
