"""Keys that a person and a question about them share: hashed, so that one index finds candidates without a scan.

The kinds of key are those of the project's own measurements (about ten to twenty a person): date with day and month in
either order and an initial; two parts of the date and both initials; postcode; half a postcode and year; sounds of two
names with year or none; one sound and year; house; numbers; and for the unborn the sound of a family name.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from . import sounds
from .hashing import hash64
from .normalise import outward
from .records import Asked, Born, Known, Name
from .tables import Tables

# Beyond this span of years an estimate says so little that a key for each year would only fill the index.
MOST_YEARS = 6
_NEIGHBOURS = {
    "a": "qsze", "b": "vnp", "c": "kxs", "d": "tsf", "e": "aiw", "f": "pvg", "g": "jhk", "h": "jgn", "i": "eyu",
    "j": "ygh", "k": "cql", "l": "kr", "m": "n", "n": "mb", "o": "pu", "p": "bo", "q": "kw", "r": "tel", "s": "zcd",
    "t": "drt", "u": "oy", "v": "wfb", "w": "vq", "x": "zs", "y": "ji", "z": "sx",
}  # fmt: skip


def known_keys(secret: bytes, known: Known) -> list[int]:
    """The keys to keep for a person, sorted."""
    texts: set[str] = set()
    years = sorted({year for born in known.births if len(born.years) <= MOST_YEARS for year in born.years})
    for name in known.names:
        for born in known.births:
            texts.update(_dated(born, _initials(name.tokens), _initial_pairs([name])))
        texts.update(_sounding([name], years, with_none=True))
    for place in known.places:
        texts.update(_placed(place.postcode, place.house, years))
    texts.update(f"no {kind} {value}" for kind, values in known.numbers.items() for value in values)
    if any(born.expected for born in known.births):
        families = {token for name in (*known.names, *known.mothers) for token in name.family}
        texts.update(f"unborn {sounds.coarse(token)}" for token in families)
        texts.update(_mothers(known.mothers))
    return sorted({hash64(secret, text) for text in texts})


def asked_keys(secret: bytes, asked: Asked, tables: Tables) -> list[int]:
    """The keys to look for first: nicknames for the given name, one year either way, day and month swapped."""
    texts = _asked(asked, tables)
    if asked.birth is None or asked.birth.expected:
        families = {token for name in (*asked.names, asked.mother) for token in name.family}
        texts.update(f"unborn {sounds.coarse(token)}" for token in families)
    return sorted({hash64(secret, text) for text in texts})


def tells_too_little(asked: Asked, tables: Tables) -> bool:
    """Whether nobody who is born could be found: one name alone, say. Then "nobody was found" would be untrue."""
    return not _asked(asked, tables) and not (asked.birth is not None and asked.birth.expected)


def _asked(asked: Asked, tables: Tables) -> set[str]:
    texts: set[str] = set()
    names = [other for name in asked.names for other in _called(name, tables)]
    years = _years_about(asked.birth)
    if asked.birth is not None:
        initials = frozenset(c for name in names for c in _initials(name.tokens))
        texts.update(_dated(asked.birth, initials, _initial_pairs(names)))
    texts.update(_sounding(names, years, with_none=True))
    texts.update(_placed(asked.place.postcode, asked.place.house, years))
    texts.update(f"no {kind} {value}" for kind, value in asked.numbers.items())
    texts.update(_mothers([asked.mother]))
    return texts


def asked_keys_again(secret: bytes, asked: Asked) -> list[int]:
    """The keys to look for if the first found nobody likely: first letters misheard, mistyped or dropped."""
    if asked.birth is None or asked.birth.on is None:
        return []
    pairs: set[tuple[str, str]] = set()
    for name in asked.names:
        for one, other in product(name.given, name.family):
            pairs.update((c, other[0]) for c in _first_letters(one))
            pairs.update((one[0], c) for c in _first_letters(other))
    texts = set(_parted(asked.birth, frozenset(_sorted(*pair) for pair in pairs)))
    return sorted({hash64(secret, text) for text in texts})


def _called(name: Name, tables: Tables) -> Iterator[Name]:
    yield name
    for position, token in enumerate(name.given):
        for other in tables.nicknames.get(token, ()):
            yield Name((*name.given[:position], other, *name.given[position + 1 :]), name.family)


def _years_about(born: Born | None) -> list[int]:
    if born is None or len(born.years) > MOST_YEARS:
        return []
    return list(range(born.years[0] - 1, born.years[-1] + 2))


def _initials(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(token[0] for token in tokens)


def _initial_pairs(names: Iterable[Name]) -> frozenset[tuple[str, str]]:
    return frozenset(_sorted(one[0], other[0]) for name in names for one, other in product(name.given, name.family))


def _dated(born: Born, initials: frozenset[str], pairs: frozenset[tuple[str, str]]) -> Iterator[str]:
    if born.on is None:
        return
    low, high = sorted((born.on.day, born.on.month))
    yield from (f"date {born.on.year} {low} {high} {initial}" for initial in initials)
    yield from _parted(born, pairs)


def _parted(born: Born, pairs: frozenset[tuple[str, str]]) -> Iterator[str]:
    if born.on is None:
        return
    year, month, day = born.on.year, born.on.month, born.on.day
    for one, other in pairs:
        yield f"ym {year} {month} {one}{other}"
        yield f"yd {year} {day} {one}{other}"
        yield f"md {month} {day} {one}{other}"


def _placed(postcode: str, house: str, years: Iterable[int]) -> Iterator[str]:
    if postcode and not postcode.startswith("ZZ99"):
        if outward(postcode) != postcode:
            yield f"post {postcode}"
        yield from (f"area {outward(postcode)} {year}" for year in years)
    if house:
        yield f"house {house}"


def _sounding(names: Iterable[Name], years: Iterable[int], *, with_none: bool) -> Iterator[str]:
    years = list(years)
    pairs: set[tuple[str, str]] = set()
    singles: set[str] = set()
    for name in names:
        tokens = list(dict.fromkeys(name.tokens))
        for position, one in enumerate(tokens):
            singles.add(f"c{sounds.coarse(one)}")
            for other in tokens[position + 1 :]:
                pairs.add(_sorted(f"c{sounds.coarse(one)}", f"c{sounds.coarse(other)}"))
                pairs.add(_sorted(f"e{sounds.english(one)}", f"e{sounds.english(other)}"))
    for one, other in pairs:
        if with_none:
            yield f"two {one} {other}"
        yield from (f"two {one} {other} {year}" for year in years)
    yield from (f"one {single} {year}" for single in singles for year in years)


def _mothers(names: Iterable[Name]) -> Iterator[str]:
    for name in names:
        for one, other in product(name.given, name.family):
            yield f"mother {' '.join(_sorted(sounds.coarse(one), sounds.coarse(other)))}"


def _first_letters(token: str) -> Iterator[str]:
    """Letters the true name may begin with, if the first one was misheard, mistyped, added or left out."""
    yield from _NEIGHBOURS.get(token[0], "")
    if len(token) > 2:
        yield token[1]


def _sorted(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
