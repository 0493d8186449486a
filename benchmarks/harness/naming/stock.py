"""A stock of names, by how common they are; and what is told of how people of one culture are named."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, product


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True)
class Stock:
    """Names with falling frequency; `tail`: how many come from the long tail of rare ones."""

    common: Sequence[str]
    rare: Sequence[str] = ()
    tail: float = 0.0
    flat: float = 4.0

    @cached_property
    def _common(self) -> list[float]:
        return list(accumulate(1 / (rank + self.flat) for rank in range(len(self.common))))

    @cached_property
    def _rare(self) -> list[float]:
        return list(accumulate(1 / (rank + 40) for rank in range(len(self.rare))))

    def draw(self, chance: random.Random) -> str:
        if self.rare and chance.random() < self.tail:
            return chance.choices(self.rare, cum_weights=self._rare)[0]
        return chance.choices(self.common, cum_weights=self._common)[0]


def made(starts: str, middles: str, ends: str, seed: str, most: int = 30_000) -> list[str]:
    """Rare names out of syllables, in a random order of frequency that is always the same."""
    found = sorted({"".join(parts) for parts in product(words(starts), middles.split(","), words(ends))})
    random.Random(seed).shuffle(found)
    return found[:most]


@dataclass(frozen=True)
class Culture:
    """How people of one culture are named."""

    boys: Stock
    girls: Stock
    families: Stock
    # Borne before or after a name by a great many, and so saying little.
    boys_before: tuple[tuple[str, float], ...] = ()
    girls_family: tuple[tuple[str, float], ...] = ()
    boys_family: tuple[tuple[str, float], ...] = ()
    middle: float = 0.3
    doubled: float = 0.0
    kept_names: float = 0.0  # share of wives who keep their own family name
    called: dict[str, str] = field(default_factory=dict)


RARE_GIVEN = made(
    "Al Bra Cal Da Del El Fa Jay Ka Kai La Lea Lo Mar Mi Na Or Ra Ro Sha Ta Ty Va Ze",
    ",be,da,la,le,li,lo,ma,na,ra,ri,va,vi",
    "den dra lee lia lyn na ne nie non ra rah rie ron sha son ta vin yah",
    "given",
    4_000,
)
