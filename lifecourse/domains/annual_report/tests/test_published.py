"""What is published names the office and nobody: neither who recorded money nor who typed a figure."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.test import Client

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.annual_report.models import FrozenFigure, Publication
from lifecourse.domains.board import rules as board_rules
from lifecourse.domains.board.tests import factories as board
from lifecourse.domains.scorecard import services as scorecard_services
from lifecourse.domains.scorecard.tests import factories as scorecard
from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.engines.figures.value import known
from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.involvement.tests.factories import join

from .factories import AT, a_frozen, somebody

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=5)


@pytest.fixture
def edition():
    """An edition with money that somebody recorded, a total that somebody wrote down, and a figure somebody typed."""
    keeper, typist, editor = board.a_manager(), scorecard.a_keeper(), somebody("report_editor")
    join(editor, scorecard.an_office(), "scorecard_reader")
    join(editor, board.an_office(), "board_member")
    with context.viewing(keeper, at=board.AT):
        year = board.a_year(keeper)
        board.an_entry(keeper, year, board_rules.Fact.SPENT, 9_000_00, board.a_heading(keeper))
    board.loaded(keeper)
    with context.viewing(typist, at=scorecard.AT):
        scorecard_services.type_figure(
            actor=typist, at=scorecard.AT,
            typed=scorecard_services.Typed(
                indicator="cpp_rate_per_10000", area="england", year=2018, value=known(Decimal("45.3")),
                vintage="A print", published_on=dt.date(2018, 11, 15), source="Table A1",
            ),
        )  # fmt: skip
    words = "{cpp_rate_per_10000@2018@england}, {board.salaries@2017/18}, {board.printed_total_expenditure@2014/15}"
    made = a_frozen(editor, words=words)
    with context.viewing(editor, at=LATER):
        public = services.publish_edition(actor=editor, at=LATER, edition_id=made.pk)
    return editor, made, public


def test_no_name_of_anybody_is_in_a_publication_and_the_office_keeps_them(edition) -> None:
    editor, made, public = edition
    with context.as_system("test"):
        names = [one.full_name for one in User.objects.all()]
        inside = json.dumps([one.provenance for one in FrozenFigure.objects.filter(edition=made)])
    assert len(public.figures) == 3 and [one["kind"] for one in public.figures] == ["known"] * 3
    outside = json.dumps([public.content, public.figures], ensure_ascii=False)
    assert [name for name in names if name in outside] == []
    assert "typed by" in inside and "recorded by" in inside and "written down by" in inside
    with context.viewing(editor, at=LATER):
        notes = notes_html(queries.of_edition(viewer=editor, edition=made).notes)
    assert "Kay Keeper-Invented" in notes and "Bea Ledger-Invented" in notes


def test_what_was_published_with_names_is_shown_without_them(edition) -> None:
    editor, made, public = edition
    earlier = Publication(
        edition=made, slug=public.slug, number=2, title=public.title, period=public.period, published_at=LATER,
        frozen_at=made.frozen_at, content=public.content,
        figures=[{**one, "provenance": {**one["provenance"], "typed by": "Nan Named"}} for one in public.figures],
    )  # fmt: skip
    document = queries.of_publication(viewer=None, publication=earlier)
    page = "".join(part[2] for part in parts_html(document, {})) + notes_html(document.notes)
    files = json.dumps(queries.published_figures(viewer=None, publication=earlier))
    assert "Nan Named" not in page + files and "45.3" in page


def test_neither_page_nor_files_of_a_publication_name_anybody(edition) -> None:
    with context.as_system("test"):
        names = [one.full_name.encode() for one in User.objects.all()]
    for name in ("", "figures.csv", "figures.json"):
        body = Client().get(f"/annual_report/published/children-2017-18/1/{name}").content
        assert b"Table A1" in body and [one for one in names if one in body] == []
