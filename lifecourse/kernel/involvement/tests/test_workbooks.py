"""Workbooks as lists: the right sheet, cells as Excel means them, the report as for CSV; hostile ones refused."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement import queries, services
from lifecourse.kernel.involvement.models import Involvement, ListLoad
from lifecourse.kernel.involvement.rules import workbooks
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, Field, suggest
from lifecourse.kernel.involvement.rules.workbooks import read_sheet
from lifecourse.kernel.people.models import Identifier, Person

from .factories import AT, HEADERS, MACHINE, TODAY, a_file, a_source, an_agency, an_index, load, row

NHS = "9990000018"


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    an_index()
    an_agency("housing")
    with context.as_system("test"):
        yield


def a_workbook(
    *rows: list[Any], heading: tuple[str, ...] = HEADERS, title: str = "List", **sheets: list[Any]
) -> io.BytesIO:
    """A workbook of one sheet with these rows, and of others before it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, first in sheets.items():
        book.create_sheet(name).append(first)
    sheet = book.create_sheet(title)
    sheet.append(heading)
    for one in rows:
        sheet.append(one)
    made = io.BytesIO()
    book.save(made)
    return made


def cells(ref: str, **told: Any) -> list[Any]:
    """One row, of an invented person."""
    return [row(ref, **told).get(header) for header in HEADERS]


def lines(file: io.BytesIO, **how: Any) -> list[list[str]]:
    into = io.BytesIO()
    read_sheet(file, into, **how)
    return list(csv.reader(io.StringIO(into.getvalue().decode(), newline="")))


def repacked(file: io.BytesIO, change: Callable[[str, bytes], bytes], **more: bytes) -> io.BytesIO:
    """The workbook with parts changed, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made


def as_it_is(name: str, content: bytes) -> bytes:
    return content


# Taken ----------------------------------------------------------------------------------------------------------------
def test_a_workbook_is_loaded_as_the_same_list_in_csv_is(everything: None) -> None:
    source = a_source()
    born, began = dt.datetime(2015, 3, 1), dt.date(2026, 1, 5)  # noqa: DTZ001 Excel has no zones
    book = a_workbook(
        cells("1", DOB=born, **{"NHS number": int(NHS), "Start date": began}), cells("2", DOB="02/03/2015")
    )
    done = load(source, book)
    assert (done.rows, done.added, done.rejected, done.sheet) == (2, 2, 0, "List")
    assert done.headers == list(HEADERS) and "sheet “List”" in done.note
    assert Identifier.objects.get().value == NHS
    assert sorted(Person.objects.values_list("born_on", flat=True)) == [dt.date(2015, 3, 1), dt.date(2015, 3, 2)]
    with pytest.raises(services.AlreadyLoaded):
        load(source, book)
    # The same facts as CSV: nobody changes.
    again = load(source, a_file(row("1", **{"NHS number": NHS}), row("2", DOB="02/03/2015")))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_real_dates_are_dates_whatever_forms_the_list_s_texts_use(everything: None) -> None:
    columns = ColumnMap(columns=suggest(HEADERS), date_formats=(DateFormat.MONTH_FIRST,))
    source = a_source(columns=columns)
    done = load(source, a_workbook(cells("1", DOB=dt.date(2015, 4, 3), **{"Start date": "01/31/2026"})))
    assert done.added == 1 and Person.objects.get().born_on == dt.date(2015, 4, 3)
    assert Involvement.objects.get().opened_on == dt.date(2026, 1, 31)
    # Control: as a text of CSV the same day is in no form of this list.
    with pytest.raises(Refused, match="1 of 1 rows were rejected"):
        load(source, a_file(row("1", DOB="2015-04-03", **{"Start date": "01/31/2026"})))


def test_cells_become_texts_as_excel_shows_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ref", "Surname", "Whole", "Part", "True", "Broken", "Long"])
    sheet.append(["1", "O\nBrien", 9990000018.0, 1.5, True, "#N/A", 12345678901234567890])
    sheet["A3"], sheet["B3"] = 42, "Padded"
    sheet["A3"].number_format = "000000"
    made = io.BytesIO()
    book.save(made)
    assert lines(made)[1:] == [
        ["1", "O Brien", "9990000018", "1.5", "TRUE", "#N/A", "1.23456789012346E+19"],
        ["000042", "Padded"],
    ]


def test_the_sheet_with_the_columns_is_found_and_named(everything: None) -> None:
    source = a_source()
    done = load(source, a_workbook(cells("1"), title="Cases", Notes=["Read me", "please"]))
    assert done.added == 1 and done.sheet == "Cases" and "The others are not: “Notes”" in done.note
    other = a_workbook(["a", "b"], heading=("Some", "Thing"), title="Cases", Notes=["Read me", "please"])
    with pytest.raises(Refused, match="None of the sheets \\(“Notes”, “Cases”\\) has the columns of this list"):
        load(source, other)


def test_rows_keep_their_numbers_and_come_back_with_their_reasons(everything: None) -> None:
    source = a_source()
    book = a_workbook(
        cells("1"),
        [],
        cells("2", DOB="31/02/2015"),
        cells("3", **{"NHS number": "9.99E+09"}),
        cells("4", DOB=42064),
        cells("5", Worker="#REF!"),
        *(cells(str(number)) for number in range(6, 12)),
    )
    got = services.receive_list(actor=MACHINE, at=AT, source=source, file=book, taken_on=TODAY)
    services.check_list(actor=MACHINE, at=AT, load_id=got.pk)
    heading, rows = queries.rejected_table(viewer=MACHINE, at=AT, load_id=got.pk)
    assert heading[3:] == list(HEADERS)
    assert [(line[0], line[2], line[3]) for line in rows] == [
        (4, "“DOB”: “31/02/2015” is not a real date", "2"),
        (5, "“NHS number”: Excel has shortened “9.99E+09” and lost digits: make the column text", "3"),
        (6, "“DOB”: “42064” is a number, not a date: make the column dates where the list was made", "4"),
        (7, "“Worker” holds Excel's error #REF!", "5"),
    ]
    shown = queries.preview(viewer=MACHINE, load_id=got.pk)
    assert shown.headers == HEADERS and shown.examples[0][:3] == ("1", "Example1", "Jon")


def test_a_formula_counts_as_what_it_was_worked_out_to_be_and_not_without(everything: None) -> None:
    unsolved = a_workbook(["1", "=UPPER(A1)"], heading=("Ref", "Surname"))
    with pytest.raises(Refused, match="formulas whose results were never worked out"):
        lines(unsolved)

    def solve(name: str, content: bytes) -> bytes:
        # The empty result is written in one of three ways, by whether lxml is there.
        return re.sub(rb"</f><v(?: ?/>|></v>)", value, content.replace(b'<c r="B2">', b'<c r="B2" t="str">'))

    value = b"</f><v>REF</v>"
    assert lines(repacked(unsolved, solve))[1] == ["1", "REF"]
    value = b"</f><v></v>"  # worked out to be an empty text
    assert lines(repacked(unsolved, solve))[1] == ["1"]


# Refused --------------------------------------------------------------------------------------------------------------
def entities(name: str, content: bytes) -> bytes:
    if not name.startswith("xl/worksheets/"):
        return content
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    return content.replace(b"<worksheet", laughs + b"<worksheet", 1)


def utf_16(name: str, content: bytes) -> bytes:
    return content.decode().encode("utf-16") if name.startswith("xl/worksheets/") else content


def cut(name: str, content: bytes) -> bytes:
    return content[: len(content) // 2] if name.startswith("xl/worksheets/") else content


def wide(name: str, content: bytes) -> bytes:
    return content.replace(b'r="A2"', b'r="XFD2"') if name.startswith("xl/worksheets/") else content


def far(name: str, content: bytes) -> bytes:
    return content.replace(b'r="2"', b'r="99999999999"') if name.startswith("xl/worksheets/") else content


HOSTILE: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "macros": (lambda: repacked(a_workbook(cells("1")), as_it_is, xl__vbaProject_dot_bin=b"x"), "holds macros"),
    "a bomb": (lambda: repacked(a_workbook(cells("1")), as_it_is, xl__media__x=b"\0" * 20_000_000), "Unpacked this"),
    "entities": (lambda: repacked(a_workbook(cells("1")), entities), "has a document type"),
    "another encoding": (lambda: repacked(a_workbook(cells("1")), utf_16), "not UTF-8"),
    "half a sheet": (lambda: repacked(a_workbook(cells("1")), cut), "damaged"),
    "a row beyond the last": (lambda: repacked(a_workbook(cells("1")), far), "more rows than any workbook"),
    "nothing in it": (lambda: a_workbook(heading=()), "No sheet of this workbook has anything"),
    "a cut zip": (lambda: io.BytesIO(a_workbook(cells("1")).getvalue()[:-200]), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_refused_in_one_sentence(name: str) -> None:
    make, words = HOSTILE[name]
    with pytest.raises(Refused, match=words):
        lines(make())
    # Control: the workbook that each of them began as is read.
    assert lines(a_workbook(cells("1")))[0][: len(HEADERS)] == list(HEADERS)


def test_a_cell_far_to_the_right_makes_no_row_of_sixteen_thousand_cells() -> None:
    found = lines(repacked(a_workbook(cells("1")), wide))
    assert max(map(len, found)) <= len(HEADERS) + 1


def test_too_much_text_and_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    book = repacked(a_workbook(cells("1")), as_it_is, xl__sharedStrings_dot_xml=b"<sst>" + b" " * 100 + b"</sst>")
    monkeypatch.setattr(workbooks, "MOST_SHARED", 10)
    with pytest.raises(Refused, match="more text than can be read"):
        lines(book)
    monkeypatch.setattr(workbooks, "MOST_PARTS", 2)
    with pytest.raises(Refused, match="more parts than a list has"):
        lines(book)


def test_old_workbooks_and_other_zips_are_refused(everything: None) -> None:
    source = a_source()
    with pytest.raises(Refused, match="old Excel workbook"):
        load(source, io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 100))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("list.csv", "Ref,Surname")
    with pytest.raises(Refused, match="zip file and no Excel workbook"):
        load(source, made)
    assert not ListLoad.objects.exists() and Field.SOURCE_REF in suggest(HEADERS)
