"""Times, spans, money and states in words."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from lifecourse.kernel.ui import states, words

AT = datetime(2026, 11, 24, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (datetime(2026, 11, 24, 16, 20, tzinfo=UTC), "4:20pm today"),
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "9am tomorrow"),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "midday yesterday"),
        (datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "Tuesday 1 December, 9:05am"),
        (datetime(2025, 11, 24, 0, 0, tzinfo=UTC), "Monday 24 November 2025, midnight"),
        # In summer the clock in London is an hour before the one in UTC, and the day may differ.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July, 12:30am"),
    ],
)
def test_a_moment_is_told_beside_the_present_one_in_london(value, told):
    assert words.when(value, at=AT) == told


def test_today_is_the_day_in_london_and_not_in_utc():
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert words.when(datetime(2026, 7, 2, 8, 0, tzinfo=UTC), at=at) == "9am today"


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=1, minutes=20), "1 hour 20 minutes"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=1, hours=4), "1 day 4 hours"),
        (timedelta(days=6, hours=4), "6 days"),
    ],
)
def test_a_span_says_no_more_than_helps(length, told):
    assert words.span(length) == words.span(-length) == told


def test_a_deadline_says_how_long_and_by_when():
    assert words.due(AT + timedelta(hours=3), at=AT) == "due in 3 hours, by 4:20pm today"
    assert words.due(AT - timedelta(days=3), at=AT) == "overdue by 3 days, was due Saturday 21 November, 1:20pm"


def test_ago_looks_both_ways():
    assert words.ago(AT - timedelta(hours=3), at=AT) == "3 hours ago"
    assert words.ago(AT + timedelta(minutes=20), at=AT) == "in 20 minutes"
    assert words.ago(AT, at=AT) == "just now"


@pytest.mark.parametrize(
    ("pence", "told"), [(0, "£0"), (5, "£0.05"), (123456, "£1,234.56"), (500000, "£5,000"), (-250, "−£2.50")]
)
def test_money_is_pounds_from_pence(pence, told):
    assert words.money(pence) == told


def test_a_day_leaves_out_the_present_year():
    assert words.calendar_day(date(2026, 3, 2), today=date(2026, 11, 24)) == "2 March"
    assert words.calendar_day(date(2026, 3, 2)) == "2 March 2026"


class Rating(StrEnum):
    RED = "red"
    DUE_SOON = "due_soon"
    ODD = "nobody_thought_of_this"


class Labelled(StrEnum):
    NFA = "nfa"

    @property
    def label(self):
        return "No further action"


def test_a_state_is_said_in_words():
    assert states.words_for(Rating.RED) == "Red"
    assert states.words_for(Rating.DUE_SOON) == "Due soon"
    assert states.words_for(Labelled.NFA) == "No further action"
    assert states.words_for("Known, open") == "Known, open"


def test_a_colour_only_repeats_a_known_word():
    assert states.colour_for(Rating.RED) == "red"
    assert states.colour_for(Rating.DUE_SOON) == "orange"
    assert states.colour_for("no record found") == "grey"
    assert states.colour_for(Rating.ODD) == "grey"
