"""Bulk linkage: what the command finds and writes, what it keeps apart, and what it says of bad input."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.linkage.bulk import backends, deciding, model, people
from lifecourse.engines.linkage.bulk.command import main
from lifecourse.engines.linkage.bulk.dates import DateFormat, Parts, read_date
from lifecourse.engines.linkage.bulk.deciding import Pair
from lifecourse.engines.linkage.normalise import fold

ROOT = Path(__file__).resolve().parents[4]
PUBLIC = ROOT.parent / "shared" / "data" / "linkage"
MAPS = Path(__file__).parent / "maps"
MAP = """\
columns: {id: Ref, given: Forename, family: Surname, sex: Sex, postcode: Postcode, address: Address,
  nhs_number: NHS, born_on: {column: Born, formats: ["%d/%m/%Y"]}}
files:
  theirs.csv: {columns: {born_on: {column: Born, formats: ["%Y-%m-%d"]}}}
"""
HEAD = "Ref,Forename,Surname,Sex,Born,Address,Postcode,NHS\n"
OURS = """\
a1,Catherine,Okonkwo-Ashby,F,04/05/2015,12 Mill Lane,WN1 9ZZ,
a2,Jayden,Thimblethwaite,M,11/09/2016,3 Church Road,WN2 4AB,
a3,Mohammed Zayn,Qureshi-Vale,M,02/03/2010,9 Moor Lane,WN3 1AB,
a4,Nobody,Elsewhere,F,01/02/1999,1 Far Street,WN9 9AA,
"""
THEIRS = """\
b1,Katie,Okonkwo Ashby,F,2015-05-04,12 Mill Ln,WN1 9ZZ,
b2,Oscar,Thimblethwaite,M,2016-09-11,3 Church Road,WN2 4AB,
b3,Zain,Qureshi-Vale,M,2010-02-03,9 Moor Lane,WN31AB,
b4,Somebody,Other,M,2001-01-01,44 Near Street,WN8 8BB,
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "ours.csv").write_text(HEAD + OURS, encoding="utf-8")
    (tmp_path / "theirs.csv").write_text(HEAD + THEIRS, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def link(folder: Path, *more: str) -> int:
    asked = ["link", str(folder / "ours.csv"), str(folder / "theirs.csv"), "--columns", str(folder / "map.yaml")]
    return main([*asked, "--out", str(folder / "pairs.csv"), "--review", str(folder / "review.csv"), *more])


def dedupe(folder: Path, *more: str) -> int:
    asked = ["dedupe", str(folder / "ours.csv"), "--columns", str(folder / "map.yaml")]
    return main([*asked, "--out", str(folder / "pairs.csv"), *more])


def test_two_lists_are_linked_and_a_twin_goes_to_a_person(files) -> None:
    assert link(files, "--one-to-one", "--people", str(files / "people.csv")) == 0
    found = rows(files / "pairs.csv")
    assert list(found[0]) == ["source_l", "id_l", "source_r", "id_r", "weight", "probability"]
    assert {(one["source_l"], one["id_l"], one["source_r"], one["id_r"]) for one in found} == {
        ("ours", "a1", "theirs", "b1"),  # a nickname, a hyphen, another way of writing the date
        ("ours", "a3", "theirs", "b3"),  # what tells brothers apart, spelt otherwise, and day and month swapped
    }
    assert all(float(one["weight"]) >= 2 and 0.8 <= float(one["probability"]) <= 1 for one in found)
    review = {(one["id_l"], one["id_r"]): one["reason"] for one in rows(files / "review.csv")}
    assert review[("a2", "b2")] == deciding.TWIN
    person = {(one["source"], one["id"]): one["person"] for one in rows(files / "people.csv")}
    assert len(person) == 8
    assert person[("ours", "a1")] == person[("theirs", "b1")]
    assert person[("ours", "a2")] != person[("theirs", "b2")]
    # The control: without the guard, which is for measuring only, the twins would have been one person.
    assert link(files, "--one-to-one", "--no-guard") == 0
    assert ("a2", "b2") in {(one["id_l"], one["id_r"]) for one in rows(files / "pairs.csv")}


def test_two_valid_and_different_nhs_numbers_go_to_a_person_and_an_invalid_one_says_nothing(files) -> None:
    text = (files / "ours.csv").read_text().replace("WN1 9ZZ,", "WN1 9ZZ,9434765919")
    (files / "ours.csv").write_text(text)
    other = (files / "theirs.csv").read_text()
    (files / "theirs.csv").write_text(other.replace("WN1 9ZZ,", "WN1 9ZZ,9434765870"))
    assert link(files) == 0
    assert ("a1", "b1") not in {(one["id_l"], one["id_r"]) for one in rows(files / "pairs.csv")}
    review = {(one["id_l"], one["id_r"]): one["reason"] for one in rows(files / "review.csv")}
    assert review[("a1", "b1")] == deciding.NUMBERS
    (files / "theirs.csv").write_text(other.replace("WN1 9ZZ,", "WN1 9ZZ,9434765871"))  # its check digit is wrong
    assert link(files) == 0
    assert ("a1", "b1") in {(one["id_l"], one["id_r"]) for one in rows(files / "pairs.csv")}


def test_doubles_in_one_list_are_found_with_the_pairs_that_follow(files) -> None:
    doubles = (
        "a5,Cath,Okonkwo-Ashby,F,04/05/2015,12 Mill Lane,WN1 9ZZ,\na6,Catherine,Okonkwo,F,,12 Mill Lane,WN1 9ZZ,\n"
    )
    (files / "ours.csv").write_text(HEAD + OURS + doubles)
    assert dedupe(files) == 0
    assert {(one["id_l"], one["id_r"]) for one in rows(files / "pairs.csv")} == {
        ("a1", "a5"),
        ("a1", "a6"),
        ("a5", "a6"),
    }


def test_ids_come_out_as_they_came_in_and_nothing_runs_in_a_spreadsheet(files) -> None:
    text = (files / "ours.csv").read_text().replace("a1,", '"=cmd|’a’!A1",').replace("a3,", "0007,")
    (files / "ours.csv").write_text(text)
    assert link(files) == 0
    assert {one["id_l"] for one in rows(files / "pairs.csv")} == {"'=cmd|’a’!A1", "0007"}


BAD = (
    ("heading", HEAD.replace("Surname", "Nachname") + OURS, "line 1: there is no column “Surname”"),
    ("twice", HEAD.replace("Sex", "Forename") + OURS, "line 1: two columns are called “Forename”"),
    ("short row", HEAD + OURS + "a5,Only,Two\n", "line 6: the row has 3 cells and the heading 8"),
    ("date", HEAD + OURS.replace("01/02/1999", "1999-02-01"), "line 5, column “Born”: “1999-02-01” is not a date"),
    ("no id", HEAD + OURS.replace("a4,", ","), "line 5, column “Ref”: there is no id"),
    ("same id", HEAD + OURS.replace("a4,", "a1,"), "line 5, column “Ref”: the id “a1” is there more than once"),
    ("nul", HEAD + OURS.replace("Nobody", "No\0body"), "NUL"),
    ("quote", HEAD + OURS.replace("Nobody", '"Nobody'), "quotation mark"),
    ("endless quote", HEAD + OURS + '"' + "x" * 20_000, "10,000 characters"),
    ("nothing", "", "the file is empty"),
    ("heading only", HEAD, "a heading and no rows"),
    ("workbook", "PK\x03\x04", "an Excel workbook"),
    ("one column", "Ref\na1\n", "only one column"),
)


@pytest.mark.parametrize(("text", "said"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_bad_input_is_one_sentence_with_its_place_and_nothing_is_written(files, capsys, text, said) -> None:
    (files / "ours.csv").write_text(text, encoding="utf-8")
    assert dedupe(files) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert said in told[-1]
    assert "ours.csv" in told[-1]
    assert not (files / "pairs.csv").exists()


def test_text_in_another_encoding_is_named_by_line_and_can_be_said_in_the_map(files, capsys) -> None:
    (files / "ours.csv").write_bytes((HEAD + OURS.replace("Nobody", "Zoë")).encode("cp1252"))
    assert dedupe(files) == 2
    assert "near line 5" in capsys.readouterr().err
    (files / "map.yaml").write_text(MAP + "encoding: cp1252\n", encoding="utf-8")
    assert dedupe(files) == 0


BAD_MAPS = (
    ("columns: {id: Ref", "this is not YAML"),
    ("columns: {family: Surname}", "“id”"),
    ("columns: {id: Ref}", "neither “given” nor “family”"),
    ("columns: {id: Ref, family: Surname, shoe_size: Shoe}", "“shoe_size” is not a field"),
    ("columns: {id: Ref, family: [Surname, Given]}", "“family” is one column"),
    ("columns: {id: Ref, family: Surname, born_on: {column: Born, formats: ['%y-%m-%d']}}", "uses “%y”"),
    ("columns: {id: Ref, family: Surname, born_on: {column: Born, unreadable: maybe}}", "refuse"),
    ("colums: {id: Ref}\ncolumns: {id: Ref, family: Surname}", "“colums” is not known"),
    ("columns: {id: Ref, family: Surname}\ndelimiter: tab", "“delimiter”"),
    ("- id", "a map has “columns:”"),
)


@pytest.mark.parametrize(("text", "said"), BAD_MAPS)
def test_a_bad_map_is_one_sentence(files, capsys, text, said) -> None:
    (files / "map.yaml").write_text(text, encoding="utf-8")
    assert dedupe(files) == 2
    assert said in capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "text",
    ["{}", "[1]", "not json", '{"lifecourse_linkage_model": 1, "levels": {}}', '{"lifecourse_linkage_model": 99}'],
)
def test_a_bad_model_is_one_sentence(files, capsys, text) -> None:
    (files / "model.json").write_text(text)
    assert dedupe(files, "--model", str(files / "model.json")) == 2
    assert "model.json" in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_saved_model_is_read_back_whole_and_used(files) -> None:
    saved = files / "model.json"
    model.save(model.STANDARD, saved)
    assert model.load(saved) == model.STANDARD
    told = json.loads(saved.read_text())
    told["levels"]["sex"]["the same"] = {"m": 0.01, "u": 0.9}  # a model that holds sex to speak against
    saved.write_text(json.dumps(told))
    assert link(files) == 0
    before = {(one["id_l"], one["id_r"]): float(one["weight"]) for one in rows(files / "pairs.csv")}
    link(files, "--model", str(saved), "--threshold", "-20")
    after = {(one["id_l"], one["id_r"]): float(one["weight"]) for one in rows(files / "pairs.csv")}
    assert after[("a1", "b1")] < before[("a1", "b1")] - 5


def test_dates_keep_what_can_be_right() -> None:
    formats = tuple(DateFormat.of(one) for one in ("%Y%m%d", "%d %b %Y", "%d/%m/%Y"))
    assert read_date("20150504", formats) == Parts(2015, 5, 4)
    assert read_date("4 May 2015", formats) == Parts(2015, 5, 4)
    assert read_date("04/05/2015 00:00:00", formats) == Parts(2015, 5, 4)
    assert read_date("20151350", formats) == Parts(2015, None, None)
    assert read_date("00000000", formats) == Parts()
    assert read_date("soon", formats) is None
    assert Parts(2015, 5, 4).swapped == "2015-04-05"
    assert Parts(2015, 5, 14).swapped is None
    assert Parts(2015, 5, 5).swapped is None


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_folded_as_any_other(text: str) -> None:
    assert fold(text + " é") == f"{fold(text)} e".strip()


def pairs(*said: tuple[int, int, float]) -> list[Pair]:
    return sorted((Pair(a, b, weight, 0.99) for a, b, weight in said), key=lambda one: -one.weight)


def test_people_are_never_joined_through_a_twin() -> None:
    twins = [Pair(0, 2, 9.0, 0.9, deciding.TWIN)]
    links = pairs((0, 1, 20.0), (1, 2, 12.0), (2, 3, 15.0))
    decided = deciding.together(links, twins, [0] * 4, threshold=2, within=True)
    assert {(one.left, one.right) for one in decided.links} == {(0, 1), (2, 3)}
    assert (1, 2, deciding.THROUGH) in {(one.left, one.right, one.reason) for one in decided.review}
    # The control: with no twin all four are one person, each pair with the weight of its weakest link.
    free = deciding.together(links, [], [0] * 4, threshold=2, within=True)
    assert {(one.left, one.right): one.weight for one in free.links} == {
        (0, 1): 20.0, (2, 3): 15.0, (1, 2): 12.0, (0, 2): 12.0, (0, 3): 12.0, (1, 3): 12.0,
    }  # fmt: skip
    assert set(free.groups.values()) == {0}


def test_one_weak_link_does_not_join_two_groups_and_two_do() -> None:
    links = [(0, 1, 20.0), (2, 3, 20.0), (1, 2, 3.0)]
    one = deciding.together(pairs(*links), [], [0] * 4, threshold=2, within=True)
    assert {(pair.left, pair.right) for pair in one.links} == {(0, 1), (2, 3)}
    two = deciding.together(pairs(*links, (0, 3, 2.5)), [], [0] * 4, threshold=2, within=True)
    assert len(two.links) == 6


def test_one_to_one_keeps_the_mutual_best_and_asks_where_two_fit() -> None:
    source_of = [0, 0, 1, 1, 1]
    best = deciding.one_to_one(pairs((0, 2, 20.0), (0, 3, 15.0), (1, 2, 14.0), (1, 3, 12.0)), [], source_of)
    assert {(one.left, one.right) for one in best.links} == {(0, 2)}
    tie = deciding.one_to_one(pairs((0, 2, 20.0), (0, 3, 19.5)), [], source_of)
    assert not tie.links
    assert [one.reason for one in tie.review] == [deciding.TIE] * 2
    twin = [Pair(0, 2, 18.0, 0.9, deciding.TWIN)]  # fits the twin better: not given to the other
    assert not deciding.one_to_one(pairs((0, 3, 10.0)), twin, source_of).links


def quality(found: Path, list_of: Path, folder: Path) -> float:
    from benchmarks.linkage import quality, read, truth

    return quality(read(folder / found), truth(list_of))[2]


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public linkage data is not beside this checkout")
@pytest.mark.parametrize(
    ("name", "kind", "least"), [("fake_1000", "fake", 0.90), ("dataset1", "febrl", 0.98), ("dataset3", "febrl", 0.98)]
)
def test_public_lists_with_one_model_and_one_threshold(tmp_path, name, kind, least) -> None:
    listed = PUBLIC / f"{name}.csv"
    asked = ["dedupe", str(listed), "--columns", str(MAPS / f"{kind}.yaml"), "--out", str(tmp_path / "pairs.csv")]
    assert main([*asked, "--no-guard"]) == 0
    assert quality(Path("pairs.csv"), listed, tmp_path) >= least


def test_spark_gives_the_same_links_from_the_same_model(files) -> None:
    if reason := backends.spark_is_missing():
        pytest.skip(reason)
    assert link(files, "--save-model", str(files / "model.json")) == 0
    ours = [{**one, "weight": ""} for one in rows(files / "pairs.csv")]
    assert link(files, "--model", str(files / "model.json"), "--engine", "spark") == 0
    assert [{**one, "weight": ""} for one in rows(files / "pairs.csv")] == ours


def test_spark_that_is_not_there_is_said_in_one_sentence(files, capsys, monkeypatch) -> None:
    monkeypatch.setattr(backends, "spark_is_missing", lambda: "PySpark is not installed.")
    assert link(files, "--engine", "spark") == 2
    assert "PySpark is not installed." in capsys.readouterr().err


def test_the_command_needs_neither_django_nor_a_database(files) -> None:
    code = (
        "import sys; from lifecourse.__main__ import main\n"
        "assert not {'splink', 'duckdb', 'pyarrow'} & set(sys.modules)\n"
        f"code = main(['linkage', 'dedupe', {str(files / 'ours.csv')!r}, '--columns', {str(files / 'map.yaml')!r}, "
        f"'--out', {str(files / 'pairs.csv')!r}])\n"
        "assert 'django' not in sys.modules\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_column_that_the_model_asks_for_is_read() -> None:
    import re

    known = {name for name, _ in people.SCHEMA}
    said = " ".join(
        f"{one.unknown} {' '.join(level.sql for level in one.levels)}" for one in model.STANDARD.comparisons
    )
    assert set(re.findall(r"(\w+)_[lr]\b", said)) <= known
    assert {side for rule in model.RULES for part in rule for side in model.sides(part)} <= known
    for one in model.STANDARD.comparisons:
        assert sum(level.m for level in one.levels if not level.household) == pytest.approx(1.0, abs=0.35)
        assert len({level.name for level in one.levels}) == len(one.levels)
