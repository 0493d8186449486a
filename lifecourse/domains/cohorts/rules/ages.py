"""Ages a cohort is about, as the dates of birth that they mean on a day; statutory school age among them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.people.rules.birth import Birth
from lifecourse.kernel.people.rules.words import Precision

# The days on which compulsory school age begins for whoever turned 5 since the day before: Education (Start of
# Compulsory School Age) Order 1998 (SI 1998/1607), art. 2.
_BEGINS = ((3, 31), (8, 31), (12, 31))
OLDEST_MONTHS = 125 * 12


class Fit(StrEnum):
    """Whether somebody's age is one the cohort is about."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    UNBORN = "unborn"


@dataclass(frozen=True)
class Ages:
    """Statutory school age; or from so many full months (included) until so many (not)."""

    from_months: int = 0
    until_months: int = OLDEST_MONTHS
    school: bool = False

    def born(self, on: date) -> tuple[date, date]:
        """The first and last date of birth of those who are of these ages on a day; both included."""
        if self.school:
            return school_age_born(on)
        return _months_before(on, self.until_months) + timedelta(days=1), _months_before(on, self.from_months)

    def fit(self, birth: Birth, on: date) -> Fit:
        """Whether somebody with this birth is of these ages on a day, as far as it is known."""
        if birth.precision == Precision.EXPECTED:
            return Fit.UNBORN
        first, last = (birth.on, birth.on) if birth.on else (birth.earliest, birth.latest)
        if first is None or last is None:
            return Fit.UNKNOWN
        youngest_first, oldest_last = self.born(on)
        if last < youngest_first or first > oldest_last:
            return Fit.NO
        return Fit.YES if first >= youngest_first and last <= oldest_last else Fit.UNSURE

    def __str__(self) -> str:
        if self.school:
            return "statutory school age"
        return f"from {months_in_words(self.from_months)} until {months_in_words(self.until_months)}"


def check_ages(ages: Ages) -> None:
    """Raise `Refused` unless the ages are in order."""
    if not ages.school and not 0 <= ages.from_months < ages.until_months <= OLDEST_MONTHS:
        raise Refused("The oldest age must be above the youngest.", field="until_years")


def months_in_words(months: int) -> str:
    """ "17 years and 6 months"."""
    years, rest = divmod(months, 12)
    parts = [f"{n} {word if n == 1 else word + 's'}" for n, word in ((years, "year"), (rest, "month")) if n]
    return " and ".join(parts) or "birth"


def school_age_born(on: date) -> tuple[date, date]:
    """The first and last date of birth of those of compulsory school age on a day; both included.

    It begins on the prescribed day on or after the fifth birthday, and ends with the school leaving date, the last
    Friday in June, of the school year in which they turn 16. (Education Act 1996 s8; School Leaving Date Order 1997,
    SI 1997/1970.)
    """
    day = max(date(year, *one) for year in (on.year - 1, on.year) for one in _BEGINS if date(year, *one) <= on)
    last = date(day.year - 5, day.month, day.day)
    # Who turns 16 in the school year that ends this summer was born from September 17 years ago.
    first = date(on.year - (17 if on <= leaving_date(on.year) else 16), 9, 1)
    return first, last


def leaving_date(year: int) -> date:
    """The school leaving date of a year: the last Friday in June."""
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def _months_before(on: date, months: int) -> date:
    """The last date of birth of those who have lived so many full months on a day.

    Whoever was born on a day that a month does not have is a month older on the first of the next, as with birthdays.
    """
    total = on.year * 12 + on.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
