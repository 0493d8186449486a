"""Who is looked after on 31 March: children and not episodes, without short breaks, whatever the file looks like."""

from pathlib import Path

import pytest

from lifecourse.engines.census import store
from lifecourse.engines.census.lookedafter import HEADING, looked_after, read_episodes
from lifecourse.engines.census.problem import BadInput

SAMPLE = Path(__file__).resolve().parents[5] / "shared" / "data" / "ssda903_samples" / "episodes.csv"
TOP = ",".join(HEADING)


@pytest.fixture
def db():
    with store.opened() as opened:
        yield opened


def row(child="101", decom="01/05/2016", ls="C2", dec="", rec="", **more: str) -> str:
    says = {"CHILD": child, "DECOM": decom, "LS": ls, "DEC": dec, "REC": rec, "RNE": "S", "CIN": "N1", "PLACE": "U1"}
    return ",".join((says | more).get(name, "") for name in HEADING)


def read(db, tmp_path, *rows: str, top: str = TOP):
    path = tmp_path / "episodes.csv"
    path.write_text("\n".join((top, *rows)) + "\n", encoding="utf-8")
    return read_episodes(db, path)


def counted(db, tmp_path, *rows: str, year: int = 2018, **asked: bool) -> list[str]:
    read(db, tmp_path, *rows)
    return [child for child, _ in looked_after(db, year, **asked).children]


def departures(db) -> list[tuple]:
    return db.execute("select child, field, line, what, found from episode_departure order by line, field").fetchall()


def test_children_are_counted_and_not_episodes(db, tmp_path) -> None:
    rows = [
        row("1", dec="02/09/2017", rec="X1"),
        row("1", decom="02/09/2017", ls="C2", RNE="P"),
        row("1", decom="02/09/2017", ls="C1", RNE="L"),  # a second open episode: wrong in the file, still one child
        row("2"),
    ]
    assert counted(db, tmp_path, *rows) == ["1", "2"]
    # The control: open episodes are three.
    assert db.execute("select count(*) from episode where dec is null").fetchone() == (3,)


def test_short_breaks_are_left_out_but_not_a_child_who_has_another_order(db, tmp_path) -> None:
    rows = [
        row("1", ls="V3"),
        row("2", ls="V4"),
        row("3", ls="V2"),
        row("4", ls="V4"),
        row("4", ls="E1"),
        row("5", ls=""),
    ]
    assert counted(db, tmp_path, *rows) == ["3", "4", "5"]
    # The control: with V3 and V4 all five are open.
    assert db.execute("select count(distinct child) from episode where dec is null").fetchone() == (5,)


def test_open_means_begun_by_31_march_and_not_ended_by_it(db, tmp_path) -> None:
    rows = [
        row("begun-on-the-day", decom="31/03/2018"),
        row("begun-after", decom="01/04/2018"),
        row("ended-before", dec="30/03/2018", rec="E4A"),
        row("ended-after", dec="01/04/2018", rec="E4A"),
    ]
    assert counted(db, tmp_path, *rows) == ["begun-on-the-day", "ended-after"]
    assert counted(db, tmp_path, *rows, year=2017) == ["ended-after", "ended-before"]


def test_ceasing_on_31_march_is_a_named_parameter_and_a_change_of_episode_is_no_ceasing(db, tmp_path) -> None:
    rows = [
        row("ceased", dec="31/03/2018", rec="E4A"),
        row("moved", dec="31/03/2018", rec="X1"),
        row("moved", decom="31/03/2018", RNE="P"),
        row("to-breaks", dec="31/03/2018", rec="X1"),
        row("to-breaks", decom="31/03/2018", ls="V4", RNE="L"),
    ]
    assert counted(db, tmp_path, *rows) == ["moved"]
    assert counted(db, tmp_path, *rows, ceased_on_31_march_counts=True) == ["ceased", "moved"]
    assert looked_after(db, 2018).parameters["ceased_on_31_march_counts"] == "no"
    assert looked_after(db, 2018, ceased_on_31_march_counts=True).parameters["ceased_on_31_march_counts"] == "yes"


def test_the_rate_is_a_whole_number_half_up(db, tmp_path) -> None:
    read(db, tmp_path, *(row(str(number)) for number in range(5)))
    assert str(looked_after(db, 2018, population=20_000).rate) == "3"  # 2.5; half to even would be 2
    assert str(looked_after(db, 2018, population=20_001).rate) == "2"
    assert looked_after(db, 2018).rate is None
    assert looked_after(db, 2018).number == 5


def test_who_counts_is_named_with_the_line_that_says_so(db, tmp_path) -> None:
    read(db, tmp_path, row("2", dec="02/09/2017", rec="X1"), row("2", decom="02/09/2017"), row("1"))
    assert looked_after(db, 2018).children == (("1", 4), ("2", 3))


def test_what_is_written_otherwise_is_reported_with_child_column_and_line(db, tmp_path) -> None:
    told = read(
        db,
        tmp_path,
        row("1", decom="31/02/2017"),
        row("2", dec="soon", rec="E4A"),
        row("3", ls="v4"),
        row("4", ls="Q9", PLACE="H99"),
        row("5", decom="2017-05-01"),
        row("=cmd()", ls="C2"),
        row("6") + ",more",
        "7,01/05/2016,S",
        row("8", decom=""),
    )
    assert departures(db) == [
        ("1", "DECOM", 2, "not a date", "31/02/2017"),
        ("2", "DEC", 3, "not a date", "soon"),
        ("3", "LS", 4, "small letters in a code", "v4"),
        ("4", "LS", 5, "unknown code", "Q9"),
        ("4", "PLACE", 5, "unknown code", "H99"),
        ("5", "DECOM", 6, "date written otherwise", "2017-05-01"),
        ("=cmd()", "CHILD", 7, "no child's id", "=cmd()"),
        ("6", "", 8, "wrong number of cells", "14"),
        ("7", "", 9, "wrong number of cells", "3"),
        ("8", "DECOM", 10, "empty", "nothing"),
    ]
    assert (told.episodes, told.children, told.not_read, told.departures) == (6, 6, 3, 10)
    # An end that cannot be read is an end: child 2 is not looked after. A small v4 is a short break.
    assert [child for child, _ in looked_after(db, 2018).children] == ["4", "5"]


def test_no_postcode_is_kept(db, tmp_path) -> None:
    read(db, tmp_path, row(HOME_POST="WN1 9ZZ", PL_POST="WN2 9ZZ"))
    assert "WN1" not in str(db.execute("select * from episode").fetchall())
    assert "WN1" in (tmp_path / "episodes.csv").read_text()


def test_columns_in_another_order_or_missing_are_read_and_said(db, tmp_path) -> None:
    read(db, tmp_path, "C2,101,,,01/05/2016,x", top="ls,child,rec,dec,decom,colour")
    assert looked_after(db, 2018).children == (("101", 2),)
    assert {(field, what) for _, field, _, what, _ in departures(db)} >= {
        ("RNE", "column missing"),
        ("colour", "unknown column"),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is empty"),
        (b"CHILD,DECOM\n1,01/05/2016\n", "there is no column LS"),
        (TOP.encode() + b"\n", "no episode in it can be read"),
        (TOP.encode() + b"\n=1,x\n", "no episode in it can be read"),
        (TOP.encode() + b"\n1\0,\n", "line 2: there is a NUL byte"),
        (TOP.encode() + b"\n" + b"1" * 30_000, "line 2: the line has 20,000 characters or more"),
        (b"<?xml version='1.0'?><EXPSSDA903/>", "there is no column CHILD"),
        (b"PK\x03\x04", "an Excel workbook"),
    ],
)
def test_what_is_no_episodes_file_is_refused_and_leaves_what_was_read_before(db, tmp_path, text, says) -> None:
    read(db, tmp_path, row("1"))
    path = tmp_path / "bad.csv"
    path.write_bytes(text)
    with pytest.raises(BadInput) as raised:
        read_episodes(db, path)
    assert says in str(raised.value)
    assert str(raised.value).startswith("bad.csv")
    assert [child for child, _ in looked_after(db, 2018).children] == ["1"]


def test_a_second_file_stands_in_place_of_the_first(db, tmp_path) -> None:
    read(db, tmp_path, row("1"), row("2", ls="Q9"))
    read(db, tmp_path, row("3"))
    assert [child for child, _ in looked_after(db, 2018).children] == ["3"]
    assert departures(db) == []


def test_a_file_of_nothing_but_faults_stays_small(db, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("lifecourse.engines.census.lookedafter.MOST_DEPARTURES", 10)
    told = read(db, tmp_path, *(row(str(number), ls="Q9") for number in range(30)))
    assert (told.departures, told.counted_only, len(departures(db))) == (30, 20, 10)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample returns are not beside this checkout")
def test_the_sample_return_against_a_plain_count(db) -> None:
    import csv
    import datetime as dt

    told = read_episodes(db, SAMPLE)
    assert (told.episodes, told.children, told.departures) == (5050, 2123, 0)
    day = dt.date(2017, 3, 31)
    open_children, open_episodes, with_breaks = set(), 0, set()
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        for one in csv.DictReader(file):
            decom, dec = (
                dt.date.fromisoformat("-".join(reversed(one[name].split("/")))) if one[name] else None
                for name in ("DECOM", "DEC")
            )
            if decom <= day and (dec is None or dec > day):
                with_breaks.add(one["CHILD"])
                if one["LS"] not in ("V3", "V4"):
                    open_children.add(one["CHILD"])
                    open_episodes += 1
    assert {child for child, _ in looked_after(db, 2017).children} == open_children
    # The controls: counting episodes, or short breaks, gives another number.
    assert len(open_children) == 1764
    assert open_episodes != 1764
    assert len(with_breaks) > 1764
