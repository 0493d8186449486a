"""The demonstration's two reports: one published with a reason for all that does not add up, one begun."""

import datetime as dt

import pytest

from lifecourse.demo import annual_report, money, scorecard
from lifecourse.demo.world import World
from lifecourse.domains.annual_report import queries
from lifecourse.domains.board.tests.factories import a_manager, an_office
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.agencies.tests.factories import a_circle, a_user
from lifecourse.kernel.involvement.tests.factories import join

pytestmark = pytest.mark.django_db


NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


def a_world() -> World:
    """A world with the office that writes reports, and nothing told in it yet."""
    world = World(now=NOW, scale=0.01)
    office = world.circles[annual_report.OFFICE] = a_circle(annual_report.OFFICE, CircleKind.OFFICE)
    world.circles[money.OFFICE], world.staff[money.KEEPER] = an_office(), a_manager()
    for key, role in ((annual_report.EDITOR, "report_editor"), (annual_report.WRITER, "report_writer")):
        world.staff[key] = a_user(f"{key.title()} Invented")
        join(world.staff[key], office, role)
    join(world.staff[annual_report.EDITOR], office, "scorecard_reader")
    join(world.staff[annual_report.EDITOR], an_office(), "board_member")
    return world


def test_a_report_whose_figures_are_not_there_is_not_told_by_half() -> None:
    world = a_world()
    scorecard.load_printed(world)
    with pytest.raises(LookupError, match=r"finance\.md .*board\.total_expenditure@2017/18"):
        annual_report.tell(world)


def test_one_report_is_public_with_its_reasons_and_the_other_is_being_written() -> None:
    world = a_world()
    scorecard.load_printed(world)
    money.tell(world)
    annual_report.tell(world)
    (public,) = queries.newest_publications(viewer=None)
    found, _ = queries.publication(viewer=None, slug=public.slug)
    about = " ".join(about for about, _ in found.content["reasons"])
    assert found.period == "2017/18" and len(found.content["reasons"]) >= 12
    assert "is typed" not in about and ".." not in about
    assert all(one["provenance"]["query"] for one in found.figures)
    assert "57.6%" in about and "535 are unexplained" in about
    editor = world.staff[annual_report.EDITOR]
    with context.viewing(editor, at=NOW):
        begun, finished = queries.reports(viewer=editor)
        assert (begun.report.state, finished.report.state) == ("drafting", "final")
        record = queries.report_record(viewer=editor, pk=begun.report.pk)
        assert any("a rise of 60.0%" in one.computed for one in queries.findings(viewer=editor, record=record))
