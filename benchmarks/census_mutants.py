"""Would the census rules' tests notice a slip? Every comparison of every rule is turned round, one at a time.

A mutant is a rule whose SQL differs in one place: `<` for `<=`, `and` for `or`, a case for a child, a day more. It is
noticed if one of the rule's own returns then gives other findings. What is not noticed is printed: either it says the
same in other words, or a case is missing.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.machine import Report, options
from lifecourse.engines.census import reading, store
from lifecourse.engines.census.rules.rule import Rule, all_rules
from lifecourse.engines.census.tests.cases import CASES
from lifecourse.engines.census.tests.returns import Written, base, changed

if TYPE_CHECKING:
    import duckdb

At = tuple[int | None, int | None]
SLIPS = (
    (" < ", " <= "),
    (" <= ", " < "),
    (" > ", " >= "),
    (" >= ", " > "),
    (" = ", " <> "),
    (" <> ", " = "),
    (" and ", " or "),
    (" or ", " and "),
    (" not in ", " in "),
    (" is not null", " is null"),
    (" is null", " is not null"),
    (r" not (?!in|null|between|true|distinct)", " "),
    (" is not true", " is true"),
    ("between starts_on and ends_on", "between starts_on - 1 and ends_on"),
    ("between starts_on and ends_on", "between starts_on and ends_on + 1"),
    (r"coalesce\((\w+), ", r"least(\1, "),
    (" exclude current row", ""),
    (r"\b(280|45|15|25|30|9|100|20)\b", "7"),
    ("partition by child_no", "partition by line"),
    ("partition by cin_no", "partition by child_no"),
    (r"using \(cin_no\)", "using (child_no)"),
    ("'RC9'", "'RC0'"),
    (r"ends_on \+ 1", "ends_on"),
)


@dataclass(frozen=True)
class Tried:
    """A return of a case, read, and what the rule should find in it."""

    year: int
    db: "duckdb.DuckDBPyConnection"
    wanted: set[At]


def main() -> int:
    asked = options((__doc__ or "").splitlines()[0])
    report = Report("census: slips that the rules' tests notice", small=asked.small, seed=asked.seed)
    rules = all_rules()[:: 10 if asked.small else 1]
    made = unnoticed = 0
    alive: list[tuple[str, str, str, str]] = []
    for rule in rules:
        with ExitStack() as opened, tempfile.TemporaryDirectory(prefix="bench-census-mutants-") as folder:
            tried = list(returns(rule, opened, Path(folder)))
            if not noticed(rule.sql, tried):
                for where, slip, sql in mutants(rule.sql):
                    made += 1
                    if not noticed(sql, tried):
                        unnoticed += 1
                        said = " ".join(sql[max(0, where - 35) : where + 45].split())
                        alive.append((rule.code, str(rule.since), slip.strip(), said))
            else:
                report.require(f"the rule {rule.code} as it stands finds what its cases say", False)
    report.table("Slips that no case notices", ("rule", "since", "turned round", "…"), alive)
    share = 100 * (made - unnoticed) / max(1, made)
    report.require(f"at least 95 % of {made} slips are noticed ({share:.1f} %)", made > 0 and share >= 95)
    return report.end()


def returns(rule: Rule, opened: ExitStack, folder: Path) -> Iterator[Tried]:
    """Every return of the rule's cases, read into a store of its own."""
    for case in CASES:
        if case.code != rule.code or not rule.since <= case.year <= rule.until:
            continue
        for changes, at in ((case.breaks, case.at), (case.holds, ())):
            written = Written(changed(base(case.year), changes))
            db = opened.enter_context(store.opened())
            reading.read_return(db, written.save(folder), year=case.year if case.code == "100" and changes else None)
            yield Tried(case.year, db, {written.at(path) for path in at})


def mutants(sql: str) -> Iterator[tuple[int, str, str]]:
    """Where it differs, what was there, and the SQL."""
    seen = {sql}
    for pattern, instead in SLIPS:
        for match in re.finditer(pattern, sql):
            other = sql[: match.start()] + match.expand(instead) + sql[match.end() :]
            if other not in seen:
                seen.add(other)
                yield match.start(), match.group(), other


def noticed(sql: str, tried: list[Tried]) -> bool:
    """Whether any of the returns gives other findings, or the database refuses the question."""
    import duckdb

    for one in tried:
        try:
            found = set(one.db.execute(f"select child_no, line from ({sql})").fetchall())
        except duckdb.Error:
            return True
        if found != one.wanted:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
