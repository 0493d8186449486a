"""Hostile files: each is refused in one sentence, none raises anything else, and memory stays bounded."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement.rules.files import LIMITS, Limits, examine, open_table

GOOD = "Ref,Surname,DOB\n1,Example,2015-03-01\n2,Sample,2016-04-02\n"


def read(data: bytes, **limits: int) -> tuple[str, list[tuple[int, tuple[str, ...], str]]]:
    """The encoding and every row: line, cells, problem."""
    file = io.BytesIO(data)
    facts = examine(file, limits=Limits(**limits))
    table = open_table(file, facts, limits=Limits(**limits))
    return facts.encoding, [(row.line, row.cells, row.problem) for row in table.rows]


def test_a_good_file_is_read() -> None:
    encoding, rows = read(GOOD.encode())
    assert encoding == "utf-8-sig"
    assert rows == [(2, ("1", "Example", "2015-03-01"), ""), (3, ("2", "Sample", "2016-04-02"), "")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_other_marks_and_line_ends_are_read_the_same(mark: str, end: str) -> None:
    data = GOOD.replace(",", mark).replace("\n", end).encode("utf-8-sig")
    assert read(data)[1] == read(GOOD.encode())[1]


def test_windows_1252_is_read_and_said() -> None:
    data = GOOD.replace("Sample", "Löwe").encode("cp1252")
    facts = examine(io.BytesIO(data))
    assert facts.encoding == "cp1252" and "Windows-1252" in facts.note
    assert read(data)[1][1][1][1] == "Löwe"
    assert examine(io.BytesIO(GOOD.replace("Sample", "Löwe").encode())).note == ""  # the control


def a_workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


HOSTILE = {
    "empty": (b"", "empty"),
    "only blanks": (b"\n \n,,\n", "no lines"),
    "a workbook": (a_workbook(), "This is a zip file, not CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"x" * 50, "old Excel"),
    "a PDF": (b"%PDF-1.7 ...", "a PDF"),
    "compressed": (b"\x1f\x8b\x08aaaa", "compressed"),
    "a web page": (b"\n<!DOCTYPE html><table>", "web page"),
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "NUL"),
    "a NUL": (GOOD.encode() + b"3,A\0B,\n", "Line 4 holds a NUL"),
    "neither encoding": (GOOD.encode() + b"3,\x81\xff,\n", "neither UTF-8 nor Windows-1252"),
    "one column": (b"Surname\nExample\n", "only one column"),
    "a doubled heading": (b"Ref,Surname, surname \n1,A,B\n", "Columns 2 and 3 are both called"),
    "a quotation mark left open": (b'Ref,Surname\n1,"Example\n2,Sample\n', "Line 2 is not CSV"),
    "text after a quotation": (b'Ref,Surname\n1,"Exa"mple\n', "Line 2 is not CSV"),
    "an endless line": (b"Ref,Surname\n1," + b"a" * 30_000, "more than 20,000 characters"),
    "too many columns": (",".join(f"c{n}" for n in range(200)).encode(), "200 columns"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence(name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        read(data)
    sentence = str(refused.value)
    assert words in sentence and sentence.endswith(".") and "\n" not in sentence and len(sentence) < 250


def test_ragged_and_swollen_rows_are_kept_apart_from_good_ones() -> None:
    data = f"Ref,Surname\n1,A\n2\n3,B,C\n4,D,,\n\n5,{'x' * 1001}\n".encode()
    assert [(line, problem) for line, _, problem in read(data)[1]] == [
        (2, ""),
        (3, "has 1 cells where the heading has 2"),
        (4, "has 3 cells where the heading has 2"),
        (5, ""),
        (7, "has a cell of more than 1,000 characters"),
    ]


def test_a_row_over_several_lines_keeps_the_line_it_begins_on() -> None:
    assert [line for line, _, _ in read(b'Ref,Note\n1,"a\nb\nc"\n2,d\n')[1]] == [2, 5]


def test_too_many_rows_are_refused() -> None:
    data = b"Ref,Surname\n" + b"1,A\n" * 11
    with pytest.raises(Refused, match="more than 10 rows"):
        read(data, rows=10)
    assert len(read(data, rows=11)[1]) == 11


class Zeros:
    """A gigabyte that is never in memory; it counts how much of it was asked for."""

    def __init__(self, byte: bytes, size: int) -> None:
        self.byte, self.left, self.read_bytes = byte, size, 0

    def seek(self, offset: int) -> None:
        pass

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        self.read_bytes += size
        return self.byte * size


@pytest.mark.parametrize(("byte", "words"), [(b"\0", "NUL"), (b"a", "more than 20,000"), (b"\n", "larger than 300 MB")])
def test_a_gigabyte_of_anything_is_refused_in_little_memory(byte: bytes, words: str) -> None:
    file = Zeros(byte, 2**30)
    tracemalloc.start()
    with pytest.raises(Refused, match=words):
        examine(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.read_bytes <= LIMITS.bytes + 2**16
    assert peak < 20 * 2**20


BITS = st.sampled_from(
    [b",", b'"', b"\n", b"\r", b";", b"\t", b"1", b"Ref", b"\xef\xbb\xbf", b"\xff", b"\x81", b"\0", b" "]
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(BITS, max_size=60).map(b"".join)))
@example(b'"')
@example(b"\xef\xbb\xbf")
@example(b"a,b\n" + b'"' * 999)
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        _, rows = read(data)
    except Refused as refused:
        assert str(refused)
    else:
        assert all(line >= 1 for line, _, _ in rows)
