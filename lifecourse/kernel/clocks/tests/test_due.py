"""When a limit ends: working days, months, hours by the clock and by the door, over clock changes and pauses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks.rules import (
    Calendar,
    Convention,
    DueAt,
    Limit,
    Pause,
    Unit,
    due_at,
    is_working_day,
    working_days_between,
)
from lifecourse.kernel.clocks.rules.due import add_months, wall_time

from .factories import LONDON, england, london

CALENDAR = england()
NINE_TO_FIVE = {day: (8 * 60, 17 * 60) for day in range(5)}
HOUR = dt.timedelta(hours=1)
moments = st.builds(
    lambda day, time: dt.datetime.combine(day, time, dt.UTC),
    st.dates(dt.date(2012, 1, 1), dt.date(2033, 12, 31)),
    st.times(),
)


def days(count: int, **fields: object) -> Limit:
    return Limit(Unit.WORKING_DAY, count, **fields)  # type: ignore[arg-type]


# Days ----------------------------------------------------------------------------------------------------------------
def test_an_initial_conference_is_due_fifteen_working_days_after_the_strategy_discussion() -> None:
    # Tuesday 3 March 2026: no holiday until Good Friday, 3 April. Day 15 is Tuesday 24 March.
    assert due_at(days(15), london(2026, 3, 3, 11), CALENDAR) == london(2026, 3, 24, 23, 59, 59)
    # Over Easter two days fall out: from Tuesday 24 March, day 15 is Thursday 16 April, not Tuesday 14 April.
    assert due_at(days(15), london(2026, 3, 24, 11), CALENDAR) == london(2026, 4, 16, 23, 59, 59)


def test_the_inclusive_convention_ends_one_working_day_sooner() -> None:
    limit = days(15, convention=Convention.INCLUSIVE)
    assert due_at(limit, london(2026, 3, 3, 11), CALENDAR) == london(2026, 3, 23, 23, 59, 59)


def test_the_day_it_starts_is_the_day_in_london() -> None:
    # 23:30 UTC on Monday 1 June is half past midnight on Tuesday in London.
    start = dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC)
    assert due_at(days(1), start, CALENDAR) == london(2026, 6, 3, 23, 59, 59)
    winter = dt.datetime(2026, 1, 12, 23, 30, tzinfo=dt.UTC)  # the control: in winter it is still Monday
    assert due_at(days(1), winter, CALENDAR) == london(2026, 1, 13, 23, 59, 59)


def test_a_concern_of_friday_evening_is_due_on_monday_or_after_a_bank_holiday() -> None:
    assert due_at(days(1), london(2026, 3, 6, 21), CALENDAR) == london(2026, 3, 9, 23, 59, 59)
    assert due_at(days(1), london(2026, 3, 7, 3), CALENDAR) == london(2026, 3, 9, 23, 59, 59)
    assert due_at(days(1), london(2022, 9, 16, 9), CALENDAR) == london(2022, 9, 20, 23, 59, 59)
    assert due_at(days(1), london(2023, 5, 5, 9), CALENDAR) == london(2023, 5, 9, 23, 59, 59)


def test_the_end_of_the_day_may_be_close_or_the_same_time() -> None:
    start = london(2026, 3, 3, 11, 20)
    assert due_at(days(2, due_at=DueAt.CLOSE, hours=NINE_TO_FIVE), start, CALENDAR) == london(2026, 3, 5, 17)
    assert due_at(days(2, due_at=DueAt.SAME_TIME), start, CALENDAR) == london(2026, 3, 5, 11, 20)


@given(moments, st.integers(1, 45))
def test_a_limit_of_working_days_ends_on_the_last_second_of_a_working_day(start: dt.datetime, count: int) -> None:
    end = due_at(days(count), start, CALENDAR).astimezone(LONDON)
    assert is_working_day(end.date(), CALENDAR)
    assert end.time() == dt.time(23, 59, 59)
    assert working_days_between(start.astimezone(LONDON).date(), end.date(), CALENDAR) == count


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (dt.date(2026, 8, 31), 1, dt.date(2026, 9, 30)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 2, 28), 1, dt.date(2026, 3, 28)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 15), 12, dt.date(2027, 12, 15)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
    ],
)
def test_months_go_by_the_corresponding_date(day: dt.date, count: int, end: dt.date) -> None:
    assert add_months(day, count) == end


def test_a_subject_access_request_rolls_over_easter() -> None:
    limit = Limit(Unit.MONTH, 1, rolls_forward=True)
    # A month from 3 March 2026 is Good Friday; the next working day is Tuesday 7 April.
    assert due_at(limit, london(2026, 3, 3, 9), CALENDAR) == london(2026, 4, 7, 23, 59, 59)
    assert due_at(Limit(Unit.MONTH, 1), london(2026, 3, 3, 9), CALENDAR) == london(2026, 4, 3, 23, 59, 59)


# Hours ---------------------------------------------------------------------------------------------------------------
SPRING, AUTUMN = (2026, 3, 29), (2026, 10, 25)


@pytest.mark.parametrize("amount", [4, 24, 48, 72])
@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_hours_over_a_clock_change_are_real_hours(amount: int, night: tuple[int, int, int]) -> None:
    start = london(*night) - 2 * HOUR
    end = due_at(Limit(Unit.HOUR, amount), start, CALENDAR)
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == amount * HOUR


def test_the_wall_clock_jumps_under_a_four_hour_limit() -> None:
    four = Limit(Unit.HOUR, 4)
    assert due_at(four, london(2026, 3, 28, 23), CALENDAR) == london(2026, 3, 29, 4)  # an hour lost
    assert due_at(four, london(2026, 10, 24, 23), CALENDAR) == london(2026, 10, 25, 2)  # an hour gained
    assert due_at(four, london(2026, 3, 27, 23), CALENDAR) == london(2026, 3, 28, 3)  # the control


def test_the_last_second_of_the_days_of_the_clock_change() -> None:
    cd = Limit(Unit.CALENDAR_DAY, 1)
    assert due_at(cd, london(2026, 3, 28, 12), CALENDAR) == dt.datetime(2026, 3, 29, 22, 59, 59, tzinfo=dt.UTC)
    assert due_at(cd, london(2026, 10, 24, 12), CALENDAR) == dt.datetime(2026, 10, 25, 23, 59, 59, tzinfo=dt.UTC)


def test_the_same_time_of_a_night_that_has_it_twice_or_never() -> None:
    same = Limit(Unit.CALENDAR_DAY, 1, due_at=DueAt.SAME_TIME)
    # 01:30 comes twice on 25 October: the later one, which is UTC's own.
    assert due_at(same, london(2026, 10, 24, 1, 30), CALENDAR) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    # 01:30 does not exist on 29 March: a moment that does, within that hour.
    end = due_at(same, london(2026, 3, 28, 1, 30), CALENDAR)
    assert dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC) <= end <= dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def test_service_hours_run_while_the_door_is_open() -> None:
    four = Limit(Unit.SERVICE_HOUR, 4, hours=NINE_TO_FIVE)
    assert due_at(four, london(2026, 3, 3, 9, 30), CALENDAR) == london(2026, 3, 3, 13, 30)
    assert due_at(four, london(2026, 3, 3, 15), CALENDAR) == london(2026, 3, 4, 10)
    assert due_at(four, london(2026, 3, 6, 16, 30), CALENDAR) == london(2026, 3, 9, 11, 30)  # over a week-end
    assert due_at(four, london(2026, 3, 3, 3), CALENDAR) == london(2026, 3, 3, 12)  # before it opens
    assert due_at(four, london(2026, 3, 3, 13), CALENDAR) == london(2026, 3, 3, 17)  # to the minute of closing
    assert due_at(four, london(2026, 3, 3, 17), CALENDAR) == london(2026, 3, 4, 12)  # at the minute of closing
    assert due_at(four, london(2022, 9, 16, 15), CALENDAR) == london(2022, 9, 20, 10)  # over a one-off holiday


def test_service_hours_may_finish_past_close() -> None:
    red = Limit(Unit.SERVICE_HOUR, 4, hours=NINE_TO_FIVE, finish_past_close=True)
    assert due_at(red, london(2026, 3, 3, 15), CALENDAR) == london(2026, 3, 3, 19)
    assert due_at(red, london(2026, 3, 7, 15), CALENDAR) == london(2026, 3, 9, 12)  # begun shut: from opening


def test_a_closure_stops_service_hours_and_no_working_day() -> None:
    shut = dt.date(2026, 3, 4)
    calendar = Calendar(2, CALENDAR.covers_from, CALENDAR.covers_to, CALENDAR.holidays, frozenset({shut}))
    four = Limit(Unit.SERVICE_HOUR, 4, hours=NINE_TO_FIVE)
    assert due_at(four, london(2026, 3, 3, 15), calendar) == london(2026, 3, 5, 10)
    assert due_at(days(1), london(2026, 3, 3, 15), calendar) == london(2026, 3, 4, 23, 59, 59)


def test_a_service_open_all_night_keeps_real_hours_over_the_clock_change() -> None:
    always = {day: (0, 1440) for day in range(7)}
    four = Limit(Unit.SERVICE_HOUR, 4, hours=always)
    assert due_at(four, london(2026, 3, 28, 23), CALENDAR) == london(2026, 3, 29, 4)
    assert due_at(four, london(2026, 10, 24, 23), CALENDAR) == london(2026, 10, 25, 2)


def test_service_hours_without_opening_hours_are_refused() -> None:
    with pytest.raises(Refused, match="opening hours"):
        due_at(Limit(Unit.SERVICE_HOUR, 4), london(2026, 3, 3), CALENDAR)


def minutes_open(start: dt.datetime, end: dt.datetime) -> int:
    """The plain oracle: every minute from start to end, asked one by one whether the door is open."""
    count, now = 0, start
    while now < end:
        local = now.astimezone(LONDON)
        open_day = local.weekday() < 5 and local.date() not in CALENDAR.holidays
        count += open_day and 8 * 60 <= local.hour * 60 + local.minute < 17 * 60
        now += dt.timedelta(minutes=1)
    return count


@given(moments.map(lambda at: at.replace(second=0, microsecond=0)), st.integers(1, 12))
def test_service_hours_agree_with_a_count_of_minutes(start: dt.datetime, amount: int) -> None:
    end = due_at(Limit(Unit.SERVICE_HOUR, amount, hours=NINE_TO_FIVE), start, CALENDAR)
    assert minutes_open(start, end) == amount * 60
    assert minutes_open(start, end - dt.timedelta(minutes=1)) == amount * 60 - 1  # and ends as soon as that is full


# Pauses --------------------------------------------------------------------------------------------------------------
def pause(starts_at: dt.datetime, ends_at: dt.datetime) -> Pause:
    return Pause(starts_at, ends_at)


def test_a_pause_moves_an_end_in_hours_by_its_length() -> None:
    limit, start = Limit(Unit.HOUR, 24), london(2026, 3, 3, 9)
    one, two = pause(london(2026, 3, 3, 10), london(2026, 3, 3, 12)), pause(london(2026, 3, 3, 15), london(2026, 3, 4))
    assert due_at(limit, start, CALENDAR, [one]) == london(2026, 3, 4, 11)
    assert due_at(limit, start, CALENDAR, [one, two]) == london(2026, 3, 4, 20)


def test_a_pause_over_a_clock_change_is_as_long_as_it_was() -> None:
    limit, start = Limit(Unit.HOUR, 72), london(2026, 3, 28, 9)
    night = pause(london(2026, 3, 28, 22), london(2026, 3, 29, 6))  # eight hours on the wall, seven by the sun
    assert due_at(limit, start, CALENDAR, [night]) - due_at(limit, start, CALENDAR) == 7 * HOUR


def test_a_pause_of_days_moves_the_end_by_the_days_that_would_have_counted() -> None:
    limit, start = days(20), london(2026, 3, 3, 9)
    plain = due_at(limit, start, CALENDAR)
    assert plain == london(2026, 3, 31, 23, 59, 59)
    over_a_week = pause(london(2026, 3, 5, 9), london(2026, 3, 12, 9))  # five working days
    assert due_at(limit, start, CALENDAR, [over_a_week]) == london(2026, 4, 9, 23, 59, 59)  # and over Easter
    same_day = pause(london(2026, 3, 5, 9), london(2026, 3, 5, 16))
    week_end = pause(london(2026, 3, 6, 18), london(2026, 3, 8, 18))
    assert due_at(limit, start, CALENDAR, [same_day, week_end]) == plain


def test_a_pause_stops_a_month_by_its_days() -> None:
    limit, start = Limit(Unit.MONTH, 1, rolls_forward=True), london(2026, 5, 5, 9)
    assert due_at(limit, start, CALENDAR) == london(2026, 6, 5, 23, 59, 59)
    ten = pause(london(2026, 5, 10, 9), london(2026, 5, 20, 9))
    assert due_at(limit, start, CALENDAR, [ten]) == london(2026, 6, 15, 23, 59, 59)


def test_a_pause_of_service_hours_counts_only_while_open() -> None:
    four, start = Limit(Unit.SERVICE_HOUR, 4, hours=NINE_TO_FIVE), london(2026, 3, 3, 9)
    night = pause(london(2026, 3, 3, 18), london(2026, 3, 4, 7))
    assert due_at(four, start, CALENDAR, [night]) == london(2026, 3, 3, 13)
    over_close = pause(london(2026, 3, 3, 11), london(2026, 3, 4, 9))  # two hours done, two left from nine
    assert due_at(four, start, CALENDAR, [over_close]) == london(2026, 3, 4, 11)


@given(moments, st.integers(1, 30), st.integers(0, 400), st.integers(0, 400))
def test_two_pauses_in_a_row_are_one(start: dt.datetime, count: int, first: int, second: int) -> None:
    a, b = start + first * HOUR, start + (first + second) * HOUR
    c = b + second * HOUR
    for limit in (days(count), Limit(Unit.HOUR, count), Limit(Unit.CALENDAR_DAY, count), Limit(Unit.MONTH, 1)):
        assert due_at(limit, start, CALENDAR, [pause(a, b), pause(b, c)]) == due_at(
            limit, start, CALENDAR, [pause(a, c)]
        )


@given(moments.map(lambda at: at.replace(second=0, microsecond=0)), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_never_shortens_and_open_minutes_are_kept(start: dt.datetime, wait: int, length: int) -> None:
    limit = Limit(Unit.SERVICE_HOUR, 6, hours=NINE_TO_FIVE)
    began = start + wait * HOUR
    if began >= due_at(limit, start, CALENDAR):
        return
    ended = began + length * HOUR
    end = due_at(limit, start, CALENDAR, [pause(began, ended)])
    assert minutes_open(start, began) + minutes_open(ended, end) == 6 * 60


def test_midnight_at_the_end_of_a_day() -> None:
    assert wall_time(dt.date(2026, 3, 28), 1440) == london(2026, 3, 29)
