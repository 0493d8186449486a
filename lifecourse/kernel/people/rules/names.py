"""Which words are names, which of them to show first, and how an address is compared."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol

from .words import EndReason, NameKind

# Written where a name is wanted, but nobody's name. A family name is doubted less: there are people named Child.
_NOBODY = {"unknown", "unnamed", "unk", "nk", "tbc", "tba", "not", "known", "given", "name", "surname", "no", "of"}
_NEWBORN = {"unborn", "baby", "infant", "newborn", "child", "boy", "girl", "male", "female", "twin", "triplet", "one"}
_NUMBERS = {"two", "three", "first", "second", "third", "forename", "to", "be", "confirmed", "the"}


class SomeName(Protocol):
    """A name as kept: when it holds and what kind it is."""

    kind: str
    given: str
    family: str
    valid_from: date | None
    valid_to: date | None
    end_reason: str


@lru_cache(maxsize=65_536)
def is_placeholder(text: str, *, family: bool = False) -> bool:
    """Whether a name says only that there is none: "unborn", "Baby", "twin 1", "not known". The empty one does too."""
    words = re.findall(r"[^\W\d_]+|[0-9]+", text.lower())
    nobody = _NOBODY if family else _NOBODY | _NEWBORN | _NUMBERS
    return all(word in nobody or word.isdigit() for word in words)


def tidy(text: str) -> str:
    """A name with single blanks and no ends. Capitals stay as typed: the family knows how its name is written."""
    return " ".join(text.split())


_ORDER = {
    NameKind.LEGAL: 0,
    NameKind.MARRIED: 1,
    NameKind.BIRTH: 2,
    NameKind.KNOWN_AS: 3,
    NameKind.ALIAS: 4,
    NameKind.FORMER: 5,
}


def in_order(names: Sequence[SomeName], on: date) -> list[SomeName]:
    """Names to show, the one to be called by first: standing before ended, legal before birth before alias.

    Names recorded in error are left out.
    """
    shown = [name for name in names if name.end_reason != EndReason.ERROR]

    def key(name: SomeName) -> tuple[bool, int, int]:
        ended = name.valid_to is not None and name.valid_to <= on
        began = -(name.valid_from.toordinal()) if name.valid_from else 0
        return ended, _ORDER.get(NameKind(name.kind), 9), began

    return sorted(shown, key=key)


def full(given: str, family: str) -> str:
    """Given and family name as said."""
    return f"{given} {family}".strip()


def display(names: Sequence[SomeName], on: date, *, is_unborn: bool) -> str:
    """The one line a person is called by in lists: "Jon Example", "Jon Example (known as Jonny)", "Unborn child"."""
    ordered = in_order(names, on)
    if not ordered:
        return "Unborn child" if is_unborn else "Name not known"
    first = ordered[0]
    text = full(first.given, first.family)
    if first.kind != NameKind.KNOWN_AS:
        for name in ordered[1:]:
            standing = name.valid_to is None or name.valid_to > on
            if name.kind == NameKind.KNOWN_AS and standing:
                called = name.given if name.family in ("", first.family) else full(name.given, name.family)
                if called and called not in text:
                    return f"{text} (known as {called})"
                break
    return text


def address_key(lines: str, postcode: str, uprn: str = "") -> str:
    """What two records of one dwelling share: its UPRN, or its house and postcode, without punctuation or case.

    With a postcode the first line is enough ("12 Mill Lane", "Flat 2, 12 Mill Lane"); without one nothing is.
    """
    if uprn:
        return f"uprn:{int(uprn)}" if uprn.isdigit() else ""
    if not postcode:
        return ""
    first = lines.strip().splitlines()[0] if lines.strip() else ""
    words = re.findall(r"[a-z0-9]+", first.lower())
    spoken = {"street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "close": "cl", "drive": "dr", "court": "ct"}
    house = "".join(spoken.get(word, word) for word in words)
    return f"{house}|{postcode.replace(' ', '').lower()}" if house else ""
