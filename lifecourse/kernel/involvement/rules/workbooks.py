"""Reads a list out of an Excel workbook: which sheet, each cell as text, and one sentence for whatever a list is not.

A workbook is a zip of XML written by anybody. So before anything of it is parsed: its parts are few, their sizes (as
declared, beyond which nothing is unpacked) within bounds and no larger than such text packs to, nothing is enciphered,
no part has a document type (without which there are no entities), all is UTF-8, and there are no macros.
"""

import codecs
import csv
import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, cast

import openpyxl

from lifecourse.kernel.base.errors import Refused

from .files import LIMITS, PIECE, Limits, Readable

MAGIC = b"PK\x03\x04"
MOST_PARTS = 2_000
MOST_UNPACKED = 1_500 * 1024 * 1024
MOST_SHARED = 300 * 1024 * 1024  # openpyxl holds every text of the workbook at once
MOST_TIMES_SMALLER = 100  # real sheets pack to a tenth or a thirtieth; a bomb to a thousandth
SMALL = 10 * 1024 * 1024  # below which it does not matter how well a part packs
LAST_ROW = 1_048_576  # of any workbook
# A formula without a value: whatever wrote it never worked it out. (If it was worked out to be an empty text, Excel
# says that it is a text.) A formula has at most 8,192 characters.
_UNSOLVED = re.compile(
    rb"<c\b(?![^<>]*\st\s*=)[^<>]*>\s*(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_OVERLAP = 10_000
_FAR = re.compile(rb"""<row\s[^<>]*?\br\s*=\s*["'][0-9]{8,}""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_PADDED = re.compile(r"0{2,30}")
_OPEN_AND_SAVE = "open it in Excel, save it as an .xlsx workbook and send that"


@dataclass(frozen=True)
class Sheet:
    """The sheet that was taken, and those of a list's workbook that were not."""

    name: str
    others: tuple[str, ...]


def is_workbook(file: Readable) -> bool:
    """Whether these bytes begin as a workbook (or another zip) does."""
    file.seek(0)
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found


def read_sheet(
    file: Readable, into: BinaryIO, *, fits: Callable[[Sequence[str]], bool] | None = None, limits: Limits = LIMITS
) -> Sheet:
    """Write the sheet that holds the list (the first whose heading `fits`, else the only one there is) `into` a file,
    as CSV whose line n is row n of the sheet.

    Raises `Refused`, in one sentence, for what is no workbook, may harm, or has the list on no one sheet.
    """
    with _unpacked(file, limits) as (packed, parts):
        _check_parts(packed, parts)
        book = _open(packed)
        try:
            return _sheet(book, into, fits, limits)
        except Refused:
            raise
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile):
            raise _broken() from None  # whatever openpyxl trips over; a wrong CRC is found only where a part ends
        finally:
            book.close()


def _broken() -> Refused:
    return Refused(f"This workbook is damaged and cannot be read: {_OPEN_AND_SAVE}.")


@contextmanager
def _unpacked(file: Readable, limits: Limits) -> Iterator[tuple[BinaryIO, list[zipfile.ZipInfo]]]:
    """The workbook as a file in which one can go back and forth, with the list of its parts."""
    with tempfile.TemporaryFile() as packed:
        file.seek(0)
        size = 0
        while piece := file.read(PIECE):
            size += len(piece)
            if size > limits.bytes:
                raise Refused(f"The file is larger than {limits.bytes // (1024 * 1024)} MB: send it in parts.")
            packed.write(piece)
        try:
            with zipfile.ZipFile(packed) as zipped:
                parts = zipped.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise _broken() from None
        yield cast(BinaryIO, packed), parts


def _check_parts(packed: BinaryIO, parts: Sequence[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Refused("This is a zip file and no Excel workbook: send the list itself, as CSV or as an .xlsx workbook.")
    if len(parts) > MOST_PARTS or len(names) != len(parts):
        raise Refused(f"This workbook has more parts than a list has: {_OPEN_AND_SAVE}.")
    if any("vbaProject" in name or name.endswith(".bin") and "macro" in name.lower() for name in names):
        raise Refused(
            "This workbook holds macros, which a list does not need: save it as an .xlsx workbook without them."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("This workbook is protected with a password: save it without one and send that.")
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL and part.file_size > MOST_TIMES_SMALLER * max(part.compress_size, 1) for part in parts
    )
    if unpacked > MOST_UNPACKED or swollen:
        raise Refused(
            f"Unpacked this workbook would be {unpacked / 2**20:,.0f} MB, far more than its list can be: send the list "
            "as CSV UTF-8."
        )
    if any(part.filename == "xl/sharedStrings.xml" and part.file_size > MOST_SHARED for part in parts):
        raise Refused("This workbook holds more text than can be read from a workbook: send the list as CSV UTF-8.")
    with zipfile.ZipFile(packed) as zipped:
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_xml(zipped, part)


def _check_xml(zipped: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read one part through once as bytes: no document type, no other encoding, no formula without its value."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    before = b""
    try:
        with zipped.open(part) as content:
            while piece := content.read(1 << 20):
                if not before:
                    _check_encoding(piece)
                joined = before + piece
                if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
                    raise Refused(
                        "A part of this workbook has a document type, as no workbook of Excel's has: send CSV."
                    )
                if is_sheet and _FAR.search(joined):
                    raise Refused("A sheet of this workbook has more rows than any workbook can have.")
                if is_sheet and _UNSOLVED.search(joined):
                    raise Refused(
                        "This workbook has formulas whose results were never worked out: open it in Excel, save it, "
                        "and send it again."
                    )
                before = joined[-_OVERLAP:]
    except Refused:
        raise
    except Exception:  # of zip and zlib, which have names of their own for each way to be broken
        raise _broken() from None


def _check_encoding(start: bytes) -> None:
    declared = _ENCODING.match(start.removeprefix(codecs.BOM_UTF8))
    plain = start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<" and b"\0" not in start[:200]
    if not plain or (declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}):
        raise Refused(f"A part of this workbook is not UTF-8, as Excel writes it: {_OPEN_AND_SAVE}.")


def _open(packed: BinaryIO) -> Any:
    packed.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that are of no use to a list
            return openpyxl.load_workbook(packed, read_only=True, data_only=True, keep_links=False)
    except Exception:  # a library reading somebody else's file: whatever it stumbles over is one sentence
        raise _broken() from None


def _sheet(book: Any, into: BinaryIO, fits: Callable[[Sequence[str]], bool] | None, limits: Limits) -> Sheet:
    """Choose the sheet by its heading, and write it out."""
    filled: list[tuple[Any, list[str]]] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and (heading := _heading(sheet, limits)):
            filled.append((sheet, heading))
    if not filled:
        raise Refused("No sheet of this workbook has anything in it.")
    chosen = next((one for one in filled if fits is not None and fits(one[1])), None)
    if chosen is None and len(filled) > 1:
        names = ", ".join(f"“{sheet.title[:40]}”" for sheet, _ in filled[:6]) + (" …" if len(filled) > 6 else "")
        raise Refused(
            f"None of the sheets ({names}) has the columns of this list in its first row: leave only the sheet with "
            "the list in the workbook."
        )
    sheet, heading = chosen or filled[0]
    text = io.TextIOWrapper(into, encoding="utf-8", newline="")
    writer = csv.writer(text)
    # One column more than the heading, so that a row that is too long is seen to be; never all that a row may claim.
    for row in _rows(sheet, len(heading) + 1):
        writer.writerow(row) if row else text.write("\n")
    text.detach()
    into.seek(0)
    return Sheet(sheet.title[:31], tuple(other.title[:31] for other, _ in filled if other is not sheet))


def _heading(sheet: Any, limits: Limits) -> list[str]:
    for number, row in enumerate(_rows(sheet, limits.columns + 1)):
        if any(row):
            return [" ".join(cell.split()) for cell in row]
        if number > 100:
            break
    return []


def _rows(sheet: Any, width: int) -> Iterator[list[str]]:
    """Every row of a sheet as texts, the empty ones too, so that rows keep their numbers; `width` cells at most.

    The size that a sheet claims to have is not believed: it may be all of sixteen thousand columns.
    """
    sheet.reset_dimensions()
    formats: dict[int, int] = {}
    for number, cells in enumerate(sheet.iter_rows(max_col=width), 1):
        if number > LAST_ROW:
            raise Refused("A sheet of this workbook has more rows than any workbook can have.")
        row = [_text(cell, formats) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _text(cell: Any, formats: dict[int, int]) -> str:
    """A cell as a list would write it: dates as yyyy-mm-dd, whole numbers without a point, noughts as shown."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r", " ").replace("\n", " ").replace("\0", " ")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        style = getattr(cell, "_style_id", 0)
        if style not in formats:
            shown = str(cell.number_format or "")
            formats[style] = len(shown) if _PADDED.fullmatch(shown) else 0
        return _number(value, formats[style])
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    return str(value)


def _number(value: float, width: int) -> str:
    """A number that Excel kept. Beyond 15 digits it has lost some: then it is written so that it is seen to have."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return f"{int(value):0{width}d}"
