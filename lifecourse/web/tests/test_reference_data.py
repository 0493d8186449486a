"""`sync_reference_data` and `build_reference_docs`: twice is once, faults have a place, drift is found."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lifecourse.kernel.audit import sealing
from lifecourse.kernel.codelists import queries as codelists


def told(command: str, *options: str) -> str:
    out = StringIO()
    call_command(command, *options, stdout=out)
    return out.getvalue()


def events() -> int:
    with sealing._whole_trail(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event")
        return cursor.fetchone()[0]


@pytest.fixture
def data(tmp_path: Path, settings) -> Path:
    """A copy of `data/` to spoil."""
    folder = tmp_path / "data"
    shutil.copytree(settings.REFERENCE_DATA, folder)
    settings.REFERENCE_DATA = folder
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), start=1) if text in line)


@pytest.mark.django_db
def test_twice_is_once(data: Path) -> None:
    before = events()
    assert told("sync_reference_data").startswith("Nothing to change")  # the test database was loaded once already
    assert events() == before
    change(data / "code_lists" / "channel.yaml", "version: 1", "version: 2")
    change(data / "roles" / "analyst.yaml", "title: ", "title: Senior ")
    assert told("sync_reference_data") == "Changed: list channel, role analyst.\n"
    assert events() == before + 2
    assert told("sync_reference_data").startswith("Nothing to change")
    assert events() == before + 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM access_role WHERE code = 'analyst'")
        assert cursor.fetchone()[0].startswith("Senior ")


@pytest.mark.django_db
def test_a_refusal_changes_nothing_at_all(data: Path) -> None:
    change(data / "code_lists" / "channel.yaml", "version: 1", "version: 2")
    change(data / "clocks" / "front_door.yaml", "limit: 4 h", "limit: 5 h")
    with pytest.raises(CommandError, match="rag_red: 'amount' of version 1 was 4"):
        told("sync_reference_data")
    assert codelists.stored_lists(viewer=None, codes=["channel"])["channel"].version == 1


def test_check_touches_no_table(data: Path) -> None:
    # Without the database mark any query at all would fail this test.
    assert told("sync_reference_data", "--check").startswith("Valid: ")


def test_check_tells_every_fault_with_its_place(data: Path) -> None:
    change(data / "code_lists" / "channel.yaml", 'label: "Phone"', "label: 999")
    change(data / "clocks" / "front_door.yaml", "limit: 4 h", "limit: four")
    change(data / "calendars" / "england.yaml", "covers_from: 2012-01-01", "covers_from: then")
    (data / "roles" / "analyst.yaml").write_text(
        "title: Analyst\ndescription: Counts.\ncapabilities:\n  - no.such_word\n"
    )
    (data / "code_lists" / "breach_reason.yaml").unlink()
    with pytest.raises(CommandError) as refused:
        told("sync_reference_data", "--check")
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [
        f"channel.yaml, line {line_of(data / 'code_lists' / 'channel.yaml', 'label: 999')}",
        "england.yaml, line 11",
        f"front_door.yaml, line {line_of(data / 'clocks' / 'front_door.yaml', 'limit: four')}",
        "analyst.yaml, line 4",
    ]
    assert "'breach_reason'" in lines[-1] and "The app clocks" in lines[-1]


def test_the_reference_pages_are_as_the_code_says_and_drift_is_found(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="run build_reference_docs"):
        told("build_reference_docs", "--check")
    assert "states.md" in told("build_reference_docs")
    assert told("build_reference_docs") == "Nothing to change.\n"
    assert "as the code and the data say" in told("build_reference_docs", "--check")
    page = tmp_path / "docs" / "reference" / "clocks.md"
    change(page, "15 working days", "14 working days")
    with pytest.raises(CommandError, match=r"clocks\.md: not as .*\n(.*\n)*-.*14 working days"):
        told("build_reference_docs", "--check")


def test_the_pages_hold_what_the_house_declares(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    told("build_reference_docs")
    pages = {path.name: path.read_text() for path in (tmp_path / "docs" / "reference").iterdir()}
    assert "| `10` | Unknown |" in pages["code-lists.md"]
    assert "| C06 | Initial child protection conference (`initial_conference`) |" in pages["clocks.md"]
    assert "| 2022-09-19 | State Funeral of Queen Elizabeth II |" in pages["clocks.md"]
    assert "| `clocks.overdue` | … found a clock overdue | Clocks |" in pages["events.md"]
    assert "`audit.view`" in pages["capabilities-and-roles.md"]
    assert "    received --> screening" in pages["states.md"]
