"""Reads a file that says it is CSV: in pieces, within bounds, and with one sentence for whatever else it is."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from lifecourse.kernel.base.errors import Refused

PIECE = 64 * 1024


class Readable(Protocol):
    """Bytes that can be read from the beginning more than once: a file, an upload, pieces kept in a table."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, /) -> object: ...


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How large a list may be. A million people with a dozen columns come to about 120 MB, with twenty to 300."""

    bytes: int = 300 * 1024 * 1024
    line: int = 20_000
    columns: int = 100
    cell: int = 1_000
    rows: int = 1_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class FileFacts:
    """What the first pass over a file found. `sha256` is of the bytes as sent; `note` is for the person who sent it.

    `sheet`: of a workbook, the sheet that is read, which is kept as CSV in UTF-8 from then on.
    """

    sha256: str
    size: int
    encoding: str
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands: the line it begins on (the heading is line 1), its cells, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """An opened file. `rows` may be walked once; it raises `Refused` where the file stops being CSV."""

    headers: tuple[str, ...]
    delimiter: str
    rows: Iterator[RawRow]


_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MAGIC = (
    (b"PK\x03\x04", "a zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
# Bytes that stand for nothing in Windows-1252.
_NOT_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")


def examine(file: Readable, *, limits: Limits = LIMITS) -> FileFacts:
    """Walk once through the bytes, at most `limits.bytes` of them and never more than a piece in memory.

    Raises `Refused`, in one sentence, for whatever is no text, is too large, or has a line no list has.
    """
    file.seek(0)
    digest, size, line, run = hashlib.sha256(), 0, 1, 0
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    not_1252 = 0
    while piece := file.read(PIECE):
        if size == 0:
            _refuse_other_kinds(piece)
        size += len(piece)
        if size > limits.bytes:
            raise Refused(f"The file is larger than {limits.bytes // (1024 * 1024)} MB: send it in parts.")
        digest.update(piece)
        if b"\0" in piece:
            at = line + piece[: piece.index(b"\0")].count(b"\n")
            raise Refused(f"Line {at} holds a NUL byte, so this is not a text file: save the list as CSV UTF-8.")
        first, *others = piece.replace(b"\r", b"\n").split(b"\n")
        longest = max([run + len(first), *map(len, others[:-1])], default=0)
        run = len(others[-1]) if others else run + len(first)
        if max(longest, run) > limits.line:
            raise Refused(
                f"A line near line {line} has more than {limits.line:,} characters: it is no list with a row a line."
            )
        line += piece.count(b"\n")
        if not not_1252:
            not_1252 = line if any(byte in piece for byte in _NOT_1252) else 0
        if utf8 is not None:
            try:
                utf8.decode(piece)
            except UnicodeDecodeError:
                utf8 = None
    if size == 0:
        raise Refused("The file is empty.")
    return FileFacts(digest.hexdigest(), size, *_encoding(utf8, not_1252))


def fingerprint(file: Readable, *, limits: Limits = LIMITS) -> tuple[str, int]:
    """SHA-256 and size of a file that is no text. Raises `Refused` if it is too large."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        size += len(piece)
        if size > limits.bytes:
            raise Refused(f"The file is larger than {limits.bytes // (1024 * 1024)} MB: send it in parts.")
        digest.update(piece)
    return digest.hexdigest(), size


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "This is an old Excel workbook (.xls), or one with a password: save it as .xlsx, without a password."
        )
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            raise Refused(f"This is {kind}, not CSV: open it where it was made and save it as CSV UTF-8.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("This file was saved as “Unicode text” (UTF-16): save it as CSV UTF-8 instead.")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:14].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Refused("This is a web page or XML, not CSV: save the list as CSV UTF-8.")


def _encoding(utf8: codecs.IncrementalDecoder | None, not_1252: int) -> tuple[str, str]:
    if utf8 is not None:
        try:
            utf8.decode(b"", final=True)
            return "utf-8-sig", ""
        except UnicodeDecodeError:
            pass
    if not_1252:
        raise Refused(
            f"The file is neither UTF-8 nor Windows-1252 (a sign near line {not_1252} is in neither): "
            "save the list as CSV UTF-8."
        )
    return "cp1252", "The file is not UTF-8 and was read as Windows-1252: look whether names with accents are right."


class _Bytes(io.RawIOBase):
    """Gives anything with `read` the shape that Python's text reader wants."""

    def __init__(self, file: Readable) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def open_table(file: Readable, facts: FileFacts, *, limits: Limits = LIMITS) -> Table:
    """The heading and the rows of a file that `examine` has passed. Raises `Refused` in one sentence."""
    delimiter = _delimiter(file, facts.encoding)
    rows = _csv_rows(_text(file, facts.encoding), delimiter)
    heading = next(rows, None)
    if heading is None:
        raise Refused("The file has no lines.")
    headers = _headers(heading[1], delimiter, limits)
    return Table(headers, delimiter, _checked(rows, len(headers), limits))


def _text(file: Readable, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Bytes(file), PIECE), encoding=encoding, newline="")


def _delimiter(file: Readable, encoding: str) -> str:
    """Whichever of the four cuts the heading into most cells; commas if none does."""
    start = next((line for line in _text(file, encoding) if line.strip()), "")
    counts = {mark: len(next(csv.reader([start], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])


def _csv_rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(
                f"Line {line} is not CSV: a quotation mark is opened and not closed, or stands in the wrong place."
            ) from None
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells


def _headers(cells: Sequence[str], delimiter: str, limits: Limits) -> tuple[str, ...]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) < 2:
        raise Refused(
            "The first line names only one column; it must be the heading, with names between commas, such as "
            "“Reference,Surname,Date of birth”."
        )
    if len(names) > limits.columns:
        raise Refused(f"The heading names {len(names)} columns; a list has at most {limits.columns}.")
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if len(name) > 200:
            raise Refused(
                f"The name of column {number} is longer than 200 characters: the first line must be a heading."
            )
        if not name:
            names[number - 1] = f"(column {number})"
        elif name.casefold() in seen:
            raise Refused(f"Columns {seen[name.casefold()]} and {number} are both called “{name}”: rename one of them.")
        seen.setdefault(names[number - 1].casefold(), number)
    return tuple(names)


def _checked(rows: Iterator[tuple[int, list[str]]], width: int, limits: Limits) -> Iterator[RawRow]:
    for count, (line, cells) in enumerate(rows, 1):
        if count > limits.rows:
            raise Refused(f"The file has more than {limits.rows:,} rows: send it in parts.")
        problem = ""
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            problem = f"has {len(cells)} cells where the heading has {width}"
        if max(map(len, cells), default=0) > limits.cell:
            problem = problem or f"has a cell of more than {limits.cell:,} characters"
            cells = [cell[: limits.cell] for cell in cells]
        yield RawRow(line, tuple(cells[: limits.columns]), problem)
