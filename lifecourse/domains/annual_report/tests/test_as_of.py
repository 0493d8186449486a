"""A report whose figures are those of a day keeps them, whatever is published afterwards."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.scorecard.tests import factories as scorecard
from lifecourse.engines.documents.page import parts_html
from lifecourse.engines.figures.value import known
from lifecourse.engines.published.reading import Reading
from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.tests.factories import join

from .factories import AT, a_report, excuse_all, somebody, write_all

pytestmark = pytest.mark.django_db
KEY = "scorecard.icpc_rate_per_10000@2018"


def publish(number: str, year: int) -> None:
    one = Reading("icpc_rate_per_10000", "359", 2018, known(Decimal(number)))
    scorecard.load(scorecard.a_publication(one, vintage=f"Tables of {year}", published_on=dt.date(year, 10, 25)))


@pytest.mark.parametrize(("as_of", "shown"), [(dt.date(2018, 12, 31), "62.1 per"), (None, "63.0 per")])
def test_what_is_published_years_later_does_not_change_an_old_draft(as_of: dt.date | None, shown: str) -> None:
    editor = somebody("report_editor")
    join(editor, scorecard.an_office(), "scorecard_reader")
    publish("62.1", 2018)
    report = a_report(editor, figures_as_of=as_of)
    write_all(report, editor, words=f"There were {{{KEY}}}.", agree=False)
    publish("63.0", 2025)
    with context.viewing(editor, at=AT):
        record = queries.report_record(viewer=editor, pk=report.pk)
        draft = queries.draft(viewer=editor, at=AT, record=record)
        assert shown in parts_html(draft, {})[0][2]
        assert queries.what_is_shown(viewer=editor, record=record).figures[KEY].value.number == Decimal(shown[:4])
    typed = "In 2018 it was 62.1."
    client = Client()
    client.force_login(editor, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    live = client.post(f"/annual_report/sections/{record.sections[0].pk}/save/", {"words": typed, "version": 2})
    assert ("62.1 is typed" in live.content.decode()) is (as_of is not None)
    write_all(report, editor, words=f"There were {{{KEY}}}.")
    excuse_all(report, editor)
    with context.viewing(editor, at=AT):
        edition = services.freeze_report(actor=editor, at=AT, report_id=report.pk)
        document = queries.of_edition(viewer=editor, edition=edition)
    assert shown in parts_html(document, {})[0][2]
    assert edition.content["figures_as_of"] == (as_of.isoformat() if as_of else "")
    assert any("published by 31 December 2018" in words for words in document.before) is (as_of is not None)
