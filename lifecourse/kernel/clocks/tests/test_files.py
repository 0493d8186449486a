"""Files of clocks and calendars: what is in `data/`, and a sentence with file and line for every fault."""

from pathlib import Path

import pytest
from django.conf import settings

from lifecourse.kernel.clocks import files

from .factories import CALENDAR_FILE

GOOD = """opening_hours:
  hub: {monday: "08:00-17:00", tuesday: "00:00-24:00"}
clocks:
  - kind: test_clock
    title: Test
    starts_with: a test
    legal_basis: none
    versions:
      - version: 1
        valid_from: 2020-01-01
        limit: 4 sh
        hours: hub
        due_soon: 25%
        basis: L
        source: test
        checked_by: test
        next_review: 2030-01-01
"""


def read(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "test.yaml").write_text(text)
    return files.read_rules(tmp_path)[1]


def test_what_is_in_data_is_valid() -> None:
    rules, faults = files.read_rules(settings.REFERENCE_DATA / "clocks")
    assert faults == []
    by_kind = {one.kind: one.versions[-1] for one in rules}
    wanted = {
        "concern_decision": (1, "wd", "SG"),
        "rag_red": (4, "h", "L"),
        "rag_amber": (24, "h", "L"),
        "rag_green": (72, "h", "L"),
        "feedback": (1, "wd", "L"),
        "check_red": (2, "h", "L"),
        "check_amber": (6, "h", "L"),
        "check_green": (24, "h", "L"),
        "safe_and_well_visit": (72, "h", "L"),
        "follow_up": (5, "wd", "L"),
        "break_glass_review": (2, "wd", "L"),
        "second_signature": (4, "sh", "L"),
        "initial_conference": (15, "wd", "SG"),
        "child_and_family_assessment": (45, "wd", "SG"),
        "freedom_of_information": (20, "wd", "LAW"),
    }
    assert {kind: (by_kind[kind].amount, by_kind[kind].unit, by_kind[kind].basis) for kind in wanted} == wanted


def test_only_requests_for_records_may_be_paused() -> None:
    rules, _ = files.read_rules(settings.REFERENCE_DATA / "clocks")
    assert {one.kind for one in rules if one.versions[-1].pausable} == {
        "subject_access",
        "subject_access_complex",
        "freedom_of_information",
    }


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "test.yaml").write_text(GOOD)
    rules, faults = files.read_rules(tmp_path)
    assert faults == []
    assert rules[0].versions[0].hours == {"0": [480, 1020], "1": [0, 1440]}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("limit: 4 sh", "limit: 4 weeks", 11, "'limit' is '4 weeks'"),
        ("limit: 4 sh", "limit: 0 sh", 11, "'limit'"),
        ("        basis: L\n", "", 9, "'basis' is None"),
        ("basis: L", "basis: X", 14, "must be one of L, LAW, NG, SG"),
        ("version: 1", "version: 2", 4, "they must go 1, 2, 3"),
        ("        hours: hub\n", "", 4, "needs opening hours"),
        ("hours: hub", "hours: pub", 12, "no such entry"),
        ("08:00-17:00", "17:00-08:00", 2, "monday of opening hours 'hub'"),
        ("08:00-17:00", "8-5", 2, "monday of opening hours 'hub'"),
        ("due_soon: 25%", "due_soon: later", 13, "'due_soon'"),
        ("source: test", "sauce: test", 15, "has 'sauce', which nothing reads"),
        ("title: Test", "title: 12", 5, "'title' is 12, not text"),
        ("valid_from: 2020-01-01", "valid_from: soon", 10, "'valid_from' is 'soon'"),
        ("hours: hub", "hours: hub\n        due_at: close", 4, "counts hours"),
        ("kind: test_clock", "kind: Test Clock", 4, "small letters"),
        ("title: Test", "title: Test\n    title: Again", 6, "'title' stands there twice"),
        ("title: Test", "on: Test", 5, "the key True is not text"),
        ("title: Test", "title: [", 7, "expected"),
    ],
)
def test_every_fault_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    faults = read(tmp_path, GOOD.replace(old, new, 1))
    assert any(one.startswith(f"test.yaml, line {line}: ") and says in one for one in faults), faults


def test_a_kind_stands_in_one_place(tmp_path: Path) -> None:
    (tmp_path / "again.yaml").write_text(GOOD)
    assert any("stands in two places" in one for one in read(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - {day: 2024-12-25", "  - {day: 2036-12-25", "2036-12-25 lies outside"),
        ("  - {day: 2024-12-25", "  - {day: 2024-12-26", "2024-12-26 stands there twice"),
        ("  - {day: 2024-12-25", "  - {on: 2024-12-25", "the key True is not text"),
        ("covers_to: 2035-12-31", "covers_to: 2040-12-31", "2036 has 0 bank holidays"),
        ("closures: []", "closures: [2026-01-02]", "entry 1 of 'closures'"),
        ("version: 1", "version: one", "'version' is 'one'"),
    ],
)
def test_faults_of_a_calendar(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = CALENDAR_FILE.read_text()
    assert old in text
    path = tmp_path / "england.yaml"
    path.write_text(text.replace(old, new, 1))
    faults = files.read_calendar(path)[1]
    assert any(one.startswith("england.yaml, line ") and says in one for one in faults), faults


def test_closures_are_read(tmp_path: Path) -> None:
    path = tmp_path / "england.yaml"
    closed = "closures:\n  - {day: 2026-12-24, title: Staff day}"
    path.write_text(CALENDAR_FILE.read_text().replace("closures: []", closed))
    calendar, faults = files.read_calendar(path)
    assert faults == []
    assert [day.kind for day in calendar.days if day.title == "Staff day"] == ["closure"]
