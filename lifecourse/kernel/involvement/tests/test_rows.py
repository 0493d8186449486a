"""Rows of a list: good ones are read in every declared form, bad ones say why in one clause."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement.rules import State
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, Field, read_map, suggest
from lifecourse.kernel.involvement.rules.files import RawRow
from lifecourse.kernel.involvement.rules.rows import ListRow, Rejection, RowReader
from lifecourse.kernel.people.rules.words import Sex

TAKEN = dt.date(2026, 3, 2)
HEADERS = ("Ref", "Surname", "Forename", "DOB", "NHS", "Postcode", "Status", "Start", "End", "Sex", "Worker", "Email")
COLUMNS = suggest(HEADERS)
MAP = ColumnMap(columns=COLUMNS, date_formats=(DateFormat.DAY_FIRST, DateFormat.ISO))
GOOD = (
    "A1",
    "Example",
    "Jon",
    "01/03/2015",
    "999 000 0018",
    "wn1 1aa",
    "Active",
    "2025-01-02",
    "",
    "F",
    "Ann Sample",
    "",
)


def read(*, columns: ColumnMap = MAP, **cells: str) -> ListRow | Rejection:
    row = tuple(cells.get(header, good) for header, good in zip(HEADERS, GOOD, strict=True))
    return RowReader(columns, HEADERS, taken_on=TAKEN).read(RawRow(7, row))


def test_a_good_row_is_read() -> None:
    row = read()
    assert isinstance(row, ListRow)
    assert (row.line, row.source_ref, row.given, row.family) == (7, "A1", "Jon", "Example")
    assert row.born_on == dt.date(2015, 3, 1) and row.opened_on == dt.date(2025, 1, 2) and row.closed_on is None
    assert (row.state, row.sex, row.postcode, row.nhs_number) == (State.OPEN, Sex.FEMALE, "WN1 1AA", "9990000018")
    assert row.warnings == ()


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (DateFormat.ISO, "2015-03-01"),
        (DateFormat.ISO, "2015-03-01 00:00:00"),
        (DateFormat.DAY_FIRST, "1/3/2015"),
        (DateFormat.DAY_FIRST, "01.03.2015"),
        (DateFormat.MONTH_FIRST, "03/01/2015"),
        (DateFormat.RUN_TOGETHER, "20150301"),
        (DateFormat.MONTH_NAMED, "1 March 2015"),
        (DateFormat.MONTH_NAMED, "01-Mar-2015"),
        (DateFormat.MONTH_NAMED, "1st Mar. 2015"),
    ],
)
def test_dates_are_read_in_the_declared_form(form: DateFormat, text: str) -> None:
    row = read(columns=replace(MAP, date_formats=(form,)), DOB=text, Start="")
    assert isinstance(row, ListRow) and row.born_on == dt.date(2015, 3, 1)


BAD = {
    "31 February": ({"DOB": "31/02/2015"}, "“DOB”: “31/02/2015” is not a real date"),
    "two figures for a year": ({"DOB": "1/3/15"}, "“DOB”: “1/3/15” is not a date written as dd/mm/yyyy or yyyy-mm-dd"),
    "a spreadsheet's number": ({"DOB": "42064"}, "“DOB”: “42064” is a number, not a date"),
    "born after the list": ({"DOB": "03/03/2026"}, "in the future"),
    "born in the year 1": ({"DOB": "01/01/0001"}, "more than 125 years ago"),
    "year nought": ({"DOB": "01/01/0000"}, "is not a real date"),
    "no reference": ({"Ref": "  "}, "“Ref” is empty"),
    "no name": ({"Surname": "", "Forename": "\u200b"}, "a row needs a name"),
    "a wrong NHS number": ({"NHS": "9990000019"}, "one of its digits is wrong"),
    "closed before open": ({"End": "01/01/2025"}, "“End” is before “Start”"),
    "opened after the list": ({"Start": "03/03/2026"}, "after the day the list was taken"),
    "an unknown state": ({"Status": "PEND"}, "“PEND” is no code for open or closed"),
    "an unknown sex": ({"Sex": "Q"}, "“Q” is no code for a sex"),
    "an escape": ({"Worker": "Ann\x1b[2J"}, "cannot be printed"),
    "half a character": ({"Worker": "Ann\ud800"}, "cannot be printed"),
    "an endless name": ({"Surname": "x" * 121}, "121 characters; at most 120"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_says_why(name: str) -> None:
    cells, words = BAD[name]
    row = read(**cells)
    assert isinstance(row, Rejection) and words in row.reason and row.line == 7
    assert "\n" not in row.reason and len(row.reason) < 200
    assert row.source_ref == ("" if name == "no reference" else "A1")


def test_a_wrong_number_is_left_out_with_a_warning_where_the_source_says_so() -> None:
    row = read(columns=replace(MAP, numbers_may_be_wrong=True), NHS="9990000019")
    assert isinstance(row, ListRow) and row.nhs_number == "" and len(row.warnings) == 1


def test_a_formula_is_text() -> None:
    row = read(Surname="=1+1", Worker="@SUM(A1)")
    assert isinstance(row, ListRow) and (row.family, row.lead_name) == ("=1+1", "@SUM(A1)")


def test_whoever_has_an_end_and_no_state_is_closed() -> None:
    closed = read(Status="", End="01/02/2026")
    assert isinstance(closed, ListRow) and (closed.state, closed.closed_on) == (State.CLOSED, dt.date(2026, 2, 1))
    still_open = read(Status="")
    assert isinstance(still_open, ListRow) and still_open.state == State.OPEN


def test_the_unborn_have_an_expected_date() -> None:
    headers = ("Ref", "Surname", "EDD")
    columns = ColumnMap(columns=suggest(headers))
    reader = RowReader(columns, headers, taken_on=TAKEN)
    row = reader.read(RawRow(2, ("1", "Example", "2026-06-01")))
    assert isinstance(row, ListRow) and row.birth.is_unborn
    late = reader.read(RawRow(2, ("1", "Example", "2027-06-01")))
    assert isinstance(late, Rejection) and "ten months" in late.reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Example, Jon Paul", ("Jon Paul", "Example")),
        ("Jon Paul Example", ("Jon Paul", "Example")),
        ("Jon", ("", "Jon")),
    ],
)
def test_a_whole_name_is_cut_in_two(text: str, names: tuple[str, str]) -> None:
    headers = ("Ref", "Name")
    row = RowReader(ColumnMap(columns=suggest(headers)), headers, taken_on=TAKEN).read(RawRow(2, ("1", text)))
    assert isinstance(row, ListRow) and (row.given, row.family) == names


def test_the_digest_is_of_the_facts_not_of_their_form() -> None:
    one, other, changed = read(), read(DOB="2015-03-01", Surname=" Example "), read(Worker="Somebody Else")
    assert isinstance(one, ListRow) and isinstance(other, ListRow) and isinstance(changed, ListRow)
    assert one.digest() == other.digest()
    assert one.digest() != changed.digest() and one.person_digest() == changed.person_digest()


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(
        Refused, match="no column “Forename”, which holds Given names on this list; it has “Ref”, “Surname”"
    ):
        RowReader(MAP, ("Ref", "Surname"), taken_on=TAKEN)
    RowReader(MAP, tuple(header.upper() for header in HEADERS), taken_on=TAKEN)  # the control: capitals do not matter


WRONG_MAPS = {
    "no reference": ({"columns": {"family_name": "S"}}, "own reference"),
    "no name": ({"columns": {"source_ref": "R"}}, "family name, or the whole name"),
    "one column twice": ({"columns": {"source_ref": "R", "family_name": "R"}}, "matched twice"),
    "an unknown field": ({"columns": {"shoe_size": "R"}}, "“shoe_size” in “columns”"),
    "an unknown part": ({"colums": {}}, "“colums”"),
    "no list": ("columns", "must be a list of names and values"),
    "day and month first": (
        {"columns": {"source_ref": "R", "family_name": "S"}, "date_formats": ["dd/mm/yyyy", "mm/dd/yyyy"]},
        "not both",
    ),
    "an unknown state": ({"columns": {"source_ref": "R", "family_name": "S"}, "states": {"A": "ajar"}}, "“ajar”"),
    "no boolean": ({"columns": {"source_ref": "R", "family_name": "S"}, "numbers_may_be_wrong": 1}, "true or false"),
}


@pytest.mark.parametrize("name", WRONG_MAPS)
def test_a_wrong_map_is_refused(name: str) -> None:
    data, words = WRONG_MAPS[name]
    with pytest.raises(Refused, match=words):
        read_map(data)


def test_a_map_is_kept_and_read_back_the_same() -> None:
    columns = replace(MAP, states={"pend": State.OPEN}, sexes={"mme": Sex.FEMALE}, numbers_may_be_wrong=True)
    assert read_map(columns.to_json()) == columns


CELL = st.one_of(
    st.text(max_size=30), st.sampled_from(["31/02/2015", "2015-13-01", "=1+1", "９９９", "٣/٣/٢٠١٥", "\ud800"])
)


@given(st.tuples(*[CELL] * len(HEADERS)))
def test_no_cells_raise_anything(cells: tuple[str, ...]) -> None:
    row = RowReader(MAP, HEADERS, taken_on=TAKEN).read(RawRow(2, cells))
    assert isinstance(row, ListRow | Rejection)
    if isinstance(row, ListRow):
        assert len(row.digest()) == 32


@given(
    st.recursive(
        st.none() | st.text() | st.booleans(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["columns", "date_formats", "states", "sexes", *Field]), inner)
        ),
    )
)
def test_no_map_raises_anything_but_a_refusal(data: object) -> None:
    try:
        assert isinstance(read_map(data), ColumnMap)
    except Refused as refused:
        assert str(refused)
