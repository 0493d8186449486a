"""Dates as lists write them: three parts, also where they make no day, for a mistyped date still says something."""

import re
from dataclasses import dataclass
from functools import cached_property

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>\d{1,2})",
    "%d": r"(?P<day>\d{1,2})",
    "%b": r"(?P<word>[a-z]{3,9})\.?",
    "%B": r"(?P<word>[a-z]{3,9})\.?",
}


@dataclass(frozen=True)
class Parts:
    """Year, month and day as they were written; None where that part cannot be right."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str | None:
        """As YYYY-MM-DD, if all three are there."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    @property
    def swapped(self) -> str | None:
        """The same with day and month swapped, if that could be a date and is another one."""
        if self.year is None or self.month is None or self.day is None or self.day > 12 or self.day == self.month:
            return None
        return f"{self.year:04d}-{self.day:02d}-{self.month:02d}"


@dataclass(frozen=True)
class DateFormat:
    """One way of writing a date, in the directives of `strptime`: %Y %m %d %b %B."""

    said: str

    @classmethod
    def of(cls, said: str) -> "DateFormat":
        """Raises `ValueError` with one sentence unless it has a year of four digits, a month and a day."""
        known = re.findall(r"%.?", said)
        for one in known:
            if one not in _PARTS:
                raise ValueError(f"the date format “{said}” uses “{one}”; known are {', '.join(_PARTS)}.")
        if sorted(one.replace("%b", "%m").replace("%B", "%m") for one in known) != ["%Y", "%d", "%m"]:
            raise ValueError(f"the date format “{said}” must have a year (%Y), a month and a day, each once.")
        return cls(said)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        fixed = "%Y%m%d" in self.said or "%d%m%Y" in self.said  # without anything between, the lengths are fixed
        pieces = re.split(r"(%.)", self.said)
        parts = "".join(_PARTS.get(piece, re.escape(piece)) for piece in pieces)
        return re.compile(parts.replace(r"\d{1,2}", r"\d{2}") if fixed else parts, re.IGNORECASE)

    def read(self, text: str) -> Parts | None:
        """The parts of a date written so; None if it is written otherwise. A time after it is passed over."""
        found = self._pattern.fullmatch(re.sub(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", text))
        if found is None:
            return None
        groups = found.groupdict()
        if "word" in groups:
            word = groups["word"].casefold()[:3]
            month = _MONTHS.index(word) + 1 if word in _MONTHS else 0
        else:
            month = int(groups["month"])
        year, day = int(groups["year"]), int(groups["day"])
        return Parts(
            year if 1850 <= year <= 2100 else None, month if 1 <= month <= 12 else None, day if 1 <= day <= 31 else None
        )


def read_date(text: str, formats: tuple[DateFormat, ...]) -> Parts | None:
    """The first format that fits; empty parts for nothing written; None for what no format fits."""
    if not text or not text.strip("0-/. "):
        return Parts()
    for one in formats:
        if (parts := one.read(text)) is not None:
            return parts
    return None
