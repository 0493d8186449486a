"""What our own records give for the scorecard: the front door's counts, and the census engine's list. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from lifecourse.engines.figures.rounding import percentage, rate
from lifecourse.engines.figures.value import NOT_APPLICABLE, Kind, Value, known
from lifecourse.kernel.base.errors import Refused

_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Counted:
    """One figure from our own records: its value and what it was made from."""

    indicator: str
    year: int
    value: Value
    numerator: int | None
    denominator: int | None
    source: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def year_of(day: date) -> int:
    """The year that a day is counted in: named by the 31 March on which it ends."""
    return day.year + (day.month >= 4)


def period_of(year: int, *, at: datetime) -> tuple[datetime, datetime]:
    """From when (included) until when (not) a year runs, to now if it is not over. Raises `Refused` for a later one."""
    since = datetime.combine(date(year - 1, 4, 1), time(), tzinfo=_LONDON)
    until = datetime.combine(date(year, 4, 1), time(), tzinfo=_LONDON)
    if since > at:
        raise Refused(f"The year to 31 March {year} has not begun.", field="year")
    return since, min(until, at)


def period_words(since: datetime, until: datetime) -> str:
    """The period, and whether it is over."""
    last = (until - timedelta(microseconds=1)).astimezone(_LONDON).date()
    words = f"{since:%-d %B %Y} to {last:%-d %B %Y}"
    return words if (last.month, last.day) == (3, 31) else f"{words}, the year not over"


def counted(
    indicator: str, year: int, numerator: int, denominator: int | None, *, source: str, parameters: Mapping[str, str]
) -> Counted:
    """A percentage of our own, or a count where there is no denominator; a share of nothing is not applicable."""
    if denominator is None:
        value = known(numerator)
    else:
        value = known(percentage(numerator, denominator)) if denominator else NOT_APPLICABLE
    return Counted(indicator, year, value, numerator, denominator, source, parameters)


_KEYS = {"indicator", "year", "numerator", "denominator", "value", "parameters", "kind", "note"}
_OPTIONAL = {"parameters", "kind", "note"}


def read_census(content: Any, *, measures: Mapping[str, tuple[str, int]]) -> list[Counted]:
    """What `lifecourse census indicators --format json` prints; `measures`: (measure, decimals) by indicator.

    A value must be what its numerator and denominator make, half up; without one, `kind` says why (not available, if
    that is left out too). Raises `Refused`, naming the entry.
    """
    if not isinstance(content, list) or not content:
        raise Refused("The file must be a list with at least one indicator, as the census command prints it.")
    return [_entry(number, one, measures) for number, one in enumerate(content, start=1)]


def _entry(number: int, one: Any, measures: Mapping[str, tuple[str, int]]) -> Counted:
    where = f"entry {number}"
    if not isinstance(one, dict) or not set(one) >= _KEYS - _OPTIONAL:
        raise Refused(f"{where}: it must have {', '.join(sorted(_KEYS - _OPTIONAL))}.")
    name, year = one["indicator"], one["year"]
    if not isinstance(name, str) or name not in measures:
        raise Refused(f"{where}: {str(name)[:60]!r} is no indicator of the register.")
    where = f"{where}, {name}"
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
        raise Refused(f"{where}: the year is {str(year)[:20]!r}; wanted is a year such as 2018.")
    counts = [_count(where, part, one[part]) for part in ("numerator", "denominator")]
    numerator, denominator = counts
    parameters = {str(key): str(value) for key, value in (one.get("parameters") or {}).items()}
    if one.get("note"):
        parameters["note"] = str(one["note"])
    value = _value(where, one["value"], one.get("kind"))
    measure, decimals = measures[name]
    if value.number is not None and numerator is not None and denominator and measure != "count":
        made = (rate if measure == "rate" else percentage)(numerator, denominator, places=decimals)
        if made != value.number:
            raise Refused(f"{where}: the value is {value.number}, and {numerator} of {denominator} makes {made}.")
    return Counted(name, year, value, numerator, denominator, "Our own return, by the census engine", parameters)


def _count(where: str, part: str, number: Any) -> int | None:
    if number is None:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise Refused(f"{where}: the {part} is {str(number)[:20]!r}; wanted is a whole number of 0 or more, or null.")
    return number


def _value(where: str, text: Any, kind: Any) -> Value:
    if kind is not None and kind not in list(Kind):
        words = ", ".join(Kind)
        raise Refused(f"{where}: the kind is {str(kind)[:20]!r}; wanted is one of {words}.")
    said = Kind(kind) if kind is not None else Kind.UNAVAILABLE if text is None else Kind.KNOWN
    if (said is Kind.KNOWN) != (text is not None):
        raise Refused(f"{where}: it is {said}, and its value is {str(text)[:20]!r}; only what is known has a value.")
    if text is None:
        return Value(said)
    try:
        number = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise Refused(f'{where}: the value is {str(text)[:20]!r}; wanted is a number as text, such as "62.1", or null.')
    return known(number)
