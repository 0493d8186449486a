"""Is the person asked for this one? Bits for and against, each with its sentence, and a band in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from . import compare
from .compare import Dates, Level, Places
from .records import Asked, Born, Known, Name
from .tables import Tables

# A stranger out of a million agrees by chance in about 20 bits' worth of details (`strong_among` for more).
STRONG, POSSIBLE, WEAK = 20.0, 11.0, 5.0
NUMBER_SAME = {"nhs_number": 22.0, "upn": 20.0}
NUMBER_DIFFERENT = {"nhs_number": -8.0, "upn": -3.0}
NUMBER_WORDS = {"nhs_number": "NHS number", "upn": "Unique pupil number"}
_SEX_SAME = 1.0
# Two or more given names that all agree say a little more than the one that tells people apart.
_WHOLE = 1.0
# What rounding each line of evidence to a tenth may add.
_ROUNDED = 0.2
TWIN = "Twin or sibling? The family name and date agree, the given name does not."


class Band(StrEnum):
    """How likely it is, for a person to decide."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"

    @property
    def label(self) -> str:
        return {"strong": "Strong match", "possible": "Possible match", "weak": "Weak match"}[self.value]


@dataclass(frozen=True)
class Evidence:
    """One line for (`bits` above nought), against (below) or saying nothing."""

    field: str
    text: str
    bits: float

    @property
    def side(self) -> str:
        return "for" if self.bits > 0 else "against" if self.bits < 0 else "neither"


@dataclass(frozen=True)
class Score:
    """The sum in bits, the band (None: not worth showing), the lines, and why it is not called strong.

    Without a line and a band the sum is the most that it could have been.
    """

    bits: float
    band: Band | None
    evidence: tuple[Evidence, ...]
    cautions: tuple[str, ...]


# Made for each of hundreds of people while somebody waits: tuples are made in a quarter of the time.
class _Part(NamedTuple):
    """How one half of a name agrees. `later`: by a later given name, not the first."""

    level: Level | None
    bits: float
    said: str = ""
    kept: str = ""
    later: bool = False
    shared: bool = False


class _Names(NamedTuple):
    bits: float
    given: _Part
    family: _Part
    swapped: bool


_NOTHING = _Part(None, 0.0)


def strong_among(people: float) -> float:
    """The bits that make a match strong on an index of so many: one more each time they are twice as many."""
    return STRONG + max(0.0, math.log2(people / 1_000_000)) if people > 0 else STRONG


def score(asked: Asked, known: Known, tables: Tables, strong: float = STRONG) -> Score:
    """Weigh everything that was asked against everything that is known. `strong`: the bits that make a match so."""
    dates = _best_birth(asked.birth, known.births)
    place = _best_place(asked, known)
    # Most of those who share a key share little more: said at once, without comparing names or a line of evidence.
    besides = (dates.value if dates else 0.0) + (place.value if place else 0.0) + _SEX_SAME + _ROUNDED
    may_stop = not asked.numbers and not asked.mother.tokens
    if may_stop and (most := _most_of_names(asked.names, tables) + besides) < WEAK:
        return Score(round(most, 1), None, (), ())
    names = _best_names(asked.names, known.called, tables)
    if may_stop and (most := (names.bits if names else 0.0) + besides) < WEAK:
        return Score(round(most, 1), None, (), ())
    evidence: list[Evidence] = []
    if names is not None:
        evidence.extend(_name_evidence(names))
    if dates is not None:
        evidence.append(_date_evidence(dates, asked.birth))
    numbers = _number_evidence(asked, known)
    evidence.extend(numbers)
    if place is not None:
        evidence.append(Evidence("address", f"Address: {_PLACE_WORDS[place]}", place.value))
    evidence.extend(_sex_evidence(asked, known))
    evidence.extend(_mother_evidence(asked, known, tables))
    bits = sum(line.bits for line in evidence)
    same_number = any(line.bits > 0 for line in numbers)
    cautions = _cautions(asked, names, dates, numbers, evidence)
    band = _band(bits, strong, capped=bool(cautions) or not _given_agrees(names, same_number, evidence))
    if same_number and band in (None, Band.WEAK):
        band = Band.POSSIBLE  # a number is never passed over in silence, whatever else disagrees
    return Score(round(bits, 1), band, tuple(evidence), tuple(cautions))


def _band(bits: float, strong: float, *, capped: bool) -> Band | None:
    if bits >= strong and not capped:
        return Band.STRONG
    if bits >= POSSIBLE:
        return Band.POSSIBLE
    return Band.WEAK if bits >= WEAK else None


def _given_agrees(names: _Names | None, same_number: bool, evidence: Sequence[Evidence]) -> bool:
    """No match is strong without the given name, or a number with nothing against it."""
    if names is not None and names.given.level is not None and names.given.level.agrees and not names.given.later:
        return True
    return same_number and not any(line.bits < -1 for line in evidence)


def _cautions(
    asked: Asked, names: _Names | None, dates: Dates | None, numbers: Sequence[Evidence], evidence: Sequence[Evidence]
) -> list[str]:
    said: list[str] = []
    dated = dates in (Dates.SAME, Dates.SAME_FIRST_OF_JANUARY, Dates.DUE_NEAR, Dates.SWAPPED, Dates.SLIP)
    if names is not None and names.given.level is not None:
        differs = not names.given.level.agrees and names.given.level is not Level.INITIAL
        family_agrees = names.family.level is not None and names.family.level.agrees
        if differs and family_agrees and dated:
            said.append(TWIN)
        elif differs and not names.given.later:
            said.append("The given name is another one.")
        if dates in (Dates.DIFFERENT, Dates.FAR) and names.given.level.agrees and family_agrees:
            said.append("One name, two dates of birth: a relative of the same name?")
    if any(line.bits < 0 and line.field == "nhs_number" for line in numbers):
        said.append("Two different NHS numbers: these are not one person unless somebody decides that one is wrong.")
    against = sum(line.bits for line in evidence if line.bits < 0)
    if any(line.bits > 0 for line in numbers) and against <= -3:
        said.append("The number agrees and other facts do not: the number may have been mistyped.")
    return said


@lru_cache(maxsize=64)
def _most_of_names(asked: tuple[Name, ...], tables: Tables) -> float:
    """No comparison with these names can be worth more bits."""

    def most(tokens: Sequence[str], family: bool) -> float:
        # Words may be joined, and are another name then.
        single = len(tokens) == 1
        return tables.worth(tokens[0] if single else "", family=family) + _WHOLE if tokens else 0.0

    return max(
        (
            max(most(name.given, False) + most(name.family, True), most(name.family, False) + most(name.given, True))
            for name in asked
        ),
        default=0.0,
    )


def _best_names(asked: Sequence[Name], known: Sequence[Name], tables: Tables) -> _Names | None:
    best: _Names | None = None
    for wanted in asked:
        for name in known:
            given = _given(wanted.given, name.given, tables)
            family = _as_said_elsewhere(_family(wanted.family, name.family, tables), wanted, name)
            bits = given.bits + family.bits
            if best is None or bits > best.bits:
                best = _Names(bits, given, family, False)
            if not (wanted.starts[1] & name.starts[0] or wanted.starts[0] & name.starts[1]):
                continue  # the other way round neither half begins alike: hardly anybody's name is so misheard twice
            given, family = _given(wanted.family, name.given, tables), _family(wanted.given, name.family, tables)
            bits = given.bits + family.bits - 1.0
            if bits > best.bits:
                best = _Names(bits, given, family, True)
    return best


@lru_cache(maxsize=32_768)
def _given(asked: tuple[str, ...], known: tuple[str, ...], tables: Tables) -> _Part:
    """First names against each other; failing that, any later one.

    Names that half a community bears before the one they are called by (Muhammad, Md, Syed) are passed over where both
    have another: brothers share them, and so may twins.
    """
    if not asked or not known:
        return _NOTHING
    if len(asked) == len(known) == 1:
        return _pair(asked[0], known[0], tables, True)
    one, other = _telling(asked, tables), _telling(known, tables)
    if "".join(asked) == "".join(known):
        said = min(one[0], other[0], key=len)  # "Md Habib" said as one word
        whole = _pair(said, said, tables, True)
        return whole._replace(bits=whole.bits + _WHOLE)
    first = _pair(one[0], other[0], tables, True)
    borne_by_many = one[0] in tables.little and other[0] in tables.little
    if borne_by_many and len(asked) > 1 and len(known) > 1:
        # Muhammad Ali and Ahmed Ali, or Muhammad Hussain: the first and the last must agree.
        return min(first, _pair(asked[-1], known[-1], tables, True), key=lambda part: part.bits)
    if first.level is not None and (first.level.agrees or first.level is Level.LIKE):
        # Muhammad alone, and Muhammad Ali: they agree, and are not told from brothers.
        return first._replace(later=borne_by_many and len(asked) != len(known))
    if (one is asked) != (other is known):
        # One of them said no more than the name that many bear: it agrees, and does not tell brothers apart.
        borne = _pair(asked[0], known[0], tables, True)
        if borne.level is Level.INITIAL:
            return borne
        if borne.level is not None and borne.level.agrees:
            return _Part(borne.level, borne.bits, borne.said, borne.kept, later=True)
    later = [_pair(one, other, tables, True) for m, one in enumerate(asked) for n, other in enumerate(known) if m or n]
    best = max(later, key=lambda part: part.bits, default=first)
    if best.level is not None and best.level.agrees and (len(asked) == 1 or len(known) == 1):
        # Called by the middle name. If both gave a first name and those differ, a shared middle one is a family's.
        return _Part(best.level, best.bits * 0.6, best.said, best.kept, later=True)
    return first


def _telling(given: Sequence[str], tables: Tables) -> Sequence[str]:
    """The given names from the first that tells people apart; all of them if none does."""
    for start, token in enumerate(given):
        if token not in tables.little:
            return given[start:] if start else given
    return given


@lru_cache(maxsize=32_768)
def _family(asked: tuple[str, ...], known: tuple[str, ...], tables: Tables) -> _Part:
    if not asked or not known:
        return _NOTHING
    if len(asked) == len(known) == 1:
        return _pair(asked[0], known[0], tables, False)
    if len(asked) + len(known) > 2 and "".join(sorted(asked)) == "".join(sorted(known)):
        return _pair("".join(asked), "".join(asked), tables, False)
    if len(asked) != len(known) and "".join(asked) == "".join(known):
        return _pair("".join(asked), "".join(known), tables, False)
    parts = [_pair(one, other, tables, False) for one in asked for other in known]
    best = max(parts, key=lambda part: part.bits)
    if tuple(asked) != tuple(known) and max(len(asked), len(known)) > 1 and best.level is not Level.DIFFERENT:
        return _Part(best.level, best.bits * 0.8, best.said, best.kept, shared=True)
    return best


def _as_said_elsewhere(family: _Part, asked: Name, known: Name) -> _Part:
    """A family name that the other has among the given ones, as Kaur and Singh are written in either place."""
    if family.level is not Level.DIFFERENT or (len(known.given) < 2 and len(asked.given) < 2):
        return family
    crossed = set(asked.family) & set(known.given[1:]) or set(known.family) & set(asked.given[1:])
    if not crossed:
        return family
    token = min(crossed)
    return _Part(Level.EXACT, 0.5, token, token, shared=True)


@lru_cache(maxsize=131_072)
def _pair(one: str, other: str, tables: Tables, given: bool) -> _Part:
    level = compare.tokens(one, other, tables, given=given)
    if level is Level.DIFFERENT:
        return _Part(level, -4.0 if given else -2.5, one, other)
    worth = min(tables.worth(one, family=not given), tables.worth(other, family=not given))
    return _Part(level, level.value * worth, one, other)


_LEVEL_WORDS = {
    Level.EXACT: "the same",
    Level.NICKNAME: "one is short for the other",
    Level.CLOSE: "almost the same spelling",
    Level.SOUND: "sounds alike",
    Level.LIKE: "similar",
    Level.INITIAL: "the same initial",
    Level.DIFFERENT: "different",
}


def _name_evidence(names: _Names) -> list[Evidence]:
    lines = []
    for field, title, part in (("given", "Given name", names.given), ("family", "Family name", names.family)):
        if part.level is None:
            continue
        words = _LEVEL_WORDS[part.level]
        if part.later:
            words = f"agrees with a later given name ({words})"
        elif part.shared:
            words = f"shares one part ({words})"
        pair = "" if part.level is Level.EXACT else f": “{part.said.title()}”, on record “{part.kept.title()}”"
        lines.append(Evidence(field, f"{title}: {words}{pair}", round(part.bits, 1)))
    if names.swapped and (names.given.level or names.family.level):
        lines.append(Evidence("order", "Given and family name are the other way round", -1.0))
    return lines


_DATE_WORDS = {
    Dates.SAME: "the same",
    Dates.SAME_FIRST_OF_JANUARY: "the same, but 1 January often stands for a day not known",
    Dates.SWAPPED: "day and month swapped",
    Dates.SLIP: "one slip of typing apart",
    Dates.TWO_PARTS: "two of day, month and year agree",
    Dates.WITHIN: "agrees as far as it is known",
    Dates.NEAR: "within a year",
    Dates.DUE_NEAR: "expected within three weeks of each other",
    Dates.DIFFERENT: "different",
    Dates.FAR: "years apart",
}


def _best_birth(asked: Born | None, known: Sequence[Born]) -> Dates | None:
    if asked is None or not known:
        return None
    if len(known) == 1:
        return compare.births(asked, known[0])
    return max((compare.births(asked, born) for born in known), key=lambda found: found.value)


def _date_evidence(dates: Dates, asked: Born | None) -> Evidence:
    title = "Expected date" if asked is not None and asked.expected else "Date of birth"
    if asked is not None and asked.on is None:
        title = "Age"
    return Evidence("birth", f"{title}: {_DATE_WORDS[dates]}", dates.value)


def _number_evidence(asked: Asked, known: Known) -> list[Evidence]:
    lines = []
    for kind, value in asked.numbers.items():
        kept = known.numbers.get(kind, frozenset())
        title = NUMBER_WORDS.get(kind, "Number")
        if value in kept:
            lines.append(Evidence(kind, f"{title}: the same", NUMBER_SAME.get(kind, 12.0)))
        elif kept:
            lines.append(Evidence(kind, f"{title}: different", NUMBER_DIFFERENT.get(kind, -1.0)))
    return lines


_PLACE_WORDS = {
    Places.SAME_HOUSE: "the same house",
    Places.SAME_POSTCODE: "the same postcode",
    Places.STREET: "the same street",
    Places.NUMBER: "the same number of a house",
    Places.SAME_AREA: "the same area",
    Places.DIFFERENT: "another one",
}


def _best_place(asked: Asked, known: Known) -> Places | None:
    found = [level for place in known.places if (level := compare.places(asked.place, place)) is not None]
    return max(found, key=lambda level: level.value, default=None)


def _sex_evidence(asked: Asked, known: Known) -> list[Evidence]:
    if asked.sex in ("", "unknown") or not known.sexes:
        return []
    if asked.sex in known.sexes:
        return [Evidence("sex", "Sex: the same", _SEX_SAME)]
    return [Evidence("sex", "Sex: different", -2.0)]


def _mother_evidence(asked: Asked, known: Known, tables: Tables) -> list[Evidence]:
    if not asked.mother.tokens:
        return []
    best = _best_names([asked.mother], known.mothers, tables)
    if best is None or best.bits <= 0:
        return []
    return [Evidence("mother", "Mother's name: agrees", round(min(best.bits, 14.0) * 0.6, 1))]
