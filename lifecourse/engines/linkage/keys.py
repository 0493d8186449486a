"""Keys that a person and a question about them share: hashed, so that one index finds candidates without a scan.

About twenty a person. The last four bits of a key say its kind, so that whoever shares keys of weighty kinds with the
question can be put first by the database, before anything is compared (`POINTS`; migration `people.0006`).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import product
from typing import NamedTuple, TypeGuard

from . import sounds
from .hashing import hash64
from .normalise import outward
from .records import Asked, Born, Known, Name, Place
from .tables import Tables

# Beyond this span of years an estimate says so little that a key for each year would only fill the index.
MOST_YEARS = 6
# A person's further middle names beyond this many words would only fill it too.
MOST_WORDS = 5
# So many letters are how a word begins or ends.
_END = 3
_NEIGHBOURS = {
    "a": "qsze", "b": "vnp", "c": "kxs", "d": "tsf", "e": "aiw", "f": "pvg", "g": "jhk", "h": "jgn", "i": "eyu",
    "j": "ygh", "k": "cql", "l": "kr", "m": "n", "n": "mb", "o": "pu", "p": "bo", "q": "kw", "r": "tel", "s": "zcd",
    "t": "drt", "u": "oy", "v": "wfb", "w": "vq", "x": "zs", "y": "ji", "z": "sx",
}  # fmt: skip


class Kind(IntEnum):
    """What a key is made of. The number is in its last four bits: another meaning needs a rebuild of all keys."""

    NUMBER = 0
    DATE = 1  # the date, day and month in either order, and any one initial
    YEAR_MONTH = 2  # two parts of the date and two initials
    YEAR_DAY = 3
    MONTH_DAY = 4
    POSTCODE = 5
    HOUSE = 6  # number and street
    STREET = 7  # street and year, or street and the sound of a name
    AREA = 8  # half a postcode, year and an initial
    PAIR_YEAR = 9  # the sounds of two names and the year
    PAIR = 10  # the same without a year
    ENGLISH = 11  # the same as English spells sounds, with and without
    ONE_YEAR = 12  # the sound of one name and the year
    MOTHER = 13  # the sounds of two names of the mother
    UNBORN = 14  # the sound of a family name, of the unborn only

    # Hashed some fifty times a person: an Enum's own hash is three times as slow.
    __hash__ = int.__hash__


# What agreeing in a kind counts for when candidates are put in order before they are compared.
POINTS = {
    Kind.NUMBER: 40, Kind.DATE: 8, Kind.YEAR_MONTH: 5, Kind.YEAR_DAY: 5, Kind.MONTH_DAY: 5, Kind.POSTCODE: 8,
    Kind.HOUSE: 7, Kind.STREET: 4, Kind.AREA: 3, Kind.PAIR_YEAR: 8, Kind.PAIR: 4, Kind.ENGLISH: 2, Kind.ONE_YEAR: 2,
    Kind.MOTHER: 6, Kind.UNBORN: 1,
}  # fmt: skip
Texts = set[tuple[Kind, str]]
_STARTS = [f"{number} " for number in range(len(Kind))]


def _hashed(secret: bytes, texts: Texts) -> list[int]:
    return sorted({hash64(secret, _STARTS[kind] + text) & ~15 | kind for kind, text in texts})


def known_keys(secret: bytes, known: Known) -> list[int]:
    """The keys to keep for a person, sorted."""
    texts: Texts = set()
    years = sorted({year for born in known.births if len(born.years) <= MOST_YEARS for year in born.years})
    for name in known.called:
        for born in known.births:
            texts.update(_dated(born, _initials(name.tokens)))
            texts.update(_parted(born, _initial_pairs([name])))
        texts.update(_pairs([name], years))
        texts.update(_pairs([name], []))
        texts.update(_singles([name], years))
    initials = _initials(token for name in known.names for token in name.tokens)
    heard = {sounds.coarse(token) for name in known.names for token in name.given}
    for place in known.places:
        texts.update(_housed(place))
        texts.update(_near(place, years, initials, heard))
    texts.update((Kind.NUMBER, f"{kind} {value}") for kind, values in known.numbers.items() for value in values)
    if any(born.expected for born in known.births):
        texts.update(_unborn([*known.names, *known.mothers]))
        texts.update(_mothers(known.mothers))
    return _hashed(secret, texts)


class Wanted(NamedTuple):
    """What to look for: keys of the facts as they were said, and of what may have been misheard or mistyped.

    Of the latter, nicknames stand for the given name, a first letter is another or a year wrong. There are many more of
    them, and whoever they bring must not crowd out those who are found by what was said. `spelt`: words that were said
    and how they begin and end, by which those who share as much are put in order.
    """

    said: Collection[int] = ()
    guessed: Collection[int] = ()
    spelt: Collection[str] = ()

    def __bool__(self) -> bool:
        return bool(self.said or self.guessed)


def asked_keys(secret: bytes, asked: Asked, tables: Tables) -> Wanted:
    """The keys to look for whoever was asked for."""
    said = _said(asked)
    return Wanted(_hashed(secret, said), _hashed(secret, _guessed(asked, tables) - said), _spelt(asked.names))


def _spelt(names: Iterable[Name]) -> list[str]:
    words = {token for name in names for token in name.tokens if len(token) > 1 and token.isalnum()}
    return sorted({piece for word in words for piece in (word, word[:_END], word[-_END:])})


def tells_too_little(asked: Asked, tables: Tables) -> bool:
    """Whether nobody who is born could be found: one name alone, say. Then "nobody was found" would be untrue."""
    expected = asked.birth is not None and asked.birth.expected
    return not expected and all(kind == Kind.UNBORN for kind, _ in _said(asked) | _guessed(asked, tables))


def _said(asked: Asked) -> Texts:
    texts = _called(asked, asked.names, _spanned(asked.birth))
    texts.update(_housed(asked.place))
    texts.update((Kind.NUMBER, f"{kind} {value}") for kind, value in asked.numbers.items())
    texts.update(_mothers([asked.mother]))
    if asked.birth is None or asked.birth.expected:
        texts.update(_unborn([*asked.names, asked.mother]))
    return texts


def _guessed(asked: Asked, tables: Tables) -> Texts:
    nicknamed = [other for name in asked.names for other in _nicknamed(name, tables)]
    texts = _called(asked, nicknamed, _spanned(asked.birth))
    if _is_dated(asked.birth):
        # A year and a first letter both wrong is too seldom for so many.
        texts.update(t for t in _parted(asked.birth, _misheard(asked.names)) if t[0] != Kind.MONTH_DAY)
    elif years := _spanned(asked.birth):
        # An age is a guess: a year either way.
        texts.update(_pairs([*asked.names, *nicknamed], [years[0] - 1, years[-1] + 1]))
    return texts


def _called(asked: Asked, names: Sequence[Name], years: list[int]) -> Texts:
    """The keys of these names with the rest of what was asked."""
    texts: Texts = set()
    initials = _initials(token for name in names for token in name.tokens)
    if asked.birth is not None:
        texts.update(_dated(asked.birth, initials))
        texts.update(_parted(asked.birth, _initial_pairs(names)))
    if years:
        texts.update(_pairs(names, years))
    texts.update(_pairs(names, []))
    if not _is_dated(asked.birth):
        texts.update(_singles(names, years))
    heard = {sounds.coarse(token) for name in names for token in name.given}
    texts.update(_near(asked.place, years, initials, heard))
    return texts


def _nicknamed(name: Name, tables: Tables) -> Iterator[Name]:
    for position, token in enumerate(name.given):
        for other in tables.nicknames.get(token, ()):
            yield Name((*name.given[:position], other, *name.given[position + 1 :]), name.family)


def _is_dated(born: Born | None) -> TypeGuard[Born]:
    return born is not None and born.on is not None and not born.expected


def _spanned(born: Born | None) -> list[int]:
    """The years in which somebody may have been born; none if they are so many that they say nothing."""
    if born is None or born.expected or len(born.years) > MOST_YEARS:
        return []
    return list(born.years)


def _initials(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(token[0] for token in tokens)


def _initial_pairs(names: Iterable[Name]) -> frozenset[tuple[str, str]]:
    return frozenset(_sorted(one[0], other[0]) for name in names for one, other in product(name.given, name.family))


def _dated(born: Born, initials: frozenset[str]) -> Iterator[tuple[Kind, str]]:
    if born.on is None:
        return
    low, high = sorted((born.on.day, born.on.month))
    yield from ((Kind.DATE, f"{born.on.year} {low} {high} {initial}") for initial in initials)


def _parted(born: Born, pairs: frozenset[tuple[str, str]]) -> Iterator[tuple[Kind, str]]:
    if born.on is None:
        return
    year, month, day = born.on.year, born.on.month, born.on.day
    for one, other in pairs:
        yield Kind.YEAR_MONTH, f"{year} {month} {one}{other}"
        yield Kind.YEAR_DAY, f"{year} {day} {one}{other}"
        yield Kind.MONTH_DAY, f"{month} {day} {one}{other}"


def _housed(place: Place) -> Iterator[tuple[Kind, str]]:
    if place.postcode and not place.postcode.startswith("ZZ99") and outward(place.postcode) != place.postcode:
        yield Kind.POSTCODE, place.postcode
    if place.house:
        yield Kind.HOUSE, place.house


def _near(
    place: Place, years: Iterable[int], initials: Iterable[str], heard: Iterable[str]
) -> Iterator[tuple[Kind, str]]:
    """The street with a year or a given name; half a postcode with a year and an initial."""
    years = list(years)
    if place.street:
        yield from ((Kind.STREET, f"{place.street} {year}") for year in years)
        yield from ((Kind.STREET, f"{place.street} {sound}") for sound in heard)
    if place.postcode and not place.postcode.startswith("ZZ99"):
        half = outward(place.postcode)
        yield from ((Kind.AREA, f"{half} {year} {initial}") for year, initial in product(years, initials))


def _pairs(names: Iterable[Name], years: Iterable[int]) -> Iterator[tuple[Kind, str]]:
    """The sounds of any two words of a name, with each of the years, or with none if there are none."""
    found: set[tuple[bool, str, str]] = set()
    for name in names:
        tokens = list(dict.fromkeys(name.tokens))[:MOST_WORDS]
        for position, one in enumerate(tokens):
            for other in tokens[position + 1 :]:
                found.add((False, *_sorted(sounds.coarse(one), sounds.coarse(other))))
                found.add((True, *_sorted(sounds.english(one), sounds.english(other))))
        if len(name.family) > 1 and name.given:
            # Both halves of a double name, said as one word.
            joined = "".join(name.family)
            found.add((False, *_sorted(sounds.coarse(name.given[0]), sounds.coarse(joined))))
    ends = [f" {year}" for year in years]
    for spelt, one, other in found:
        kind = Kind.ENGLISH if spelt else Kind.PAIR_YEAR if ends else Kind.PAIR
        yield from ((kind, f"{one} {other}{end}") for end in ends or [""])


def _singles(names: Iterable[Name], years: Iterable[int]) -> Iterator[tuple[Kind, str]]:
    heard = {sounds.coarse(token) for name in names for token in name.tokens}
    yield from ((Kind.ONE_YEAR, f"{one} {year}") for one, year in product(heard, years))


def _mothers(names: Iterable[Name]) -> Iterator[tuple[Kind, str]]:
    for name in names:
        for one, other in product(name.given, name.family):
            yield Kind.MOTHER, " ".join(_sorted(sounds.coarse(one), sounds.coarse(other)))


def _unborn(names: Iterable[Name]) -> Iterator[tuple[Kind, str]]:
    yield from ((Kind.UNBORN, sounds.coarse(token)) for name in names for token in name.family)


def _misheard(names: Iterable[Name]) -> frozenset[tuple[str, str]]:
    """Pairs of initials of which one was misheard, mistyped, added or left out."""
    pairs: set[tuple[str, str]] = set()
    for name in names:
        for one, other in product(name.given, name.family):
            pairs.update(_sorted(c, other[0]) for c in _first_letters(one))
            pairs.update(_sorted(one[0], c) for c in _first_letters(other))
    return frozenset(pairs)


def _first_letters(token: str) -> Iterator[str]:
    """Letters the true name may begin with, if the first one was misheard, mistyped, added or left out."""
    yield from _NEIGHBOURS.get(token[0], "")
    if len(token) > 2:
        yield token[1]


def _sorted(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
