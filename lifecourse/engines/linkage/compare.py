"""Comparing two names or two dates: at what level they agree."""

from datetime import date
from enum import Enum
from functools import lru_cache

import jellyfish

from . import sounds
from .normalise import outward
from .records import Born, Place
from .tables import Tables


class Level(Enum):
    """How two name tokens agree, with the share of an exact agreement's bits."""

    EXACT = 1.0
    NICKNAME = 0.7
    CLOSE = 0.75
    SOUND = 0.65
    LIKE = 0.35
    INITIAL = 0.2
    DIFFERENT = 0.0

    @property
    def agrees(self) -> bool:
        """Whether this is an agreement that may be of one and the same name."""
        return self in (Level.EXACT, Level.NICKNAME, Level.CLOSE, Level.SOUND)


@lru_cache(maxsize=131_072)
def _spelt(one: str, other: str) -> Level:
    if one == other:
        return Level.EXACT
    if len(one) == 1 or len(other) == 1:
        return Level.INITIAL if one[0] == other[0] else Level.DIFFERENT
    if one + "a" == other or other + "a" == one:
        return Level.LIKE  # Rahim and Rahima, Paul and Paula: a brother and a sister
    if bare(one) == bare(other):
        return Level.CLOSE
    if bare(one) != one and bare(other) != other:
        return _spelt(bare(one), bare(other))  # what Oluwatoyin and Oluwatobi share says nothing
    shorter = min(len(one), len(other))
    likeness = jellyfish.jaro_winkler_similarity(one, other)
    if likeness < 0.7:
        return Level.DIFFERENT  # as nearly all are; no single edit takes so much away
    edited = shorter >= 4 and jellyfish.damerau_levenshtein_distance(one, other) == 1
    # Twins are often called Jayden and Hayden: another first letter is never only a slip.
    if shorter >= 4 and one[0] == other[0] and (likeness >= 0.93 or edited):
        return Level.CLOSE
    if shorter >= 3 and sounds.alike(one, other):
        # Sara and Zahra are too far apart; Jamal and Jamila may be a brother and a sister.
        return Level.SOUND if likeness >= 0.8 and _ends_in_a(one) == _ends_in_a(other) else Level.LIKE
    if edited or (shorter >= 4 and likeness >= 0.86):
        return Level.LIKE
    return Level.DIFFERENT


def _ends_in_a(token: str) -> bool:
    return token.rstrip("h").endswith("a")


@lru_cache(maxsize=65_536)
def bare(token: str) -> str:
    """Without the article or "servant of" that is said or left out: "alhassan" is "hassan", "abdulrahim" "rahim"."""
    for start in ("abdul", "abdel", "abd", "al", "el", "oluwa", "olu"):
        if token.startswith(start) and len(token) - len(start) >= 4:
            return token[len(start) :]
    return token


def tokens(one: str, other: str, tables: Tables, *, given: bool) -> Level:
    """How two tokens agree; nicknames count for given names."""
    spelt = _spelt(one, other)
    if given and tables.are_distinct(one, other):
        return Level.DIFFERENT
    if given and spelt is Level.CLOSE and bare(one) == bare(other) and bare(one) in tables.little:
        return Level.LIKE  # Abdul Mohamed and Mohamed may be brothers
    if given and spelt is not Level.EXACT and tables.are_nicknames(one, other):
        return max((spelt, Level.NICKNAME), key=lambda level: level.value)
    if given and spelt is Level.DIFFERENT and min(len(one), len(other)) >= 3 and _begins(one, other):
        return Level.LIKE  # "Sukh" for "Sukhdeep": a short form that is in no list; it may be another name, too
    return spelt


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


class Dates(Enum):
    """How two births agree, with bits. 1 January often means that nobody knew the day."""

    SAME = 12.0
    SAME_FIRST_OF_JANUARY = 6.0
    SWAPPED = 8.5
    SLIP = 7.0
    TWO_PARTS = 3.5
    WITHIN = 3.0
    NEAR = 1.0
    DUE_NEAR = 8.0
    DIFFERENT = -6.0
    FAR = -12.0


def births(one: Born, other: Born) -> Dates:
    """How two births agree: by the day where both have one, otherwise by the span of days."""
    if one.expected and other.expected:
        apart = abs((one.earliest - other.earliest).days)
        return Dates.DUE_NEAR if apart <= 21 else Dates.WITHIN if apart <= 42 else Dates.DIFFERENT
    if one.on and other.on and not one.expected and not other.expected:
        return _days(one.on, other.on)
    if one.earliest <= other.latest and other.earliest <= one.latest:
        return Dates.WITHIN
    gap = max((one.earliest - other.latest).days, (other.earliest - one.latest).days)
    # A birth some weeks from the day it was expected is the same birth.
    if one.expected or other.expected:
        return Dates.WITHIN if gap <= 60 else Dates.FAR
    return Dates.NEAR if gap <= 366 else Dates.DIFFERENT if gap <= 3 * 366 else Dates.FAR


@lru_cache(maxsize=32_768)
def _days(one: date, other: date) -> Dates:
    if one == other:
        return Dates.SAME_FIRST_OF_JANUARY if (one.day, one.month) == (1, 1) else Dates.SAME
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return Dates.SWAPPED
    if (one.day == other.day) + (one.month == other.month) + (one.year == other.year) == 2:
        if (one.day, one.month) == (other.day, other.month) == (1, 1):
            return Dates.TWO_PARTS  # of two whose day nobody knew it says little that the years look alike
        return Dates.SLIP if _one_slip(f"{one:%d%m%Y}", f"{other:%d%m%Y}") else Dates.TWO_PARTS
    if abs(one.year - other.year) <= 1:
        return Dates.DIFFERENT
    return Dates.FAR


def _one_slip(written: str, meant: str) -> bool:
    """One digit wrong, or two neighbours swapped: what typing does."""
    wrong = [n for n in range(8) if written[n] != meant[n]]
    if len(wrong) == 1:
        return True
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(written) == sorted(meant)


class Places(Enum):
    """How two addresses agree, with bits."""

    SAME_HOUSE = 8.0
    SAME_POSTCODE = 6.5
    STREET = 3.5
    NUMBER = 3.0
    SAME_AREA = 2.5
    DIFFERENT = -1.0


def places(one: Place, other: Place) -> Places | None:
    """How two addresses agree; None if they cannot be compared."""
    if not one.postcode and not one.words:
        return None
    shared = one.words & other.words if one.words else frozenset()
    numbered = any(word[0].isdigit() for word in shared)
    if one.postcode and one.postcode == other.postcode:
        return Places.SAME_HOUSE if numbered else Places.SAME_POSTCODE
    if one.house and one.house == other.house:
        return Places.SAME_HOUSE if not (one.postcode and other.postcode) else Places.STREET
    if len([word for word in shared if len(word) > 3 and word.isalpha()]) >= 1 and not (
        one.postcode and other.postcode
    ):
        return Places.STREET
    if numbered and not one.street and not one.postcode:
        return Places.NUMBER  # "number 14" is all that was said
    if one.postcode and other.postcode:
        return Places.SAME_AREA if outward(one.postcode) == outward(other.postcode) else Places.DIFFERENT
    return None
