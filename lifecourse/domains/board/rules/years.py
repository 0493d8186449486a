"""Financial years: 1 April to 31 March, written "2017/18"."""

import re
from dataclasses import dataclass
from datetime import date

from lifecourse.kernel.base.errors import Refused

EARLIEST, LATEST = 1990, 2098
_WRITTEN = re.compile(r"([0-9]{4})[/-]([0-9]{2})")


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of `first`."""

    first: int

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    @property
    def starts_on(self) -> date:
        return date(self.first, 4, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, 3, 31)


def year_of(day: date) -> FinancialYear:
    """The financial year in which a day falls."""
    return FinancialYear(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)


def read_year(text: str) -> FinancialYear:
    """The year somebody wrote as "2017/18" or "2017-18". Raises `Refused`, with a sentence, for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found and EARLIEST <= int(found[1]) <= LATEST and (int(found[1]) + 1) % 100 == int(found[2]):
        return FinancialYear(int(found[1]))
    raise Refused(f"“{text.strip()[:20]}” is not a financial year: write it like 2017/18.", field="year")
