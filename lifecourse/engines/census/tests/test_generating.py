"""Invented returns: valid, whole, repeatable, and with every awkward story in them."""

import argparse
import csv
import datetime as dt
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lifecourse.engines.census import store
from lifecourse.engines.census.codes import EARLIEST, LATEST
from lifecourse.engines.census.generating.command import generate, main_generate
from lifecourse.engines.census.generating.faults import FAULTS
from lifecourse.engines.census.generating.making import make_children, upn
from lifecourse.engines.census.generating.stories import STORIES
from lifecourse.engines.census.generating.telling import months_after, working_days_after
from lifecourse.engines.census.problem import BadInput
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.census.rules.rule import NotRun, Severity, all_rules, rules_of, run

ROOT = Path(__file__).resolve().parents[4]
SCHEMAS = ROOT.parent / "shared" / "data" / "cin_schema"
YEARS = range(EARLIEST, LATEST + 1)


def made(folder: Path, children: int, year: int, seed: int = 1, faults: float = 0) -> Path:
    path = folder / f"{year}-{children}-{seed}-{faults:g}.xml"
    generate(children=children, year=year, seed=seed, out=path, faults=faults)
    return path


@pytest.mark.parametrize("year", YEARS)
def test_a_return_departs_from_nothing_and_breaks_no_rule_that_is_an_error(tmp_path, year):
    errors = {rule.code for rule in rules_of(year) if rule.severity is Severity.ERROR}
    for seed in (1, 2):
        with store.opened() as db:
            told = read_return(db, made(tmp_path, 600, year, seed))
            assert (told.year, told.children, told.departures) == (year, 600, 0)
            assert not [one for one in run(db, rules_of(year)) if isinstance(one, NotRun)]
            found = db.execute("select code, any_value(child_no), count(*) from finding group by code").fetchall()
        assert [row for row in found if row[0] in errors] == []


@pytest.mark.parametrize("year", YEARS)
def test_a_return_is_valid_against_the_schema_of_its_year(tmp_path, year):
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed: no XML schema can be asked")
    if not SCHEMAS.is_dir():
        pytest.skip(f"the Department's schemas are not at {SCHEMAS}")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"CIN_schema_{year}.xsd"))
    assert schema.validate(etree.parse(made(tmp_path, 600, year))), schema.error_log
    assert not schema.validate(etree.parse(made(tmp_path, 60, year, faults=1)))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    one = made(tmp_path, 300, 2024, 5).read_bytes()
    (tmp_path / "again").mkdir()
    assert made(tmp_path / "again", 300, 2024, 5).read_bytes() == one
    assert made(tmp_path, 300, 2024, 6).read_bytes() != one


def test_the_first_children_are_told_every_story(tmp_path):
    told = Counter(child.story for child in make_children(60, 2026, 3))
    assert set(told) == {story.__name__ for story in STORIES}


@pytest.mark.parametrize("year", [2018, 2026])
def test_every_awkward_case_is_in_a_small_return(tmp_path, year):
    with store.opened() as db:
        read_return(db, made(tmp_path, 60, year))
        for what, sql in GOTCHAS.items():
            assert db.execute(f"select count(*) from {sql}").fetchone()[0] > 0, what
        in_need = db.execute("select count(*) from cin_plan").fetchone()[0]
        # Control: what no valid return can have is not there.
        assert db.execute("select count(*) from section47 where initial_cpc_date < start_date").fetchone()[0] == 0
    assert bool(in_need) == (year >= 2022)


GOTCHAS = {
    "unborn": "child where birth_date is null and expected_birth_date > (select ends_on from collection)",
    "unborn under a plan": "child join cpp using (child_no) where expected_birth_date is not null",
    "transfer in": "cin where initial_cpc_date is not null and cin_no not in (select cin_no from section47)",
    "transfer out": "cin join cpp using (cin_no) where closure_reason = 'RC5' and end_date = closure_date",
    "previous plans": "cpp where previous_plans > 0",
    "plans before that the return does not say": """cpp a join cpp b using (child_no)
        where a.start_date < b.start_date and b.previous_plans = 0""",
    "several cases": "(select child_no from cin group by 1 having count(*) > 2)",
    "two enquiries in a day": "(select cin_no, start_date from section47 group by all having count(*) > 1)",
    "two conferences": "(select child_no from section47 group by 1 having count(initial_cpc_date) > 1)",
    "no conference required": "section47 where icpc_not_required",
    "an enquiry that still runs": "section47 where not icpc_not_required and initial_cpc_date is null",
    "conference on the same day": "section47 where start_date = initial_cpc_date",
    "conference over a bank holiday": """section47 s where exists (select * from day
        where day between s.start_date and s.initial_cpc_date and not is_working and isodow(day) <= 5)""",
    "conference on the 15th day": """section47 s join day a on a.day = s.start_date
        join day b on b.day = s.initial_cpc_date where b.working_no - a.working_no = 15""",
    "conference on the 16th day": """section47 s join day a on a.day = s.start_date
        join day b on b.day = s.initial_cpc_date where b.working_no - a.working_no = 16""",
    "enquiry before a weekend": "section47 where isodow(start_date) >= 5 and isodow(initial_cpc_date) = 1",
    "enquiry before the year": "section47, collection where start_date < starts_on and initial_cpc_date >= starts_on",
    "plan ended on 31 March": "cpp, collection where end_date = ends_on",
    "plan ended on 1 April": "cpp, collection where end_date = starts_on",
    "no review of an old plan": "cpp where start_date < '2025-10-01' and cpp_no not in (select cpp_no from review)",
    "clamped months": "review join cpp using (cpp_no) where month(start_date) = 11 and day(start_date) > 28",
    "plan of about two years": "cpp where end_date - start_date between 727 and 731",
    "plan of three months": "cpp where end_date - (start_date + interval 3 month)::date between 0 and 1",
    "a young adult": "child, collection where birth_date <= ends_on - interval 18 year",
    "died": "child where death_date is not null",
    "closed after assessment": "cin where closure_reason = 'RC8'",
    "no further action": "cin where referral_nfa",
}


def test_a_fault_is_found_for_each_child_that_has_one(tmp_path):
    children = list(make_children(2_000, 2026, 9, faults=0.5))
    spoilt = {child.child_id: child.fault for child in children if child.fault}
    assert set(spoilt.values()) == set(FAULTS)
    known = {rule.code for rule in all_rules()}
    with store.opened() as db:
        read_return(db, made(tmp_path, 2_000, 2026, 9, faults=0.5))
        list(run(db, rules_of(2026)))
        found = set(db.execute("select la_child_id, code from finding join child using (child_no)").fetchall())
        found |= set(db.execute("select la_child_id, what from departure join child using (child_no)").fetchall())
    missed = {(child, code) for child, code in spoilt.items() if (not code.isdigit() or code in known)} - found
    assert missed == set()
    assert {child for child, code in found if not code.endswith("Q")} == {
        child for child, code in spoilt.items() if not code.isdigit() or code in known
    }


def test_faults_of_one_do_not_touch_the_others():
    whole = {child.child_id: child for child in make_children(300, 2025, 4)}
    for child in make_children(300, 2025, 4, faults=0.2):
        if child.story == whole[child.child_id].story and not child.fault:
            assert child.cases == whole[child.child_id].cases
    assert sum(bool(child.fault) for child in make_children(300, 2025, 4, faults=0.2)) > 30


def test_pupil_numbers_are_different_and_have_their_check_letter():
    numbers = [upn(number) for number in range(1, 20_000)]
    assert len(set(numbers)) == len(numbers)
    # Worked by hand: 001 000000000 -> 1 x 4 = 4 -> E; 002 000000001 -> 2 x 4 + 1 x 13 = 21 -> Y.
    assert (upn(0), upn(1)) == ("E001000000000", "Y002000000001")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2017-11-30", 3, "2018-02-28"),
        ("2019-11-30", 3, "2020-02-29"),
        ("2019-08-31", 6, "2020-02-29"),
        ("2020-02-29", -12, "2019-02-28"),
        ("2019-12-31", 12, "2020-12-31"),
    ],
)
def test_months_stop_at_the_end_of_a_short_one(day, months, then):
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert working_days_after(dt.date(2018, 3, 29), 1) == dt.date(2018, 4, 3)
    assert working_days_after(dt.date(2018, 4, 3), -1) == dt.date(2018, 3, 29)
    assert working_days_after(dt.date(2018, 4, 7), 0) == dt.date(2018, 4, 7)


def asked(**more: object) -> argparse.Namespace:
    return argparse.Namespace(**{"children": 10, "year": 2024, "seed": 1, **more})


def test_the_command_writes_to_a_file_or_to_the_screen(tmp_path, capsys):
    assert main_generate(asked(out=tmp_path / "a.xml")) == 0
    assert main_generate(asked()) == 0
    assert capsys.readouterr().out == (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xml"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"children": 0}, "--children 0"),
        ({"year": 2017}, "--year 2017"),
        ({"year": 2027}, "--year 2027"),
        ({"faults": 1.5}, "--faults 1.5"),
        ({"lea": "12a"}, "--lea 12a"),
        ({"out": Path("/nowhere/at/all.xml")}, "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(capsys, more, said):
    assert main_generate(asked(**more)) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    with pytest.raises(BadInput):
        generate(**{"children": 10, "year": 2024, "seed": 1, **more})


def test_a_return_streams_in_the_memory_of_a_small_one(tmp_path):
    """The peak of a process that writes 40 times as much is not above that of one that writes little, but for 4 MiB."""
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from lifecourse.engines.census.generating.command import generate\n"
        "generate(children=int(sys.argv[1]), year=2026, seed=1, out=Path(sys.argv[2]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )

    def peak(children: int) -> int:
        asked = [sys.executable, "-c", script, str(children), str(tmp_path / "x.xml")]
        return int(subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout)

    assert peak(20_000) < peak(500) + 4 * 1024


@pytest.mark.parametrize("year", [2018, 2026])
def test_the_looked_after_are_children_of_the_return_and_their_episodes_follow_each_other(tmp_path, year):
    generate(children=3_000, year=year, seed=2, out=tmp_path / "x.xml", looked_after=tmp_path / "e.csv")
    with (tmp_path / "e.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    children = {child.child_id: child for child in make_children(3_000, year, 2)}
    ends, last, kinds = dt.date(year, 3, 31), {}, Counter()
    for row in rows:
        child = children[row["CHILD"]]
        begun, ended = (
            dt.datetime.strptime(row[name], "%d/%m/%Y").replace(tzinfo=dt.UTC).date() if row[name] else None
            for name in ("DECOM", "DEC")
        )
        assert child.born and begun and child.born <= begun <= ends
        assert ended is None or begun < ended <= ends
        assert (ended is None) == (row["REC"] == "")
        if row["CHILD"] in last:
            assert last[row["CHILD"]] == (begun, "X1"), row
        last[row["CHILD"]] = (ended, row["REC"])
        kinds.update([row["LS"], row["RNE"], row["REC"], "31 March" if ended == ends else ""])
    assert all(reason != "X1" for _, reason in last.values())
    assert min(kinds[kind] for kind in ("V4", "C2", "S", "P", "X1", "", "31 March")) > 0
    assert len(rows) > len(last) > 100
    again = tmp_path / "again.csv"
    generate(children=3_000, year=year, seed=2, out=tmp_path / "x.xml", looked_after=again)
    assert again.read_bytes() == (tmp_path / "e.csv").read_bytes()
