"""A keeper reads the scorecard, types a figure, says what it means, asks for an action; a reader on a phone."""

from typing import Any

import pytest

from lifecourse.domains.scorecard.tests import factories
from lifecourse.engines.figures.value import known
from lifecourse.engines.published.reading import Reading
from lifecourse.kernel.agencies.tests.factories import an_organisation

from .conftest import DESKTOP, PHONE

RATE = "icpc_rate_per_10000"


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    """A keeper and a reader, over the printed section 3 and an invented publication of 2018 to 2021."""
    factories.the_printed_report()
    counts = {2018: 423, 2019: 430, 2020: 402, 2021: 610}
    own = [Reading(RATE, "359", year, known(n * 10_000 // 68_076), n, 68_076) for year, n in counts.items()]
    england = [Reading(RATE, "E92000001", year, known(67)) for year in counts]
    factories.load(factories.a_publication(*own, *england))
    an_organisation("childrens-care", name="Children’s Care")
    return {"keeper": factories.a_keeper(), "reader": factories.a_reader()}


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_figure_is_read_typed_narrated_and_acted_on(people, reader, sign_in, screen) -> None:
    desk = sign_in(reader("keeper", screen=screen), people["keeper"])
    desk.go("/scorecard/")
    desk.look("scorecard")
    assert "Up 7.4 points: better" in desk.text
    desk.press("Conferences per 10,000")
    desk.look("indicator")
    assert "More than chance would make" in desk.text
    desk.press("Type a figure")
    desk.look("type")
    desk.press("Keep it")
    assert len(desk.problems) == 1 and "400" in desk.problems.pop()
    desk.look("type-errors")
    assert "There is a problem" in desk.text
    desk.write("Year", "2012")
    desk.write("The number", "48.1")
    desk.write("Which publication", "Annual report 2011/12")
    for part, value in (("Day", "1"), ("Month", "9"), ("Year", "2012")):
        desk.page.get_by_label(part, exact=True).last.fill(value)
    desk.write("Where in it", "Section 3, table 1")
    desk.press("Keep it")
    assert "kept with its source" in desk.text
    desk.press("Say what it means")
    desk.write("What does the figure mean", "A third more conferences than the year before.")
    desk.choose("It is off course")
    desk.look("say")
    desk.press("Keep these words")
    desk.press("Ask for an action")
    desk.write("What is to be done", "Look at thirty conferences")
    desk.page.get_by_label("By whom?").select_option(label="Children’s Care")
    desk.look("act")
    desk.press("Ask for it")
    assert "Look at thirty conferences" in desk.text and "Off course" in desk.text
    desk.look("indicator-said")
    desk.go("/scorecard/quality/")
    desk.look("quality")
    desk.go("/scorecard/api/")
    desk.look("api")


def test_without_scripts_a_reader_sees_the_chart_and_its_table(people, reader, sign_in) -> None:
    phone = sign_in(reader("reader", screen=PHONE, script=False), people["reader"])
    phone.go(f"/scorecard/{RATE}/")
    assert phone.page.locator("svg[role=img]").count() >= 1
    phone.page.locator("summary").first.click()
    assert "83.9" in phone.text and "Say what it means" not in phone.text
