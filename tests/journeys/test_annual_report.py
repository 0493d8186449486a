"""A section is written, what does not add up is told, the report frozen, the PDF taken, and a figure followed home."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lifecourse.domains.annual_report import services
from lifecourse.domains.annual_report.tests.factories import AT, an_office, somebody, write_all
from lifecourse.kernel.access import context

from .conftest import DESKTOP, PHONE, Reader

WORDS = (
    "## What was done\n\nWe booked {training.booked@2017/18}; {share: training.places_cancelled@2017/18 / "
    "training.booked@2017/18} of them were cancelled.\n\n{chart: training_agreed}\n\n- One thing\n- Another"
)
WRONG = "33 courses were planned and only 14 agreed, which represents a 40% drop."


@pytest.fixture
def reporting(transactional_db: None) -> dict[str, Any]:
    """A report of a board for adults with every section agreed, and who keeps it."""
    editor = somebody("report_editor")
    with context.viewing(editor, at=AT):
        report = services.start_report(
            actor=editor, at=AT, circle_id=an_office().pk, title="Yearly report", kind="adults", regime="care_act",
            period_from=dt.date(2029, 4, 1), period_to=dt.date(2030, 3, 31),
        )  # fmt: skip
    write_all(report, editor)
    return {"editor": editor, "report": report}


def heading(desk: Reader, words: str) -> None:
    desk.page.get_by_role("heading", name=words).first.wait_for()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_section_is_written_the_report_frozen_and_a_figure_followed_home(reporting, reader, sign_in, screen) -> None:
    desk = sign_in(reader("editor", screen=screen), reporting["editor"])
    desk.go("/annual_report/")
    desk.look("list")
    desk.page.get_by_role("link", name="Yearly report 2029/30", exact=True).click()
    desk.look("report")
    desk.page.get_by_role("link", name="(a) What was done to achieve our objective").first.click()
    desk.look("section")

    # What is written is saved by itself, and what does not add up is said beside it.
    box = desk.page.get_by_label("Words", exact=True)
    box.fill(WRONG)
    desk.page.get_by_text("a drop of 57.6%").wait_for()
    assert "Saved" in desk.page.locator("#live").inner_text()
    desk.look("section-wrong")
    box.fill(WORDS)
    desk.page.get_by_text("Everything in this section adds up.").wait_for()
    desk.press("Save")
    assert "Saved." in desk.text and box.input_value() == WORDS
    desk.page.get_by_label("Your comment").fill("Whose are the others?")
    desk.press("Add comment")
    desk.look("section-saved")
    desk.press("Send to review")
    desk.press("Agree it")
    heading(desk, "(a) What was done")
    assert "Agreed" in desk.text

    desk.press("Back to the report")
    desk.press("Read it through")
    desk.look("read")
    assert "2,663 places" in desk.text and "9.4%" in desk.text
    desk.press("Back to the report")
    desk.press("What does not add up")
    desk.look("wrong")
    desk.press("Back to the report")
    desk.press("Freeze it")
    desk.look("freeze")
    desk.press("Freeze it")
    assert "There is a problem" in desk.text
    desk.problems.clear()  # a form that was not filled in answers 400
    desk.look("freeze-error")
    desk.choose("I have read the whole report")
    desk.press("Freeze it")
    assert "Frozen as edition 1" in desk.text
    desk.look("edition")

    with desk.page.expect_download() as download:
        desk.press("The report as a PDF with tags, to print or keep")
    file = Path(download.value.path()).read_bytes()
    assert file.startswith(b"%PDF") and b"/StructTreeRoot" in file

    # From the figure in the text to its note, and from there home.
    desk.page.get_by_role("link", name="2,663 places").first.click()
    assert desk.page.url.endswith("#figure-1")
    desk.page.locator("#figure-1").get_by_role("link").click()
    heading(desk, "Places booked for face to face training")
    assert "retyped from the printed report" in desk.text and reporting["editor"].full_name in desk.text
    desk.look("figure")

    desk.press("Back to the edition")
    desk.press("Publish it")
    desk.look("publish")
    desk.choose("It may be read by everybody")
    desk.press("Publish it")
    public = reader("public", screen=screen)
    public.go("/annual_report/published/adults-2029-30/")
    heading(public, "Yearly report 2029/30")
    assert reporting["editor"].full_name not in public.text and "2,663 places" in public.text
    public.look("published")
    public.press("All annual reports")
    public.look("published-list")


def test_without_script_a_button_saves_and_says_what_does_not_add_up(reporting, reader, sign_in) -> None:
    desk = sign_in(reader("editor", script=False), reporting["editor"])
    desk.go(f"/annual_report/{reporting['report'].pk}/")
    desk.page.get_by_role("link", name="(b) What was done to implement our strategy").first.click()
    desk.page.get_by_label("Words", exact=True).fill(WRONG)
    desk.press("Save")
    assert "Saved." in desk.text and "a drop of 57.6%" in desk.text
    desk.press("Back to the report")
    desk.press("What does not add up")
    desk.page.get_by_role("link", name="Say why it stays").first.click()
    desk.page.get_by_label("Why does it stay?").fill("It was printed so.")
    desk.press("Write it down")
    assert "It was printed so." in desk.text
