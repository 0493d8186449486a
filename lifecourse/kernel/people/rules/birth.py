"""Births known, estimated, expected or unknown; ages at a date; and the words for them."""

from dataclasses import dataclass
from datetime import date, timedelta

from lifecourse.engines.linkage.records import Born

from .words import Precision

# A pregnancy is not known of earlier, and no child is expected later, than this.
LONGEST_EXPECTED = timedelta(days=310)
OLDEST_YEARS = 125


@dataclass(frozen=True)
class Birth:
    """When somebody was born, or may have been, or is due.

    `on` is set when known or expected; `earliest` and `latest` (inclusive) when estimated.
    """

    precision: Precision = Precision.UNKNOWN
    on: date | None = None
    earliest: date | None = None
    latest: date | None = None

    @property
    def is_unborn(self) -> bool:
        return self.precision == Precision.EXPECTED


UNKNOWN = Birth()


def known(on: date) -> Birth:
    """Born on a date somebody knows."""
    return Birth(Precision.KNOWN, on=on)


def expected(on: date) -> Birth:
    """Not yet born, and due on a date."""
    return Birth(Precision.EXPECTED, on=on)


def in_year(year: int) -> Birth:
    """Born in a year, the day unknown."""
    return Birth(Precision.ESTIMATED, earliest=date(year, 1, 1), latest=date(year, 12, 31))


def about(age: int, on: date, *, give_or_take: int = 1) -> Birth:
    """The words "about 7" said on a date: whoever was 6, 7 or 8 that day."""
    latest = years_before(on, max(0, age - give_or_take))
    earliest = years_before(on, age + give_or_take + 1) + timedelta(days=1)
    return Birth(Precision.ESTIMATED, earliest=earliest, latest=latest)


def check(birth: Birth, on: date) -> None:
    """Raise `ValueError`, in one sentence, for a birth that cannot be, said on a date."""
    if birth.precision == Precision.EXPECTED:
        if birth.on is None:
            raise ValueError("Give the expected date of birth.")
        if birth.on > on + LONGEST_EXPECTED:
            raise ValueError("The expected date of birth is more than ten months away.")
        return
    latest = birth.on or birth.earliest
    if latest is not None and latest > on:
        raise ValueError("The date of birth is in the future: for an unborn child give it as the expected date.")
    first = birth.on or birth.latest
    if first is not None and first < years_before(on, OLDEST_YEARS):
        raise ValueError("The date of birth is more than 125 years ago.")
    if birth.earliest and birth.latest and birth.earliest > birth.latest:
        raise ValueError("The earliest date of birth is after the latest.")


def as_compared(birth: Birth) -> Born | None:
    """A birth in the matching engine's form; None if nothing is known."""
    if birth.on is not None:
        return Born(birth.on, birth.on, expected=birth.is_unborn)
    if birth.earliest is not None and birth.latest is not None:
        return Born(birth.earliest, birth.latest)
    return None


def years_before(on: date, years: int) -> date:
    """The same day some years earlier; 29 February falls to the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def age(born_on: date, on: date) -> int:
    """Full years at a date. Whoever was born on 29 February has the birthday on 1 March in other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def ages(birth: Birth, on: date) -> tuple[int, int] | None:
    """The youngest and oldest age the person may be at a date; None if nothing is known or not yet born."""
    if birth.precision == Precision.KNOWN and birth.on is not None and birth.on <= on:
        years = age(birth.on, on)
        return years, years
    if birth.precision == Precision.ESTIMATED and birth.earliest and birth.latest:
        return max(0, age(min(birth.latest, on), on)), max(0, age(birth.earliest, on))
    return None


def in_words(birth: Birth, on: date, died_on: date | None = None) -> str:
    """For people: "4 May 2015, aged 10", "About 6 to 8, born 2017 to 2019", "Unborn, due 3 March 2026"."""
    if birth.precision == Precision.EXPECTED and birth.on is not None:
        return f"Unborn, due {_day(birth.on)}"
    span = ages(birth, died_on or on)
    if birth.precision == Precision.KNOWN and birth.on is not None:
        words = _day(birth.on)
        if died_on is not None:
            return f"{words}, died {_day(died_on)} aged {age(birth.on, died_on)}"
        return f"{words}, aged {span[0]}" if span else words
    dead = f", died {_day(died_on)}" if died_on is not None else ""
    if span is not None and birth.earliest and birth.latest:
        youngest, oldest = span
        first, last = birth.earliest.year, birth.latest.year
        years = f"born {first}" if first == last else f"born {first} to {last}"
        told = f"About {youngest}" if youngest == oldest else f"About {youngest} to {oldest}"
        return f"{told}, {years}{dead}"
    return f"Date of birth not known{dead}"


def _day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"
