"""Plans over the years: nothing twice, nothing lost, no authority mixed with another, no foreign file touched."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lifecourse.engines.census import reading, store
from lifecourse.engines.census.plans import Added, History
from lifecourse.engines.census.problem import BadInput

DAY = dt.date


def plan(start: str, end: str = "", category: str = "NEG") -> str:
    ended = f"<CPPendDate>{end}</CPPendDate>" if end else ""
    return (
        f"<ChildProtectionPlans><CPPstartDate>{start}</CPPstartDate>{ended}"
        f"<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>{category}</LatestCategoryOfAbuse>"
        "<NumberOfPreviousCPP>0</NumberOfPreviousCPP></ChildProtectionPlans>"
    )


def write(folder: Path, year: int, children: dict[str, str], *, lea: str = "990", serial: str = "001") -> Path:
    """A return; `children`: the plans of each child, by the authority's id."""
    inside = "".join(
        f"<Child><ChildIdentifiers><LAchildID>{one}</LAchildID></ChildIdentifiers><CINdetails>"
        f"<CINreferralDate>2010-01-01</CINreferralDate>{plans}</CINdetails></Child>"
        for one, plans in children.items()
    )
    path = folder / "return.xml"
    path.write_text(
        f"<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year></CollectionDetails>"
        f"<Source><LEA>{lea}</LEA><SerialNo>{serial}</SerialNo></Source></Header><Children>{inside}</Children></Message>"
    )
    return path


@pytest.fixture
def kept(tmp_path):
    return History(tmp_path / "plans.duckdb")


@pytest.fixture
def add(kept, tmp_path):
    def adding(year: int, children: dict[str, str], **more: str) -> Added:
        with store.opened() as db:
            reading.read_return(db, write(tmp_path, year, children, **more))
            return kept.add(db)

    return adding


@pytest.fixture
def give(kept, tmp_path):
    """What stands in `earlier_plan` when a return of that year is in the store."""

    def giving(year: int = 2018, *, lea: str = "990") -> list[tuple]:
        with store.opened() as db:
            reading.read_return(db, write(tmp_path, year, {"x": ""}, lea=lea))
            kept.give(db)
            return db.execute("select * from earlier_plan order by all").fetchall()

    return giving


def test_a_later_year_says_how_a_plan_ended_and_both_versions_stay(kept, add, give) -> None:
    assert add(2017, {"1": plan("2016-11-01")}) == Added("990", 2017, plans=1, new=1)
    assert give() == [("1", "990", DAY(2016, 11, 1), None, DAY(2016, 4, 1))]
    said = {"1": plan("2016-11-01", "2017-06-01") + plan("2018-02-01")}
    assert add(2018, said) == Added("990", 2018, plans=2, new=1, changed=1)
    assert [row[2:4] for row in give()] == [(DAY(2016, 11, 1), DAY(2017, 6, 1)), (DAY(2018, 2, 1), None)]
    versions = kept.versions("990", "1")
    assert [(one.year, one.end_date, one.stands) for one in versions] == [
        (2017, None, False),
        (2018, DAY(2017, 6, 1), True),
        (2018, None, True),
    ]


def test_the_same_return_again_changes_nothing(kept, add, give) -> None:
    said = {"1": plan("2016-11-01"), "2": plan("2016-05-01", "2016-09-01")}
    add(2017, said)
    before = give(), kept.path.read_bytes()
    again = add(2017, said)
    assert again == Added("990", 2017, plans=2, already=True)
    assert give() == before[0]
    assert len(kept.versions("990", "1")) == 1
    # The control: one day's difference is another return.
    assert not add(2017, said | {"2": plan("2016-05-01", "2016-09-02")}).already
    assert len(kept.versions("990", "2")) == 2


def test_an_old_return_that_is_added_late_does_not_stand_over_a_newer_one(kept, add, give) -> None:
    add(2018, {"1": plan("2016-11-01", "2017-06-01")})
    assert add(2017, {"1": plan("2016-11-01")}) == Added("990", 2017, plans=1)
    assert [row[3] for row in give()] == [DAY(2017, 6, 1)]
    assert [(one.year, one.stands) for one in kept.versions("990", "1")] == [(2017, False), (2018, True)]


def test_a_return_that_is_sent_again_corrects_and_withdraws(kept, add, give) -> None:
    add(2018, {"1": plan("2017-05-01", "2017-09-01"), "2": plan("2017-06-01")})
    told = add(2018, {"1": plan("2017-05-02", "2017-09-01"), "3": plan("2018-01-01")}, serial="002")
    assert told == Added("990", 2018, plans=2, new=2, withdrawn=1)
    # Child 1's start was corrected; child 2 is not in the second return, which says nothing of it.
    assert [(row[0], row[2]) for row in give()] == [
        ("1", DAY(2017, 5, 2)),
        ("2", DAY(2017, 6, 1)),
        ("3", DAY(2018, 1, 1)),
    ]
    assert [(one.start_date.day, one.withdrawn, one.stands) for one in kept.versions("990", "1")] == [
        (1, False, False),
        (1, True, True),
        (2, False, True),
    ]
    # And a third that has it again brings it back.
    add(2018, {"1": plan("2017-05-01", "2017-09-01")}, serial="003")
    assert [row[2] for row in give() if row[0] == "1"] == [DAY(2017, 5, 1)]


def test_a_child_who_is_in_another_year_without_the_plan_keeps_it(add, give) -> None:
    add(2017, {"1": plan("2016-05-01", "2016-09-01")})
    assert add(2018, {"1": ""}) == Added("990", 2018, plans=0)
    assert [row[2] for row in give()] == [DAY(2016, 5, 1)]


def test_the_ids_of_two_authorities_never_mix(kept, add, give) -> None:
    add(2017, {"1": plan("2016-11-01", "2017-01-01")})
    add(2017, {"1": plan("2016-11-01", "2017-02-02")}, lea="991")
    add(2018, {"1": ""}, lea="991")
    assert [row[:4] for row in give()] == [
        ("1", "990", DAY(2016, 11, 1), DAY(2017, 1, 1)),
        ("1", "991", DAY(2016, 11, 1), DAY(2017, 2, 2)),
    ]
    assert len(kept.versions("990", "1")) == len(kept.versions("991", "1")) == 1


def test_how_far_back_is_known_ends_at_the_first_year_that_is_missing(add, give) -> None:
    for year in (2013, 2016, 2017):
        add(year, {str(year): plan(f"{year}-01-01")})
    assert {row[4] for row in give(2018)} == {DAY(2015, 4, 1)}
    # The return at hand is of 2020, and nobody knows what ended in 2018 and 2019.
    assert {row[4] for row in give(2020)} == {DAY(2019, 4, 1)}
    # Of an authority that has no return at hand: up to the latest year kept.
    assert {row[4] for row in give(2020, lea="991")} == {DAY(2015, 4, 1)}
    assert {row[4] for row in give(2014)} == {DAY(2012, 4, 1)}


def test_a_history_that_is_not_there_is_an_empty_table_and_no_file(kept, give) -> None:
    assert give() == []
    assert kept.versions("990", "1") == []
    assert not kept.path.exists()


def test_a_return_without_authority_or_year_is_refused_and_nothing_kept(kept, tmp_path) -> None:
    for part, says in (("<LEA>990</LEA>", "authority"), ("<Year>2018</Year>", "year")):
        path = write(tmp_path, 2018, {"1": plan("2017-05-01")})
        path.write_text(path.read_text().replace(part, ""))
        with store.opened() as db:
            reading.read_return(db, path)
            with pytest.raises(BadInput, match=says):
                kept.add(db)
    assert not kept.path.exists()


def test_a_plan_that_is_in_a_return_twice_is_one(add, give) -> None:
    add(2018, {"1": plan("2017-05-01") + plan("2017-05-01", "2017-09-01")})
    assert [row[2:4] for row in give()] == [(DAY(2017, 5, 1), DAY(2017, 9, 1))]


def test_the_file_is_for_its_owner_only(kept, add) -> None:
    add(2018, {"1": plan("2017-05-01")})
    assert kept.path.stat().st_mode & 0o077 == 0


def foreign(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as db:
        for statement in statements:
            db.execute(statement)


def test_what_is_no_history_is_refused_in_one_sentence_and_left_alone(kept, add) -> None:
    def refused() -> str:
        before = kept.path.read_bytes()
        with pytest.raises(BadInput) as raised:
            add(2018, {"1": plan("2017-05-01")})
        assert kept.path.read_bytes() == before
        assert str(raised.value).startswith("plans.duckdb: ")
        assert "\n" not in str(raised.value)
        return str(raised.value)

    for bytes_ in (b"", b"no", b"SQLite format 3\0" + bytes(200), b"PAR1", bytes(8) + b"DUCK" + bytes(100)):
        kept.path.write_bytes(bytes_)
        refused()
    kept.path.unlink()
    foreign(kept.path, "create table other (a integer)")
    assert "no history of plans" in refused()
    kept.path.unlink()
    add(2018, {"1": plan("2017-05-01")})
    foreign(kept.path, "update about set version = 99")
    assert "another version" in refused()
    foreign(kept.path, "update about set version = 1", "alter table plan rename to was", "create view plan as from was")
    assert "no history of plans" in refused()


def test_a_damaged_history_is_refused_and_never_crashes(kept, add) -> None:
    add(2018, {str(number): plan("2017-05-01") for number in range(300)})
    whole = kept.path.read_bytes()
    refused = 0
    with store.opened() as db:

        def given(content: bytes) -> int:
            kept.path.write_bytes(content)
            kept.give(db)
            return db.execute("select count(*) from earlier_plan where start_date = '2017-05-01'").fetchall()[0][0]

        assert given(whole) == 300
        for step in range(40):
            at = len(whole) * step // 40
            try:
                # What is damaged where nothing stands is read whole, and never otherwise than it was.
                assert given(whole[:at] + bytes(byte ^ 0xA5 for byte in whole[at : at + 64]) + whole[at + 64 :]) == 300
            except BadInput as problem:
                refused += 1
                assert "\n" not in str(problem)
            with pytest.raises(BadInput):
                given(whole[:at])
    assert refused


def test_a_history_that_another_program_has_open_is_said(kept, add) -> None:
    add(2018, {"1": plan("2017-05-01")})
    holding = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(kept.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(BadInput, match="another program"):
            add(2018, {"2": plan("2017-05-01")})
    assert add(2018, {"2": plan("2017-05-01")}).new == 1
