"""The small tags: buttons, states, times, money, facts, pages of a list, filters."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from lifecourse.kernel.ui.facets import clear_filters, facet, filters_open, toggle_filters
from lifecourse.kernel.ui.shapes import ClockLine, Fact
from lifecourse.kernel.ui.tests.page_source import Page

AT = datetime(2026, 11, 24, 13, 20, tzinfo=UTC)
NASTY = "<b onclick=x>\"'"


def render(source, **context):
    return Template(source).render(Context({"at": AT, **context}))


@pytest.mark.parametrize(
    "source",
    [
        "{% button x %}",
        "{% button 'a' name=x value=x %}",
        "{% button 'a' href=x %}",
        "{% tag_for x %}",
        "{% summary_list rows %}",
        "{% include 'ui/_empty.html' with why=x fills=x url=x act=x %}",
        "{% include 'ui/_sub_navigation.html' with items=items label=x %}",
        "{% include 'ui/_side_navigation.html' with items=items label=x %}",
    ],
)
def test_every_tag_escapes(source):
    rows = [Fact(key=NASTY, value=NASTY, source=NASTY, url=NASTY, act=NASTY)]
    out = render(source, x=NASTY, rows=rows, items=[{"title": NASTY, "url": NASTY}])
    assert NASTY not in out and "<b onclick" not in out and "&lt;b onclick" in out


def test_a_button_sends_and_a_link_goes():
    assert '<button type="submit" class="govuk-button"' in render("{% button 'Send to agencies' %}")
    assert 'href="/x" role="button"' in render("{% button 'Add a note' href='/x' kind='secondary' %}")
    assert "govuk-button--warning" in render("{% button 'Delete' kind='warning' %}")


def test_a_tag_says_its_word():
    assert render("{% tag_for 'red' %}") == '<strong class="govuk-tag govuk-tag--red">Red</strong>'
    assert render("{% tag_for '' %}") == ""


def test_times_carry_the_machines_time_in_london():
    assert render("{% when x %}", x=AT) == '<time datetime="2026-11-24T13:20:00+00:00">1:20pm today</time>'
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert 'datetime="2026-07-01T13:00:00+01:00"' in render("{% when x %}", x=summer)
    assert render("{% when x %}", x=date(2026, 3, 2)) == '<time datetime="2026-03-02">2 March 2026</time>'
    assert render("{% when x %}{% ago x %}{% due x %}", x=None) == ""


def test_the_page_has_one_moment():
    later = AT + timedelta(days=1)
    assert "today" in render("{% when x %}", x=AT) and "yesterday" in render("{% when x %}", x=AT, at=later)
    assert "yesterday" in Template("{% when x %}").render(Context({"x": AT, "now": later}))


def test_due_may_begin_a_cell():
    assert ">Due in 3 hours, by" in render("{% due x capital=True %}", x=AT + timedelta(hours=3))


def test_a_fact_says_who_told_it_and_a_gap_says_it_is_one():
    rows = [
        Fact(key="Seen", value="No coat", source="Ms Idris", told_at=AT, url="/1"),
        {"key": "Heating", "value": ""},
        {"key": "Children", "value": 0},
    ]
    page = Page(render("{% summary_list rows %}", rows=rows))
    assert "Told by Ms Idris, 1:20pm today" in page.text
    assert "Heating Not known" in page.text and "Children 0" in page.text
    assert "Change Seen" in page.text


def test_pages_keep_the_filters():
    request = RequestFactory().get("/list", {"rating": ["red", "amber"], "page": "3"})
    page = Paginator(range(230), 10).get_page(3)
    out = Page(render("{% pagination page %}", page=page, request=request))
    links = [attrs["href"] for attrs in out.all("a")]
    assert links[0] == "?rating=red&rating=amber&page=2" and links[-1] == "?rating=red&rating=amber&page=4"
    assert "Showing 21 to 30 of 230" in out.text
    assert [a["href"] for a in out.all("a") if a.get("aria-current") == "page"] == ["?rating=red&rating=amber&page=3"]
    assert "Pagination" not in render("{% pagination page %}", page=Paginator(range(3), 10).get_page(1))


def test_a_filter_is_turned_on_and_off_by_its_link():
    options = [("red", "Red", 12), ("amber", "Amber", 80)]
    query = QueryDict("rating=red&page=4&sort=due")
    red, amber = facet(query, name="rating", title="Rating", options=options).options
    assert red.current and red.url == "?sort=due"
    assert not amber.current and amber.url == "?rating=red&rating=amber&sort=due"
    _red, one = facet(query, name="rating", title="Rating", options=options, several=False).options
    assert one.url == "?rating=amber&sort=due"
    assert clear_filters(query, names=["rating"]) == "?sort=due"
    assert toggle_filters(query) == "?rating=red&page=4&sort=due&filters=open"
    assert filters_open(QueryDict("filters=open")) and toggle_filters(QueryDict("a=1&filters=open")) == "?a=1"


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        (ClockLine(label="Decision", due_at=AT + 3 * HOUR), "Decision due in 3 hours, by 4:20pm today"),
        (
            ClockLine(label="Decision", due_at=AT - 20 * HOUR, late_by="1 working day", why_url="/why"),
            "Decision overdue by 1 working day , was due 5:20pm yesterday: say why",
        ),
        (
            ClockLine(label="Decision", due_at=AT - 20 * HOUR, why="Police were late", why_url="/why"),
            "Decision overdue by 20 hours , was due 5:20pm yesterday. Reason: Police were late",
        ),
        (ClockLine(label="Decided", met_at=AT - HOUR, due_at=AT), "Decided 12:20pm today; was due 1:20pm today"),
        (
            ClockLine(label="Decided", met_at=AT, due_at=AT - HOUR),
            "Decided late, 1:20pm today; was due 12:20pm today",
        ),
        (
            ClockLine(label="Decision", due_at=AT - HOUR, paused="waiting for the family"),
            "Decision: clock stopped, waiting for the family",
        ),
    ],
)
def test_a_clock_says_where_it_stands(clock, told):
    page = Page(render("{% clock_line clock %}", clock=clock))
    assert page.text.replace(" ,", ",") == told.replace(" ,", ",")


def test_the_body_knows_the_idle_time_of_somebody_signed_in_only(settings):
    settings.SESSION_IDLE_SECONDS = 1800
    source = "<body{% idle_attributes %}>"
    somebody = SimpleNamespace(is_authenticated=True, pk=7)
    other = SimpleNamespace(is_authenticated=True, pk=8)
    body = Page(render(source, user=somebody)).all("body")[0]
    assert body["data-idle-seconds"] == "1800" and len(body["data-viewer"]) == 16
    assert body["data-viewer"] != Page(render(source, user=other)).all("body")[0]["data-viewer"]
    assert render(source, user=SimpleNamespace(is_authenticated=False, pk=None)) == "<body>"
