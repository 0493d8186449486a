"""Means of neighbours, change from the year before, rank and quartile bands, as LAIT has them; all exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lifecourse.engines.figures.rounding import half_up
from lifecourse.engines.figures.value import Value


class Polarity(StrEnum):
    """Which way is better. NONE: neither is by itself, so nothing is ranked or coloured."""

    LOW = "low"
    HIGH = "high"
    NONE = "none"


class Direction(StrEnum):
    """What a change means, by polarity; without one only up or down is said."""

    BETTER = "better"
    WORSE = "worse"
    UP = "up"
    DOWN = "down"
    SAME = "same"


class Band(StrEnum):
    """A quarter of all authorities: A holds the best, D the worst."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


RATING = {Band.A: "Green", Band.D: "Red"}  # B and C have no colour (LAIT)


@dataclass(frozen=True)
class Average:
    """A mean or median of other areas' published values: `used` of `asked` had a number, the others were dropped."""

    number: Decimal
    used: int
    asked: int


def average_of(values: Sequence[Value], *, how: str = "mean", places: int) -> Average | None:
    """The unweighted mean (or median) of what is known, half up; None if nothing is.

    Suppressed, unavailable and blank values are dropped, as LAIT does (`mean(values_num, na.rm = TRUE)`): dropping
    Darlington's suppressed value is what makes the means of 2013 and 2015 in the report of 2017/18.
    """
    known = sorted(Fraction(one.number) for one in values if one.number is not None)
    if not known:
        return None
    if how == "mean":
        middle = sum(known, Fraction(0)) / len(known)
    elif how == "median":
        half = len(known) // 2
        middle = known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
    else:
        raise ValueError(f"an average is a mean or a median, not {how!r}")
    return Average(half_up(middle, places), len(known), len(values))


def change(values: Mapping[int, Value], year: int) -> Decimal | None:
    """The value of a year less that of the year before; None unless both are known. A gap of two years is no change."""
    now, before = values.get(year), values.get(year - 1)
    if now is None or before is None or now.number is None or before.number is None:
        return None
    return now.number - before.number


def direction(moved: Decimal, polarity: Polarity) -> Direction:
    """What a change means."""
    if not moved:
        return Direction.SAME
    if polarity is Polarity.NONE:
        return Direction.UP if moved > 0 else Direction.DOWN
    return Direction.BETTER if (moved > 0) == (polarity is Polarity.HIGH) else Direction.WORSE


def national_rank(own: Decimal, others: Sequence[Decimal], polarity: Polarity) -> int | None:
    """Our place among all authorities (ours among `others`), 1 the best, ties sharing the best place; None without
    polarity."""
    if polarity is Polarity.NONE:
        return None
    return 1 + sum(one > own if polarity is Polarity.HIGH else one < own for one in others)


def quartiles(values: Sequence[Decimal]) -> tuple[Fraction, Fraction, Fraction]:
    """The quartiles as R's `quantile()` has them by default (type 7): the value at 1 + (n - 1) p, between neighbours.

    Raises ValueError if there is nothing.
    """
    if not values:
        raise ValueError("quartiles of nothing")
    ordered = sorted(Fraction(one) for one in values)

    def at(p: Fraction) -> Fraction:
        whole, part = divmod((len(ordered) - 1) * p, 1)
        low = ordered[int(whole)]
        return low if not part else low + part * (ordered[int(whole) + 1] - low)

    return at(Fraction(1, 4)), at(Fraction(1, 2)), at(Fraction(3, 4))


def band_of(own: Decimal, others: Sequence[Decimal], polarity: Polarity) -> Band | None:
    """Our quarter: for Low A is at or under the first quartile, for High A is above the third; None without polarity.

    A value that lies on a quartile belongs to the lower quarter, whichever way is better.
    """
    if polarity is Polarity.NONE:
        return None
    low, middle, high = quartiles(others)
    place = 0 if own <= low else 1 if own <= middle else 2 if own <= high else 3
    return list(Band)[place if polarity is Polarity.LOW else 3 - place]
