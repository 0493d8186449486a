"""How good the matching is, estimated from people's verdicts: exact fractions, rounded half up only to be shown.

A band is a stratum: all pairs ever proposed in it, of which some were decided. A share within a band is of those
decided as the same or different; "not sure" is neither. Wilson's interval: E. B. Wilson, JASA 22 (1927), 209-212.
Kappa: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46; its words: Landis and Koch, Biometrics 33
(1977), 159-174.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

# The 97.5th percentile of the normal distribution, to two places, as it is usually taken.
Z = Fraction(196, 100)
# With fewer decisions nothing is said.
FEWEST = 5
_DIGITS = 10**15


@dataclass(frozen=True)
class Stratum:
    """The pairs of one band: how many were proposed, and how many of them were decided so."""

    proposed: int = 0
    same: int = 0
    different: int = 0

    @property
    def decided(self) -> int:
        return self.same + self.different

    def __add__(self, other: "Stratum") -> "Stratum":
        return Stratum(self.proposed + other.proposed, self.same + other.same, self.different + other.different)


@dataclass(frozen=True)
class Estimate:
    """A share between 0 and 1 with the ends of its 95 % interval."""

    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Agreement:
    """How often two independent reviewers said the same of `pairs` pairs; `kappa` is None where it has no meaning."""

    pairs: int
    agreed: int
    kappa: Fraction | None

    @property
    def share(self) -> Fraction:
        return Fraction(self.agreed, self.pairs)


def share(good: int, of: int) -> Estimate | None:
    """`good` of `of` with Wilson's interval; None if there are too few to say.

    Raises `ValueError` for counts that cannot be.
    """
    if not 0 <= good <= of:
        raise ValueError(f"{good} of {of} is no share.")
    if of < FEWEST:
        return None
    p, n, z2 = Fraction(good, of), of, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * _root(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # The ends are exact where the share is none or all: rounding the root must not move them.
    low = Fraction(0) if good == 0 else max(Fraction(0), middle - half)
    high = Fraction(1) if good == of else min(Fraction(1), middle + half)
    return Estimate(p, low, high)


def precision(strong: Stratum) -> Estimate | None:
    """Of the pairs called strong, the share that people decided are one person."""
    return share(strong.same, strong.decided)


def recall(strong: Stratum, others: Sequence[Stratum]) -> Estimate | None:
    """Of all proposed pairs that are one person, the share called strong; each band weighed by all its pairs.

    The interval takes every band at the worse, and at the better, end of its own: it is wider than 95 %. None while a
    band with any pairs has too few decisions, or if none of them seems to be one person.
    """
    shares = [(one.proposed, share(one.same, one.decided)) for one in (strong, *others) if one.proposed]
    if not shares or not strong.proposed or any(found is None for _, found in shares):
        return None
    (weight, top), *rest = [(Fraction(n), found) for n, found in shares if found is not None]
    return _over(
        (weight * top.value, sum((n * one.value for n, one in rest), Fraction(0))),
        (weight * top.low, sum((n * one.high for n, one in rest), Fraction(0))),
        (weight * top.high, sum((n * one.low for n, one in rest), Fraction(0))),
    )


def _over(*parts: tuple[Fraction, Fraction]) -> Estimate | None:
    if sum(parts[0]) == 0:
        return None
    value, low, high = (part / (part + rest) if part + rest else Fraction(0) for part, rest in parts)
    return Estimate(value, min(low, value), max(high, value))


def agreement(verdicts: Iterable[tuple[str, str]]) -> Agreement | None:
    """How far first and second reviewers agree, beyond what chance would bring; None if there are too few pairs."""
    rows = list(verdicts)
    total = len(rows)
    if total < FEWEST:
        return None
    agreed = sum(one == other for one, other in rows)
    first, second = Counter(one for one, _ in rows), Counter(other for _, other in rows)
    expected = sum(Fraction(first[word] * second[word], total * total) for word in first)
    observed = Fraction(agreed, total)
    return Agreement(total, agreed, None if expected == 1 else (observed - expected) / (1 - expected))


def kappa_words(kappa: Fraction | None) -> str:
    """What a kappa is usually called."""
    if kappa is None:
        return "cannot be said: everybody said the same of every pair"
    if kappa < 0:
        return "less than chance would bring"
    for most, words in ((20, "slight"), (40, "fair"), (60, "moderate"), (80, "substantial")):
        if kappa <= Fraction(most, 100):
            return words
    return "almost perfect"


def rounded(value: Fraction, places: int = 0) -> Decimal:
    """Rounded half up (away from nought) to so many places: of 0.5, 1; of -0.5, -1."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def percent(value: Fraction) -> Decimal:
    """As a percentage with one place."""
    return rounded(value * 100, 1)


def _root(value: Fraction) -> Fraction:
    """The square root, to fifteen places, rounded down."""
    return Fraction(isqrt(value.numerator * value.denominator * _DIGITS**2), value.denominator * _DIGITS)
