"""What is known of names in general: which stand for one another, and which say little."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

# Bits that an exact agreement is worth; a rare name says most. Family names vary more than given names.
RARE_GIVEN, RARE_FAMILY = 7.0, 9.0
SOME_GIVEN, SOME_FAMILY = 5.0, 6.5
LITTLE = 2.0


@dataclass(frozen=True, eq=False)
class Tables:
    """Nicknames by name, and names that many share. Read once, so that one is another only if it is the same object."""

    nicknames: Mapping[str, frozenset[str]] = field(default_factory=dict)
    little: frozenset[str] = frozenset()
    some: frozenset[str] = frozenset()
    distinct: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(
        cls,
        groups: Iterable[Iterable[str]],
        little: Iterable[str],
        some: Iterable[str],
        distinct: Iterable[tuple[Iterable[str], Iterable[str]]] = (),
    ) -> "Tables":
        """From groups of interchangeable names, the two lists of common ones, and pairs of lists of different names."""
        found: dict[str, set[str]] = defaultdict(set)
        for group in groups:
            called = frozenset(group)
            for name in called:
                found[name] |= called - {name}
        little = frozenset(little)
        pairs = frozenset(
            frozenset((one, other)) for ones, others in distinct for one, other in product(list(ones), list(others))
        )
        names = {name: frozenset(others) for name, others in found.items()}
        return cls(names, little, frozenset(some) - little, pairs)

    def are_nicknames(self, one: str, other: str) -> bool:
        """Whether the two given names stand for one another."""
        return other in self.nicknames.get(one, ())

    def are_distinct(self, one: str, other: str) -> bool:
        """Whether the two are known to be different names, however alike they sound."""
        return frozenset((one, other)) in self.distinct

    def worth(self, token: str, *, family: bool) -> float:
        """Bits that agreeing on this name is worth."""
        if token in self.little:
            return LITTLE
        if token in self.some:
            return SOME_FAMILY if family else SOME_GIVEN
        return RARE_FAMILY if family else RARE_GIVEN
