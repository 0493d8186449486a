"""How a clock stands at a moment, and what is said of it."""

import datetime as dt

import pytest

from lifecourse.kernel.clocks.rules import Limit, Standing, Status, Unit, soon_at, status_of, told

from .factories import england, london

START, DUE = london(2026, 3, 3, 9), london(2026, 3, 3, 13)
HOUR = dt.timedelta(hours=1)
CALENDAR = england()


def standing(**fields: dt.datetime) -> Standing:
    given = {"start_at": START, "due_at": DUE, "soon_at": DUE - HOUR}
    return Standing(**{**given, **fields})


@pytest.mark.parametrize(
    ("fields", "now", "status"),
    [
        ({}, START - HOUR, Status.NOT_STARTED),
        ({}, START, Status.ON_TIME),
        ({}, DUE - HOUR, Status.DUE_SOON),
        ({}, DUE, Status.DUE_SOON),
        ({}, DUE + dt.timedelta(microseconds=900_000), Status.DUE_SOON),
        ({}, DUE + dt.timedelta(seconds=1), Status.OVERDUE),
        ({"met_at": DUE}, DUE + HOUR, Status.MET),
        ({"met_at": DUE + dt.timedelta(seconds=1)}, DUE + HOUR, Status.MISSED),
        ({"stopped_at": DUE + HOUR}, DUE + 2 * HOUR, Status.STOPPED),
        ({"paused_at": START + HOUR}, DUE + HOUR, Status.PAUSED),
        ({"paused_at": START + HOUR, "met_at": DUE - HOUR}, DUE + HOUR, Status.MET),
    ],
)
def test_status(fields, now, status) -> None:
    assert status_of(standing(**fields), now=now) is status


def test_due_soon_is_the_longer_of_share_and_hours_and_never_before_the_start() -> None:
    assert soon_at(start_at=START, due_at=DUE, percent=25) == DUE - HOUR
    assert soon_at(start_at=START, due_at=DUE, percent=25, hours=2) == DUE - 2 * HOUR
    assert soon_at(start_at=START, due_at=DUE, hours=16) == START


FOUR_HOURS, ONE_DAY = Limit(Unit.HOUR, 4), Limit(Unit.WORKING_DAY, 1)
END_OF_FRIDAY = london(2026, 3, 6, 23, 59, 59)


@pytest.mark.parametrize(
    ("limit", "fields", "now", "words"),
    [
        (FOUR_HOURS, {}, london(2026, 3, 3, 10), "Due in 3 hours, by 1pm today"),
        (FOUR_HOURS, {}, london(2026, 3, 3, 15), "Overdue by 2 hours: say why"),
        (FOUR_HOURS, {}, london(2026, 3, 3, 13, 0, 30), "Overdue by less than a minute: say why"),
        (FOUR_HOURS, {"met_at": london(2026, 3, 3, 12)}, london(2026, 3, 3, 15), "Done in time"),
        (FOUR_HOURS, {"met_at": london(2026, 3, 3, 14)}, london(2026, 3, 9), "Done late, by 1 hour: say why"),
        (FOUR_HOURS, {"stopped_at": london(2026, 3, 3, 14)}, london(2026, 3, 9), "Stopped"),
        (FOUR_HOURS, {"paused_at": london(2026, 3, 3, 11)}, london(2026, 3, 3, 14), "Paused since 11am today"),
        (ONE_DAY, {"due_at": END_OF_FRIDAY}, london(2026, 3, 6, 10), "Due by the end of today"),
        (ONE_DAY, {"due_at": END_OF_FRIDAY}, london(2026, 3, 5, 10), "Due by the end of tomorrow"),
        (
            ONE_DAY,
            {"due_at": END_OF_FRIDAY},
            london(2026, 3, 3, 10),
            "Due by the end of Friday 6 March, in 3 working days",
        ),
        (ONE_DAY, {"due_at": END_OF_FRIDAY}, london(2026, 3, 7, 10), "Overdue since the end of yesterday: say why"),
        (ONE_DAY, {"due_at": END_OF_FRIDAY}, london(2026, 3, 9, 10), "Overdue by 1 working day: say why"),
        (ONE_DAY, {"due_at": END_OF_FRIDAY}, london(2026, 3, 17, 10), "Overdue by 7 working days: say why"),
    ],
)
def test_words(limit, fields, now, words) -> None:
    assert told(standing(**fields), limit, CALENDAR, now=now, reason_given=False) == words


def test_a_reason_given_is_not_asked_for_again() -> None:
    now = london(2026, 3, 3, 15)
    assert told(standing(), FOUR_HOURS, CALENDAR, now=now, reason_given=True) == "Overdue by 2 hours: reason given"
