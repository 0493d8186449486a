"""Writes CSV that no spreadsheet can run: the one writer for every file that leaves the house."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

CONTENT_TYPE = "text/csv; charset=utf-8"
# What a spreadsheet takes for the beginning of a formula; line breaks and tabs are here because some programs skip
# them and then see the next sign. (OWASP, "CSV Injection".)
_STARTS = frozenset("=+-@\t\r\n")
# NUL ends the text for some readers, so that what follows begins a cell of its own.
_NOTHING = {0: None}


def harmless(value: object) -> str:
    """One cell's text that a spreadsheet shows and never runs.

    None is empty. A number stays a number, also below zero. Text that begins like a formula, whatever blanks,
    invisible characters or full-width forms stand before or in place of the sign, gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value).translate(_NOTHING)
        return f"'{text}" if _begins_like_a_formula(text) else text
    return str(value)


def _begins_like_a_formula(text: str) -> bool:
    for character in text:
        # Full-width "＝" and small "﹢" become "=" and "+" in a spreadsheet that normalises what it imports.
        plain = unicodedata.normalize("NFKC", character)[:1] or character
        if plain in _STARTS or plain == "\u2212":
            return True
        # Blanks, byte-order marks and zero-width characters are skipped by some programs, so they hide nothing here.
        if not (plain.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Mn"}):
            return False
    return False


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """A whole CSV file, heading first, every cell harmless and quoted.

    UTF-8 with the mark that makes Excel read it as such, lines ended as RFC 4180 says. It is built in memory on
    purpose: a response that streams would run after the request's transaction, when no circle is open.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    # A lone surrogate (half a character) cannot be written: it becomes a question mark, not an error page.
    return out.getvalue().encode("utf-8-sig", errors="replace")
