"""Pounds as people write them, as whole pence; and what a pair of numbers has to do with each other."""

import re
from decimal import Decimal

from lifecourse.engines.figures.rounding import half_up
from lifecourse.kernel.base.errors import Refused

MOST = 100_000_000_000  # a thousand million pounds: nobody's safeguarding board
_WRITTEN = re.compile(r"(-?)£?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{1,2}))?")


def read_pence(text: str) -> int | None:
    """Whole pence from "208422", "208,422", "£2,000.50" or "-12"; None if nothing is written, which is not zero.

    Raises `Refused`, with a sentence, for anything else.
    """
    written = text.strip().replace("−", "-")
    if not written:
        return None
    if not (found := _WRITTEN.fullmatch(written)):
        raise Refused(f"“{written[:20]}” is not a sum in pounds: write it like 1234 or 1,234.50.", field="amount")
    sign, pounds, rest = found.groups()
    pence = int(pounds.replace(",", "")) * 100 + int((rest or "").ljust(2, "0"))
    if pence > MOST:
        raise Refused(f"“{written[:20]}” is more than £{MOST // 100:,}, the most a sum may be.", field="amount")
    return -pence if sign else pence


def said(pence: int) -> str:
    """Pence as pounds for people: "£199,124", "−£22,985", "£2.50"."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}{f'.{rest:02d}' if rest else ''}"


def in_pounds(pence: int) -> Decimal:
    """Pence as exact pounds."""
    return Decimal(pence).scaleb(-2) if pence % 100 else Decimal(pence // 100)


def swapped_digits(one: int, other: int) -> tuple[str, str] | None:
    """The two neighbouring digits by whose exchange one sum becomes the other, as the first has them; else None."""
    first, second = str(abs(one)), str(abs(other))
    if (one < 0) != (other < 0) or len(first) != len(second):
        return None
    differ = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return None
    a, b = first[differ[0]], first[differ[1]]
    return (a, b) if (second[differ[0]], second[differ[1]]) == (b, a) else None


def rounded_to(printed: int, exact: int) -> int | None:
    """The pounds to which `exact` was rounded to give `printed` (1,000, 100, 10 or 1, the coarsest); else None."""
    if printed == exact:
        return None
    for unit in (1_000, 100, 10, 1):
        if printed == int(half_up(in_pounds(exact) / unit)) * unit * 100:
            return unit
    return None
