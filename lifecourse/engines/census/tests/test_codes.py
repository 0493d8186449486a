"""The lists of codes are those of the Department, and the questions of the store give what they say."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from lifecourse.engines.census import store
from lifecourse.engines.census.codes import read_upn_authorities

from .returns import upn

STATISTICS = Path(__file__).parents[5] / "shared" / "data" / "dfe" / "b1_children_in_need_2013_to_2025.csv"


def test_every_authority_of_the_statistics_may_be_in_a_pupil_number() -> None:
    if not STATISTICS.exists():
        pytest.skip("the Department's statistics are not beside this checkout")
    with STATISTICS.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geographic_level"] == "Local authority"]
    listed = {one.code for one in read_upn_authorities() if one.is_in(2026)}
    assert {row["old_la_code"] for row in rows} - {"", "z", ":"} <= listed
    assert len({row["old_la_code"] for row in rows}) >= 153


def test_authorities_are_dated_and_each_is_there_once() -> None:
    codes = [one.code for one in read_upn_authorities()]
    assert len(codes) == len(set(codes))
    assert {"001", "359", "941", "942"} <= set(codes)
    assert not {"000", "006", "804", "944"} & set(codes)
    assert [one.code for one in read_upn_authorities() if not one.is_in(2023)] == ["942", "943"]


@pytest.mark.parametrize(
    ("day", "back", "wanted"),
    [
        ("2025-04-01", 1, "2025-03-31"),  # a Tuesday after a Monday
        ("2024-04-01", 1, "2024-03-28"),  # Easter Monday, after Good Friday
        ("2024-03-31", 1, "2024-03-28"),  # the Sunday between them
        ("2026-03-31", 45, "2026-01-27"),
        ("1989-01-01", 1, None),
        ("2041-03-31", 1, None),
    ],
)
def test_working_days_are_counted_back_from_the_day_before(day: str, back: int, wanted: str | None) -> None:
    with store.opened() as db:
        found = db.execute("select working_day_before(?::date, ?)", [day, back]).fetchone()
    assert found == (None if wanted is None else dt.date.fromisoformat(wanted),)


def test_check_letters_are_those_reckoned_otherwise() -> None:
    tails = [f"{number * 7_919_393_939 % 10**12:012}" for number in range(1, 200)] + ["35920160000A", "80120160000Z"]
    with store.opened() as db:
        for tail in tails:
            # Whatever letter stands there, the answer is the one that should.
            assert db.execute("select upn_check_letter(?)", ["?" + tail]).fetchone() == (upn(tail)[0],)
