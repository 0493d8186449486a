"""A list manager sends a file, matches its columns, reads what it would do, and loads it."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lifecourse.domains.concerns.tests.staff import desk_member
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.involvement import tasks
from lifecourse.kernel.involvement.models import Involvement, ListLoad
from lifecourse.kernel.involvement.rules import LoadState, State
from lifecourse.kernel.involvement.tests import factories as lists

from .conftest import DESKTOP, PHONE, Reader

HEADING = "Case,Last,First,Birthday,State,Opened,Key worker"
GOOD = (
    "K1,Quillfeather,Sabine,08/01/1988,open,05/01/2026,Ann Sample",
    "K2,Marchbank,Odile,11/11/1990,open,06/01/2026,Ann Sample",
    "K3,Tallowby,Rufus,01/03/2015,closed,06/01/2024,Bo Sample",
)
WRONG = ("K4,Fenwright,Iris,31/02/1990,open,07/01/2026,Ann Sample", "K5,,,12/12/1999,open,07/01/2026,Ann Sample")


@pytest.fixture
def listing(transactional_db: None) -> Any:
    """A housing association's list that nobody has sent a file of yet."""
    housing = an_organisation("housing", name="Ashby Homes")
    service = lists.a_service(housing, code="tenancy", name="Tenancy support")
    source = lists.a_source(service, columns=None)
    return {"source": source, "manager": desk_member(housing, "list_manager")}


def csv(folder: Path, name: str, *rows: str, heading: str = HEADING) -> Path:
    """A file as an agency's system would write it."""
    path = folder / name
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def send(desk: Reader, file: Path) -> None:
    """Send a file of the list, taken today, from wherever the list's own page is open."""
    desk.press("Send a file")
    desk.page.get_by_label("The list, as a CSV file").set_input_files(file)
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        desk.page.get_by_label(part, exact=True).fill(str(value))
    desk.press("Check this file")


def match(desk: Reader) -> None:
    """Say what the columns are whose names nobody could guess."""
    for label, column in (
        ("Their own reference", "Case"),
        ("Family name", "Last"),
        ("Given names", "First"),
        ("Date of birth", "Birthday"),
        ("Open or closed", "State"),
    ):
        desk.page.get_by_label(label).first.select_option(label=column)
    desk.press("Check the file")


def load(desk: Reader, look: str = "") -> None:
    """Load the checked list: the page says that it waits, the worker loads it, the page says what that did."""
    desk.press("Load the list")
    assert "You may leave this page" in desk.text
    if look:
        desk.look(look)
    with as_system("test"):
        waiting = ListLoad.objects.get(state=LoadState.QUEUED)
    tasks.load_file(load_id=str(waiting.pk), user_id=str(waiting.by_id))
    desk.page.get_by_role("heading", name="What loading this file did").wait_for()


def open_now() -> int:
    """How many involvements stand open."""
    with as_system("test"):
        return Involvement.objects.filter(state=State.OPEN).count()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_list_is_sent_matched_checked_and_loaded(listing, reader, sign_in, tmp_path, screen) -> None:
    desk = sign_in(reader("manager", screen=screen), listing["manager"])
    desk.go("/lists/")
    desk.look("lists")
    desk.page.get_by_role("link", name="List housing-list", exact=True).click()
    desk.look("list")
    desk.press("Send a file")
    desk.look("send")
    desk.page.go_back()
    send(desk, csv(tmp_path, "june.csv", *GOOD, *WRONG))
    desk.look("columns")
    assert "Quillfeather" in desk.text
    match(desk)
    desk.look("report")
    assert "What loading this file would do" in desk.text and "31/02/1990" in desk.text and "Line 5" in desk.text
    assert open_now() == 0

    # Not without having said that the rejected rows stay out.
    desk.press("Load the list")
    assert "There is a problem" in desk.text
    assert len(desk.problems) == 1 and "400" in desk.problems.pop()
    desk.look("report-error")
    with desk.page.expect_download() as download:
        desk.press("Download these rows (CSV)")
    rejected = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Fenwright" in rejected and "Marchbank" not in rejected
    desk.choose("Load the 3 rows that are right")
    load(desk, "waiting")
    desk.look("loaded")
    assert open_now() == 2

    desk.press("Back to the list")
    assert "3 added" in desk.text
    desk.look("fresh")


def test_the_same_file_again_changes_nothing_and_a_shorter_one_closes(listing, reader, sign_in, tmp_path) -> None:
    desk = sign_in(reader("manager"), listing["manager"])
    desk.go(f"/lists/{listing['source'].pk}/")
    file = csv(tmp_path, "june.csv", *GOOD)
    send(desk, file)
    match(desk)
    load(desk)
    assert open_now() == 2
    desk.press("Back to the list")
    send(desk, file)
    desk.look("same")
    assert "loaded" in desk.text.lower() and desk.page.get_by_role("button", name="Load the list").count() == 0
    assert open_now() == 2

    # The columns are remembered, and half of the people gone is asked about before anybody is closed.
    desk.go(f"/lists/{listing['source'].pk}/")
    send(desk, csv(tmp_path, "july.csv", GOOD[0], GOOD[2]))
    assert "What loading this file would do" in desk.text and "1 of 2 open" in desk.text
    desk.look("shorter")
    for tick in desk.page.get_by_role("checkbox").all():
        tick.check()
    load(desk)
    assert open_now() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"PK\x03\x04\x14\x00\x06\x00an Excel workbook", "workbook is damaged"),
        ("list.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF a picture", "CSV"),
        ("list.csv", b'Case,Last\n"K1,never closed\n' + b"x" * 200_000, "line"),
    ],
    ids=["workbook", "picture", "quote"],
)
def test_what_is_no_list_is_refused_in_one_sentence(
    listing, reader, sign_in, tmp_path, name, content, sentence
) -> None:
    desk = sign_in(reader("manager", screen=PHONE), listing["manager"])
    path = tmp_path / name
    path.write_bytes(content)
    desk.go(f"/lists/{listing['source'].pk}/")
    send(desk, path)
    summary = desk.page.get_by_role("alert")
    assert "There is a problem" in summary.inner_text() and sentence in summary.inner_text()
    assert len(summary.inner_text().strip().splitlines()) <= 4, summary.inner_text()
    assert all("400" in problem for problem in desk.problems)
    desk.problems.clear()
    desk.look("refused")
    # What was typed with it stays.
    assert desk.page.get_by_label("Year", exact=True).input_value() == str(timezone.localdate().year)
