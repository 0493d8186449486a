"""What is compared: a person as known, and a person as asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from .normalise import address_words, house_and_street, name_tokens

# A name heard with another first letter begins with one of the same group.
_SOUNDS_AS = {
    letter: group[0] for group in ("aeiouyh", "ckqsxz", "fpvwb", "gj", "dt", "mn", "lr") for letter in group[1:]
}


@dataclass(frozen=True)
class Name:
    """A name in comparable words. `said` is how it was written, for the evidence."""

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    said_given: str = ""
    said_family: str = ""

    @classmethod
    @lru_cache(maxsize=65_536)
    def of(cls, given: str, family: str) -> "Name":
        return cls(name_tokens(given), name_tokens(family), given.strip(), family.strip())

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.given + self.family

    @cached_property
    def starts(self) -> tuple[frozenset[str], frozenset[str]]:
        """The first letters of given and of family names, those that may sound alike taken for one."""
        given, family = (
            frozenset(_SOUNDS_AS.get(token[0], token[0]) for token in part) for part in (self.given, self.family)
        )
        return given, family


@dataclass(frozen=True)
class Born:
    """A birth on a day, within a span of days (inclusive), or expected on a day."""

    earliest: date
    latest: date
    expected: bool = False

    @property
    def on(self) -> date | None:
        return self.earliest if self.earliest == self.latest else None

    @property
    def years(self) -> range:
        return range(self.earliest.year, self.latest.year + 1)


@dataclass(frozen=True)
class Place:
    """An address: postcode without blank, and its lines as written. They are taken apart only if somebody asks.

    `words`: those that say something. `house` ("14 mill") and `street` ("mill") are empty where the lines do not say.
    """

    postcode: str = ""
    lines: str = ""

    @classmethod
    @lru_cache(maxsize=65_536)
    def of(cls, lines: str, postcode: str) -> "Place":
        return cls(postcode.replace(" ", "").upper(), lines)

    @cached_property
    def words(self) -> frozenset[str]:
        return address_words(self.lines)

    @cached_property
    def house(self) -> str:
        return house_and_street(self.lines)[0]

    @cached_property
    def street(self) -> str:
        return house_and_street(self.lines)[1]


@dataclass(frozen=True)
class Known:
    """A person as the index knows them: every name, birth, place and number of every record of theirs."""

    names: tuple[Name, ...] = ()
    births: tuple[Born, ...] = ()
    sexes: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()
    numbers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mothers: tuple[Name, ...] = ()

    @cached_property
    def called(self) -> tuple[Name, ...]:
        """Every name, whole: "Joe" alone is Joe with each family name they have, a birth name goes with each given."""
        if len(self.names) < 2 or all(name.given and name.family for name in self.names):
            return self.names
        given = [name for name in self.names if name.given]
        family = [name for name in self.names if name.family]
        whole = [
            Name(one.given, other.family, one.said_given, other.said_family)
            for one in given
            for other in family
            if one is other or not (one.family and other.given)
        ]
        return tuple(dict.fromkeys(whole)) or self.names


@dataclass(frozen=True)
class Asked:
    """A person as somebody asks for them: whatever they could say."""

    name: Name = Name()
    also: tuple[Name, ...] = ()
    birth: Born | None = None
    sex: str = ""
    place: Place = Place()
    numbers: Mapping[str, str] = field(default_factory=dict)
    mother: Name = Name()

    @property
    def names(self) -> tuple[Name, ...]:
        return tuple(name for name in (self.name, *self.also) if name.given or name.family)


def spread(names: Iterable[Name]) -> list[Name]:
    """Names without repeats, in order."""
    return list(dict.fromkeys(names))
