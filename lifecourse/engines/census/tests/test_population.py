"""The population that a rate is divided by: the right year, the right vintage, and no file read by halves."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.census import problem
from lifecourse.engines.census.population import Population, Used, published, read_population
from lifecourse.engines.figures.rounding import rate

HEADING = "area_code,year,vintage,population_0_17\n"
# The two vintages of Wigan's mid-2017 that give two rates of one count (indicators: gotcha 16).
WIGAN = HEADING + (
    "E08000010,2016,2018-06-28 original,67900\n"
    "E08000010,2017,2018-06-28 original,68076\n"
    "E08000010,2017,2023-11-23 Census 2021 based,67142\n"
)


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "population.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(problem.BadInput) as raised:
        read_population(written(tmp_path, text))
    return str(raised.value)


def test_the_mid_year_before_is_used_and_the_latest_vintage_unless_one_is_asked_for(tmp_path) -> None:
    told = read_population(written(tmp_path, WIGAN))
    latest = told.of("E08000010", 2018)
    asked = told.of("E08000010", 2018, "2018-06-28 original")
    assert latest == Used(67142, 2017, "2023-11-23 Census 2021 based")
    assert asked == Used(68076, 2017, "2018-06-28 original")
    # 423 conferences: the published 62.1 on the one, 63.0 on the other.
    assert (str(rate(423, asked.number)), str(rate(423, latest.number))) == ("62.1", "63.0")


def test_what_the_file_does_not_have_is_none_and_never_another_year_or_vintage(tmp_path) -> None:
    told = read_population(written(tmp_path, WIGAN))
    assert told.of("E08000010", 2017) == Used(67900, 2016, "2018-06-28 original")
    assert told.of("E08000010", 2019) is None
    assert told.of("E08000010", 2017, "2023-11-23 Census 2021 based") is None
    assert told.of("E06000001", 2018) is None


def test_without_an_area_the_file_must_have_one_only(tmp_path) -> None:
    one = read_population(written(tmp_path, WIGAN))
    assert one.of(None, 2018) == one.of("E08000010", 2018)
    two = read_population(written(tmp_path, WIGAN + "E06000001,2017,2018-06-28,20000\n"))
    with pytest.raises(problem.BadInput, match=r"there are 2 areas in it \(E06000001, E08000010"):
        two.of(None, 2018)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2018-06-28", "2019-06-26"),
        ("2018-06-28", "2018-10"),
        ("2018", "2018-06"),
        ("mid-2017 original", "Census-2021-based"),
        ("original", "2018"),
        ("mid-2017, published 2018-06", "mid-2017, published 2023-11"),
        ("9 first", "2018 second"),
    ],
)
def test_vintages_are_ordered_by_the_date_in_their_name(earlier, later) -> None:
    assert published(earlier) < published(later)
    assert not published(later) < published(earlier)


def test_columns_may_stand_in_any_order_and_others_are_passed_over(tmp_path) -> None:
    told = read_population(
        written(tmp_path, "\ufeffVintage,note,population_0_17,year,AREA_CODE\r\n2018,x,68076,2017,359\r\n")
    )
    assert told.of("359", 2018) == Used(68076, 2017, "2018")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("E08000010,2017,2018,68 076", "population_0_17 is “68 076”"),
        ("E08000010,2017,2018,-5", "population_0_17 is “-5”"),
        ("E08000010,2017,2018,0", "population_0_17 is “0”"),
        ("E08000010,2017,2018,68076.5", "population_0_17 is “68076.5”"),
        ("E08000010,2017,2018,٦٨", "population_0_17 is “٦٨”"),
        ("E08000010,2017,2018,9999999999", "population_0_17 is “9999999999”"),
        ("E08000010,17,2018,68076", "year is “17”"),
        ("E08000010,2017,,68076", "vintage is “”"),
        ("E08000010,2017,=HYPERLINK(1),68076", "vintage is “=HYPERLINK(1)”"),
        ("@SUM(A1),2017,2018,68076", "area_code is “@SUM(A1)”"),
        ("E08000010,2017,2018", "the row has 3 cells"),
        ("E08000010,2017,2018,68076\nE08000010,2017,2018,1", "line 3: E08000010, 2017, “2018” was said on line 2"),
    ],
)
def test_a_bad_row_is_one_sentence_that_names_the_line(tmp_path, row, says) -> None:
    text = refused(tmp_path, HEADING + row + "\n")
    assert says in text
    assert text.startswith("population.csv, line ")
    assert "\n" not in text


def test_every_bad_row_is_named_and_a_great_many_are_counted(tmp_path) -> None:
    text = refused(tmp_path, WIGAN + "x y,1,,\n" * 50)
    assert text.count("\n") == 20
    assert text.splitlines()[0].startswith("population.csv, line 5:")
    assert text.splitlines()[-1] == "population.csv: and 30 more rows that cannot be read."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "there is no row in it"),
        (HEADING, "there is a heading and no row"),
        ("area_code,year,population_0_17\nE1,2017,5\n", "there is no column vintage"),
        ("year,area_code,year,vintage,population_0_17\n", "there are 2 columns called year"),
        (HEADING.encode() + b"E1,2017,20\x0018,5\n", "line 2: there is a NUL byte"),
        (HEADING.encode() + b"E1,2017,caf\xe9,5\n", "the text is not UTF-8"),
        (HEADING + 'E1,2017,"2018,5\n', "a quotation mark"),
        (HEADING + "E1,2017," + "9" * 30_000 + ",5\n", "line 2: the line has 20,000 characters or more"),
        (HEADING + 'E1,2017,"' + "9\n" * 200_000, "a quotation mark"),
        ("," * 500 + "\n" + "a," * 500, "the heading names"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"\xff\xfea\x00", "UTF-16"),
    ],
)
def test_what_is_no_population_file_is_refused_in_one_sentence(tmp_path, text, says) -> None:
    said = refused(tmp_path, text)
    assert says in said
    assert said.startswith("population.csv")
    assert said.endswith(".")
    assert "\n" not in said


def test_a_file_that_has_no_end_is_refused_before_it_is_held(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("lifecourse.engines.census.population.MOST_ROWS", 100)
    text = HEADING + "".join(f"E{number},2017,2018,5\n" for number in range(100))
    assert len(read_population(written(tmp_path, text)).numbers) == 100
    assert "line 102: there are more than 100 rows" in refused(tmp_path, text + "E100,2017,2018,5\n")


def test_a_file_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(problem.BadInput, match=r"^none.csv: this file cannot be read \(No such file or directory\)\.$"):
        read_population(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_no_file_crashes_the_reader(tmp_path_factory, noise) -> None:
    path = tmp_path_factory.mktemp("noise") / "population.csv"
    path.write_bytes(HEADING.encode() + noise)
    try:
        told = read_population(path)
    except problem.BadInput:
        return
    assert isinstance(told, Population)
