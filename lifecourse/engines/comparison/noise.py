"""How far a figure may move by chance: confidence intervals, funnels and control limits, so that noise is not news.

Rates are counts in a population (Poisson): Byar's approximation (Breslow and Day 1987, p. 69), which public health
profiles use. Percentages are shares (binomial): Wilson's score interval (Wilson 1927). Decimal arithmetic throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

# Two-sided: 19 in 20, and 499 in 500 (three standard errors, the usual outer line of a funnel).
Z95, Z998 = Decimal("1.959963984540054"), Decimal("3.090232306167814")
FEWEST = 10  # events in each of two figures that are compared
RATE, PERCENTAGE = "rate", "percentage"


@dataclass(frozen=True)
class Limits:
    """From where to where."""

    lower: Decimal
    upper: Decimal

    def holds(self, number: Decimal) -> bool:
        """Whether the number lies within, edges included."""
        return self.lower <= number <= self.upper


@dataclass(frozen=True)
class Difference:
    """Two figures of one kind compared: `z` standard errors apart; `is_more_than_chance` at 19 in 20."""

    z: Decimal
    is_more_than_chance: bool


def interval(numerator: int, denominator: int, *, measure: str, per: int, z: Decimal = Z95) -> Limits:
    """The confidence interval of a rate or percentage, in its own unit (`per` 10,000, or 100).

    Raises ValueError for a denominator that is not above zero, or a share of more than the whole.
    """
    _check(numerator, denominator, measure)
    with localcontext() as context:
        context.prec = 40
        if measure == PERCENTAGE:
            share, n = Decimal(numerator) / denominator, Decimal(denominator)
            middle = share + z * z / (2 * n)
            half = z * (share * (1 - share) / n + z * z / (4 * n * n)).sqrt()
            whole = 1 + z * z / n
            return Limits(
                max((middle - half) / whole, Decimal(0)) * per, min((middle + half) / whole, Decimal(1)) * per
            )
        count, more = Decimal(numerator), Decimal(numerator + 1)
        low = count * (1 - 1 / (9 * count) - z / (3 * count.sqrt())) ** 3 if numerator else Decimal(0)
        high = more * (1 - 1 / (9 * more) + z / (3 * more.sqrt())) ** 3
        return Limits(max(low, Decimal(0)) * per / denominator, high * per / denominator)


def funnel(centre: Decimal, denominator: int, *, measure: str, per: int, z: Decimal = Z998) -> Limits:
    """Between which values an area of this size would lie by chance, were its true figure `centre` (in `per`)."""
    if denominator <= 0:
        raise ValueError(f"a funnel needs a size; the denominator is {denominator}")
    with localcontext() as context:
        context.prec = 40
        share = centre / per
        spread = share * (1 - share) if measure == PERCENTAGE else share
        half = z * (max(spread, Decimal(0)) / denominator).sqrt()
        top = Decimal(1) if measure == PERCENTAGE else share + half
        return Limits(max(share - half, Decimal(0)) * per, min(share + half, top) * per)


def process_limits(
    points: Sequence[tuple[int, int] | None], *, measure: str, per: int
) -> tuple[Decimal, list[Limits | None]] | None:
    """The centre and the control limits of each point of a series (a p-chart or a u-chart, three standard errors).

    The centre is the pooled value of all points that have numerator and denominator; None with fewer than three.
    """
    known = [one for one in points if one is not None and one[1] > 0]
    if len(known) < 3:
        return None
    with localcontext() as context:
        context.prec = 40
        centre = Decimal(sum(n for n, _ in known)) * per / sum(d for _, d in known)
    return centre, [
        funnel(centre, one[1], measure=measure, per=per, z=Decimal(3)) if one and one[1] > 0 else None for one in points
    ]


def difference(one: tuple[int, int], other: tuple[int, int], *, measure: str, z: Decimal = Z95) -> Difference:
    """Whether two rates, or two percentages, differ by more than chance: the usual test with the pooled value.

    With fewer than ten in either it finds a difference too often: then `is_more_than_chance` is never true.
    """
    for numerator, denominator in (one, other):
        _check(numerator, denominator, measure)
    (a, m), (b, n) = one, other
    with localcontext() as context:
        context.prec = 40
        pooled = Decimal(a + b) / (m + n)
        spread = pooled * (1 - pooled) if measure == PERCENTAGE else pooled
        error = (spread * (Decimal(1) / m + Decimal(1) / n)).sqrt()
        apart = (Decimal(a) / m - Decimal(b) / n) / error if error else Decimal(0)
    return Difference(apart, min(a, b) >= FEWEST and abs(apart) > z)


def _check(numerator: int, denominator: int, measure: str) -> None:
    if measure not in {RATE, PERCENTAGE}:
        raise ValueError(f"chance is worked out for a rate or a percentage, not for {measure!r}")
    if denominator <= 0 or numerator < 0:
        raise ValueError(f"{numerator} of {denominator} is no {measure}")
    if measure == PERCENTAGE and numerator > denominator:
        raise ValueError(f"{numerator} of {denominator} is more than all")
