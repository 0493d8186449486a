"""Working days of England: against published lists, and against a slow plain count over twenty years."""

import datetime as dt
import json

import holidays
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks.rules import (
    Convention,
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

from .factories import england

CALENDAR = england()
DAY = dt.timedelta(days=1)
PUBLISHED = settings.BASE_DIR.parent / "shared" / "data" / "calendars" / "bank_holidays_ew_2012_2027.json"
# Twenty years of starts, leaving room for the longest limit before the calendar ends.
days = st.dates(dt.date(2012, 1, 1), dt.date(2034, 12, 31))


def slow_working_days(start: dt.date, length: int) -> list[dt.date]:
    """The plain oracle: every day from `start`, struck off one by one, with another package's holidays."""
    england_elsewhere = holidays.country_holidays("GB", subdiv="ENG", years=range(2012, 2036))
    found = []
    for number in range(length):
        day = start + DAY * number
        if day.strftime("%a") in ("Sat", "Sun") or day in england_elsewhere:
            continue
        found.append(day)
    return found


def test_the_calendar_is_the_published_one() -> None:
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED.name} is not on this machine")
    published = {dt.date.fromisoformat(day) for day in json.loads(PUBLISHED.read_text())}
    assert {day for day in CALENDAR.holidays if day.year <= 2027} == published


def test_the_calendar_agrees_with_the_package_holidays_to_its_end() -> None:
    other = holidays.country_holidays("GB", subdiv="ENG", years=range(2012, 2036))
    assert CALENDAR.holidays == {day for day in other if day.weekday() < 5}


@pytest.mark.parametrize("day", [dt.date(2022, 9, 19), dt.date(2023, 5, 8), dt.date(2022, 6, 3), dt.date(2012, 6, 5)])
def test_one_off_holidays_are_no_working_days(day: dt.date) -> None:
    assert not is_working_day(day, CALENDAR)
    assert is_working_day(day + 7 * DAY, CALENDAR)  # the control: the same weekday a week later
    assert add_working_days(day - DAY, 1, CALENDAR) > day


def test_moved_holidays_are_where_they_moved_to() -> None:
    assert not is_working_day(dt.date(2020, 5, 8), CALENDAR)
    assert is_working_day(dt.date(2020, 5, 4), CALENDAR)


@given(days, st.integers(1, 60))
def test_counting_after_the_day_agrees_with_the_oracle(start: dt.date, count: int) -> None:
    assert add_working_days(start, count, CALENDAR) == slow_working_days(start + DAY, count * 2 + 20)[count - 1]


@given(days, st.integers(1, 60))
def test_counting_the_day_itself_agrees_with_the_oracle(start: dt.date, count: int) -> None:
    found = add_working_days(start, count, CALENDAR, Convention.INCLUSIVE)
    assert found == slow_working_days(start, count * 2 + 20)[count - 1]


@given(days, st.integers(1, 60))
def test_the_two_conventions_differ_by_one_working_day_exactly_if_the_first_day_is_one(
    start: dt.date, count: int
) -> None:
    after = add_working_days(start, count, CALENDAR)
    inclusive = add_working_days(start, count, CALENDAR, Convention.INCLUSIVE)
    assert working_days_between(inclusive, after, CALENDAR) == (1 if is_working_day(start, CALENDAR) else 0)


@given(days, st.integers(1, 60))
def test_between_undoes_adding(start: dt.date, count: int) -> None:
    end = add_working_days(start, count, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == count
    assert working_days_between(start, end - DAY, CALENDAR) == count - 1
    assert working_days_between(end, start, CALENDAR) == 0


@given(days)
def test_next_working_day_is_the_first(start: dt.date) -> None:
    assert next_working_day(start, CALENDAR) == slow_working_days(start, 20)[0]


def test_a_day_beyond_the_calendar_is_refused_not_guessed() -> None:
    assert is_working_day(dt.date(2035, 12, 31), CALENDAR)
    with pytest.raises(Refused, match="version 1"):
        is_working_day(dt.date(2036, 1, 1), CALENDAR)
    with pytest.raises(Refused):
        add_working_days(dt.date(2035, 12, 20), 15, CALENDAR)
