"""The printed report of 2017/18, rebuilt from every room's figures: nothing leads nowhere, and its money is checked."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from lifecourse.domains.annual_report import exports, queries, services
from lifecourse.domains.annual_report.rules import SectionState, blocks
from lifecourse.domains.board.tests import factories as board
from lifecourse.domains.scorecard.tests import factories as scorecard
from lifecourse.engines.documents.typeset import pdf
from lifecourse.engines.prose import Kind
from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.tests.factories import join

from .factories import AT, a_report, somebody

pytestmark = pytest.mark.django_db
SECTIONS = Path(settings.REFERENCE_DATA) / "reports" / "2017_18" / "sections"
LATER = max(AT, scorecard.AT, board.AT) + dt.timedelta(days=1)


@pytest.fixture
def rebuilt():
    """The report written, with the core data and the ledger loaded; and who keeps it."""
    editor = somebody("report_editor")
    join(editor, scorecard.an_office(), "scorecard_reader")
    join(editor, board.an_office(), "board_member")
    scorecard.the_printed_report()
    board.loaded(board.a_manager())
    report = a_report(editor)
    with context.viewing(editor, at=LATER):
        for section in queries.report_record(viewer=editor, pk=report.pk).sections:
            words = (SECTIONS / f"{section.code}.md").read_text(encoding="utf-8")
            services.write_section(actor=editor, at=LATER, section_id=section.pk, words=words)
            for to in (SectionState.REVIEW, SectionState.AGREED):
                services.move_section(actor=editor, at=LATER, section_id=section.pk, to=to)
    return editor, report


def found(editor, report):
    with context.viewing(editor, at=LATER):
        return queries.findings(viewer=editor, record=queries.report_record(viewer=editor, pk=report.pk))


def test_every_reference_leads_to_a_figure_and_no_number_was_typed_that_is_none(rebuilt) -> None:
    wrong = [one for one in found(*rebuilt) if one.kind in {Kind.UNKNOWN_REFERENCE, Kind.TYPED_NUMBER}]
    assert wrong == []


# What processes.md 17 lists of the money, and nothing else of it.
MONEY = {
    ("2016/17", "21,000", "20,999"),
    ("2016/17", "199,124", "199,523"),
    ("2017/18", "199,214", "22,985"),
}


def test_what_the_ledger_finds_is_found_and_the_eight_totals_are_right(rebuilt) -> None:
    money = [one for one in found(*rebuilt) if one.where.startswith("Finance")]
    for year, printed, computed in MONEY:
        fits = [one for one in money if year in one.where and printed in one.said and computed in one.computed]
        assert fits, (year, printed, money)
    totals = ("266,319", "223,397", "250,025", "282,413", "305,388", "261,798", "271,024", "259,428")
    assert not [one for one in money for total in totals if total in one.said]


def test_all_that_is_known_stands_on_one_page_and_the_whole_is_frozen_and_set(rebuilt) -> None:
    editor, report = rebuilt
    wrong = found(editor, report)
    kinds = {one.kind for one in wrong}
    assert {Kind.DATA, Kind.LABEL, Kind.MISSING, Kind.ARITHMETIC, Kind.UNCLEAR} <= kinds
    with context.viewing(editor, at=LATER):
        for one in filter(blocks, wrong):
            services.give_reason(actor=editor, at=LATER, report_id=report.pk, finding=one, words="Printed so.")
        edition = services.freeze_report(actor=editor, at=LATER, report_id=report.pk)
        public = services.publish_edition(actor=editor, at=LATER, edition_id=edition.pk)
    assert len(public.figures) > 350 and all(one["kind"] != "suppressed" for one in public.figures)
    document = queries.of_publication(viewer=None, publication=public)
    printed = " ".join(about for about, _ in document.reasons)
    assert ".." not in printed and "….." not in printed and "is typed" not in printed
    pictures = exports.pictures_of(document)
    assert len(document.placed) >= 16 and len(pictures) == 6
    assert pdf(document, pictures, made_at=LATER).startswith(b"%PDF")
