"""Every published rule finds what breaks it, at the right child and line, and nothing in what does not."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lifecourse.engines.census import reading, store
from lifecourse.engines.census.rules.rule import NotRun, Rule, Severity, all_rules, rules_of, run

from .cases import CASES, Case
from .returns import Written, base, changed

PUBLISHED = Path(__file__).parents[5] / "shared" / "data" / "cin_schema" / "cin_rules_2025_26.json"
YEARS = range(2018, 2027)


def found(
    written: Written, folder: Path, *codes: str, year: int | None = None
) -> set[tuple[str, int | None, int | None]]:
    """Rule, child and line of every finding of these rules, or of all, in a return that goes the whole way."""
    with store.opened() as db:
        told = reading.read_return(db, written.save(folder), year=year)
        assert told.year is not None
        rules = [rule for rule in rules_of(told.year) if not codes or rule.code in codes]
        assert [one.reason for one in run(db, rules) if isinstance(one, NotRun)] == []
        rows = db.execute("select code, child_no, line from finding").fetchall()
    assert len(rows) == len(set(rows)), "a row at fault is told of once"
    return set(rows)


def year_said(case: Case, changes: object) -> int | None:
    """A return whose reference date is spoilt does not say its collection: then it is said when it is read."""
    return case.year if case.code == "100" and changes else None


@pytest.mark.parametrize("year", YEARS)
def test_the_base_return_breaks_no_rule_and_departs_from_nothing(year: int, tmp_path: Path) -> None:
    written = Written(base(year))
    assert found(written, tmp_path) == set()
    with store.opened() as db:
        told = reading.read_return(db, written.save(tmp_path))
    assert (told.year, told.children, told.departures) == (year, 5, 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.year}")
def test_a_rule_finds_what_breaks_it_and_nothing_else(case: Case, tmp_path: Path) -> None:
    breaks, holds = (Written(changed(base(case.year), changes)) for changes in (case.breaks, case.holds))
    wanted = {(case.code, *breaks.at(path)) for path in case.at}
    assert found(breaks, tmp_path, case.code, year=year_said(case, case.breaks)) == wanted
    assert found(holds, tmp_path, case.code, year=year_said(case, case.holds)) == set()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: f"{rule.code}-{rule.since}")
def test_every_version_of_every_rule_has_a_case(rule: Rule) -> None:
    mine = [case for case in CASES if case.code == rule.code and rule.since <= case.year <= rule.until]
    assert any(case.breaks and case.at for case in mine), f"no return breaks {rule.code} in its version of {rule.since}"


def test_each_case_is_of_a_rule_of_its_year() -> None:
    assert [case for case in CASES if case.code not in {rule.code for rule in rules_of(case.year)}] == []


def dated(inside: Any, day: str) -> Any:
    """The same with every date another."""
    if isinstance(inside, dict):
        return {name: dated(value, day) for name, value in inside.items()}
    if isinstance(inside, list):
        return [dated(value, day) for value in inside]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", inside) else inside


@pytest.mark.parametrize("day", ["0001-01-01", "1066-10-14", "1989-12-31", "2040-01-01", "9999-12-31"])
@pytest.mark.parametrize("year", [2018, 2026, 2045, 9999])
def test_no_date_and_no_collection_stops_a_rule(day: str, year: int, tmp_path: Path) -> None:
    made = base(2026)
    made["Child"] = dated(made["Child"], day)
    made["Header"]["CollectionDetails"]["ReferenceDate"] = f"{year}-03-31"
    codes = {code for code, _, _ in found(Written(made), tmp_path)}
    assert {"8606", "8600", "4012Q", "8840"} & codes, "the rules did run"


def test_versions_of_a_rule_follow_one_another() -> None:
    for one, following in pairwise(all_rules()):
        if one.code == following.code:
            assert one.until + 1 == following.since, one.code
    assert all(len({rule.code for rule in rules_of(year)}) == len(rules_of(year)) for year in YEARS)


def test_the_rules_are_those_published_for_2025_to_2026() -> None:
    if not PUBLISHED.exists():
        pytest.skip("the published list of rules is not beside this checkout")
    published = {one["code"]: one for one in json.loads(PUBLISHED.read_text(encoding="utf-8"))}
    ours = {rule.code: rule for rule in rules_of(2026)}
    assert sorted(ours) == sorted(published)
    for code, rule in ours.items():
        told = published[code]
        assert rule.severity == Severity(told["type"].lower()), code
        assert (rule.message, rule.module) == (told["message"].strip(), told["module"]), code
    assert len(ours) == 109


def test_each_rule_has_a_file_of_its_own_that_names_it() -> None:
    folder = Path(__file__).parents[1] / "rules"
    for rule in all_rules():
        text = (folder / f"rule_{rule.code}.py").read_text(encoding="utf-8")
        assert text.startswith(f'"""{rule.code}, {rule.severity}: '), rule.code
        said = " ".join(text.split('"""')[1].split())
        last = [one for one in all_rules() if one.code == rule.code][-1]
        assert f"Points at {', '.join(last.fields)}." in said, rule.code
