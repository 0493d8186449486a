"""What a search asked about, as hashes: enough to prove later that somebody looked before adding a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from . import sounds
from .hashing import hash64
from .normalise import name_tokens


@dataclass(frozen=True)
class Marks:
    """Hashes (hexadecimal) of the sounds of given and family names and of the other details."""

    given: frozenset[str]
    family: frozenset[str]
    other: frozenset[str]

    def flat(self) -> list[str]:
        """All of them, for the trail."""
        return sorted(self.given | self.family | self.other)


def of(secret: bytes, *, given: Iterable[str], family: Iterable[str], other: Iterable[str]) -> Marks:
    """The marks of some names and other details (dates in ISO form, postcodes, numbers), each a plain text."""

    def hashed(text: str) -> str:
        return f"{hash64(secret, 'mark ' + text) & (2**64 - 1):016x}"

    def heard(names: Iterable[str]) -> frozenset[str]:
        return frozenset(hashed(code) for name in names for token in name_tokens(name) for code in sounds.codes(token))

    return Marks(heard(given), heard(family), frozenset(hashed(text) for text in other if text))


def covers(searched: Iterable[str], wanted: Marks) -> bool:
    """Whether a search (its marks, flat) asked about a person with the `wanted` marks.

    By sound: a given and a family name where the person has them, in either place; without a name any other detail;
    without any detail every search will do.
    """
    marks = frozenset(searched)
    if wanted.given or wanted.family:
        return all(not part or part & marks for part in (wanted.given, wanted.family))
    return not wanted.other or bool(wanted.other & marks)
