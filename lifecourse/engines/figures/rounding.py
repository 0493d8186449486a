"""Rounding as the Department rounds: half up, on the exact fraction, never on a float that stands for it."""

from decimal import Decimal
from fractions import Fraction


def half_up(number: Fraction | Decimal | int, places: int = 0) -> Decimal:
    """The number with so many decimals; a tie goes away from zero, as in the Department's tables of 2018.

    `round()` is wrong here: it works on the binary float and sends ties to the even digit.
    """
    exact = Fraction(number) * 10**places
    whole, rest = divmod(abs(exact), 1)
    digits = int(whole) + (rest * 2 >= 1)
    return (Decimal(-digits if exact < 0 else digits)).scaleb(-places)


def rate(count: int, population: int, *, per: int = 10_000, places: int = 1) -> Decimal:
    """Count per so many people, half up. Raises ValueError where there is nobody to be a share of."""
    if population <= 0:
        raise ValueError(f"a rate needs people; the population is {population}")
    return half_up(Fraction(count * per, population), places)


def percentage(part: int, whole: int, *, places: int = 1) -> Decimal:
    """Part of whole in per cent, half up. Raises ValueError where the whole is nothing: 0 of 0 is not 0 %."""
    return rate(part, whole, per=100, places=places)
