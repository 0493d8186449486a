"""Where figures come from, which one stands where several are there, and what may be typed. Pure Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lifecourse.engines.figures.value import Kind, Value
from lifecourse.kernel.base.errors import Refused

ROOM = "scorecard"
NEIGHBOURS = "sn"  # the area of a printed mean of neighbours, and of one that we work out
ENGLAND = "england"
FIRST_YEAR, LAST_YEAR = 1990, 2100


class Place(StrEnum):
    """Where a figure comes from. The order is the order of trust for a report: what was published stands first."""

    PUBLISHED = "published"
    TYPED = "typed"
    LOCAL = "local"


PLACE_WORDS = {
    Place.PUBLISHED: "Published",
    Place.TYPED: "Typed from a source",
    Place.LOCAL: "Our own records",
}


class Level(StrEnum):
    """What kind of area."""

    AUTHORITY = "authority"
    REGIONAL = "regional"
    NATIONAL = "national"
    SET = "set"


@dataclass(frozen=True)
class Held:
    """One figure as it is held: whose, of which year, from where, of which vintage, and what it was made from."""

    indicator: str
    area: str
    year: int
    place: Place
    vintage: str
    published_on: date
    value: Value
    numerator: int | None
    denominator: int | None
    source: str
    is_worked_out: bool
    parameters: dict[str, str]

    @property
    def pair(self) -> tuple[int, int] | None:
        """Numerator and denominator, where both are known."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.numerator, self.denominator


def which_average(one: Held) -> str:
    """Whether a figure of the neighbours is their "mean" or their "median"; "" where its source does not say.

    The retyped report prints LAIT's means: every one that can be checked is the unweighted mean (indicators.md 1).
    """
    if "printed row" in one.parameters:
        return "mean"
    said = one.parameters.get("average", "").split()
    return next((word for word in ("mean", "median") if word in said), "")


def average_words(one: Held) -> str:
    """The same in words, for whoever reads the figure."""
    if "average" in one.parameters:
        return one.parameters["average"]
    return "mean, as printed" if which_average(one) else "as its source has it, which does not say mean or median"


_ORDER = {place: number for number, place in enumerate(Place)}


def standing(held: Iterable[Held], *, as_of: date | None = None) -> Held | None:
    """The one figure that is shown where several are there: published before typed before local, then the latest.

    With `as_of`, what was published later is left out. A figure whose table itself held it (not worked out) goes before
    one that we worked out from counts of the same day. Nothing is lost: the others stand beside it on its page.
    """
    rows = [one for one in held if as_of is None or one.published_on <= as_of]
    return min(
        rows,
        key=lambda one: (_ORDER[one.place], -one.published_on.toordinal(), one.is_worked_out, one.vintage),
        default=None,
    )


def key_of(indicator: str, year: int, area: str = "") -> str:
    """A figure's key: "scorecard.icpc_rate_per_10000@2018", "scorecard.icpc_rate_per_10000@2018@england"."""
    return f"{ROOM}.{indicator}@{year}" + (f"@{area}" if area else "")


_KEY = re.compile(
    r"scorecard\.(?P<indicator>[a-z0-9_]+(?:\.numerator|\.denominator)?)@(?P<year>[0-9]{4})(?:@(?P<area>[a-z0-9_]+))?"
)


def read_key(key: str) -> tuple[str, int, str]:
    """Indicator, year and area ("" for our own) of a key. Raises `Refused` for anything else."""
    found = _KEY.fullmatch(key)
    if not found:
        raise Refused(f"“{key[:80]}” is no key of a figure: wanted is scorecard.indicator@year or …@year@area.")
    return found["indicator"], int(found["year"]), found["area"] or ""


def check_typed(
    *, level: Level, value: Value, decimals: int, measure: str, source: str, year: int, last_year: int
) -> None:
    """Raise `Refused`, naming the field, for a figure that may not be typed.

    A count of 1 to 5 of an authority is hidden in what is published (DfE, from 2018), so it cannot come from there.
    """
    if not FIRST_YEAR <= year <= last_year:
        raise Refused(
            f"The year must be from {FIRST_YEAR} to {last_year}: the year that ended on 31 March.", field="year"
        )
    if not source.strip():
        raise Refused("Say where the figure is from: title, table and date.", field="source")
    number = value.number
    if number is None:
        if value.kind is Kind.KNOWN:
            raise Refused("Enter the figure.", field="value")
        return
    if number < 0 or (measure == "percentage" and number > 100):
        most = "from 0 to 100" if measure == "percentage" else "0 or more"
        raise Refused(f"The figure must be {most}, not {number}.", field="value")
    if number != number.quantize(Decimal(1).scaleb(-decimals - 2)):
        raise Refused(f"The figure has more decimals than its source can have: {number}.", field="value")
    if level is Level.AUTHORITY and measure == "count" and 1 <= number <= 5:
        raise Refused("A count of 1 to 5 is not published: take it from our own records instead.", field="value")
