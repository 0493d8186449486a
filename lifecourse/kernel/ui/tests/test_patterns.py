"""The page patterns other rooms use: record, next, timeline, list, conflict, progress, and the frames round them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from lifecourse.kernel.ui.conflict import conflict_page, wants_to_edit
from lifecourse.kernel.ui.facets import facet
from lifecourse.kernel.ui.shapes import Act, ClockLine, Conflict, Moment, RecordHeader
from lifecourse.kernel.ui.tests.page_source import Page
from lifecourse.kernel.ui.views import still_here, viewer_key

AT = datetime(2026, 11, 24, 13, 20, tzinfo=UTC)
NASTY = "<i onclick=x>\"'"
SOMEBODY = SimpleNamespace(is_authenticated=True, pk=7, __str__=lambda self: "A")
FRAME = {
    "at": AT,
    "user": SOMEBODY,
    "viewer_name": "Amara Okafor",
    "partnership": "Ashby Partnership",
    "demo": True,
    "nav": [{"title": "Front door", "url": "/w", "current": True, "count": 14}, {"title": "People", "url": "/p"}],
}


def render(source, **context):
    return Template(source).render(Context({**FRAME, **context}))


def test_the_frame_is_british_skippable_and_says_whose_it_is():
    page = Page(render("{% extends 'ui/base.html' %}", who_can_see="Ashby MASH", access_level="sealed"))
    assert page.all("html")[0]["lang"] == "en-GB"
    assert page.all("a")[0]["href"] == "#main-content" and "main-content" in page.ids
    for words in ("Ashby Partnership", "Front door 14 waiting", "Amara Okafor", "Sealed record", "Ashby MASH"):
        assert words in page.text
    assert "Printed from Lifecourse by Amara Okafor, 24 November 2026, 1:20pm" in page.text
    assert page.dangling() == set() and page.doubled() == set()


def test_nothing_personal_is_in_the_title_of_a_record():
    header = RecordHeader(kind="Concern", reference="C-1", title="Zoltan Zephyr, aged 9")
    source = "{% extends 'ui/base.html' %}{% block content %}{% include 'ui/_record_header.html' %}{% endblock %}"
    out = render(source, record=header)
    assert "Zoltan" in out and "Zoltan" not in out[: out.index("</title>")]


def test_an_error_is_told_in_the_title_first():
    form = SimpleNamespace(errors={"a": ["b"]})
    assert "<title>Error: " in render("{% extends 'ui/base.html' %}", form=form)
    assert "<title>Error: " not in render("{% extends 'ui/base.html' %}")


def test_the_frame_is_small():
    assert len(render("{% extends 'ui/base.html' %}")) < 10_000


def test_a_public_page_is_neutral_and_has_a_way_out_without_script():
    page = Page(render("{% extends 'ui/public_base.html' %}", back_url="/back", step=2, steps=6))
    out = [attrs for attrs in page.all("a") if attrs["href"].startswith("http")]
    assert {attrs["href"] for attrs in out} == {"https://www.bbc.co.uk/weather"}
    assert all(attrs["rel"] == "nofollow noreferrer" for attrs in out)
    assert "Question 2 of 6" in page.text
    source = render("{% extends 'ui/public_base.html' %}")
    assert "<title>Form</title>" in source and "htmx" not in source and "Amara" not in source


def test_htmx_may_neither_style_nor_evaluate_nor_keep_pages():
    meta = next(m for m in Page(render("{% extends 'ui/base.html' %}")).all("meta") if m.get("name") == "htmx-config")
    for setting in ('"includeIndicatorStyles":false', '"allowEval":false', '"historyCacheSize":0'):
        assert setting in meta["content"]


@pytest.mark.parametrize(
    ("level", "heading", "role"),
    [
        (constants.SUCCESS, "Done", "alert"),
        (constants.ERROR, "Not done", "alert"),
        (constants.INFO, "Important", "region"),
    ],
)
def test_a_message_says_what_the_act_did(level, heading, role):
    page = Page(render("{% include 'ui/_messages.html' %}", messages=[Message(level, NASTY)]))
    assert page.text.startswith(heading) and page.all("div")[0]["role"] == role
    assert page.dangling() == set() and not page.all("i")


def test_a_record_says_what_it_is_where_it_stands_and_who_sees_it():
    header = RecordHeader(
        kind="Concern",
        reference="C-7K4M",
        state="awaiting_decision",
        tags=["amber"],
        clock=ClockLine(label="Decision", due_at=AT + timedelta(hours=3)),
        circle="Ashby MASH",
    )
    page = Page(render("{% include 'ui/_record_header.html' %}", record=header))
    for words in (
        "Concern C-7K4M",
        "Awaiting decision",
        "Amber",
        "Decision due in 3 hours",
        "Nobody yet",
        "Ashby MASH",
    ):
        assert words in page.text
    assert len(page.all("h1")) == 1


def test_next_is_one_primary_act_the_others_and_what_is_not_allowed_yet():
    acts = [
        Act(label="Close", why_not="Two actions are open."),
        Act(label="Decide", url="/d"),
        Act(label="Seal", url="/s", post=True),
    ]
    page = Page(render("{% include 'ui/_next.html' %}", acts=acts))
    link, button = page.all("a")[0], page.all("button")[0]
    assert "secondary" not in link["class"] and "secondary" in button["class"]
    assert page.all("form")[0]["method"] == "post"
    assert "Close: not yet. Two actions are open." in page.text
    assert "nothing for you to do" in render("{% include 'ui/_next.html' %}", acts=[])


def test_a_deleted_thing_stays_in_the_timeline_with_its_reason_and_without_its_words():
    moments = [
        Moment(at=AT, title="Check sent", by="Amara", url="/c", text=NASTY),
        Moment(at=AT, title="Note", text="SECRET", url="/n", deleted="Wrong record"),
    ]
    page = Page(render("{% include 'ui/_timeline.html' %}", moments=moments))
    assert "Deleted Reason: Wrong record" in page.text
    assert "SECRET" not in page.text and "/n" not in [a["href"] for a in page.all("a")]
    assert not page.all("i")
    assert "Nothing has been recorded yet." in render("{% include 'ui/_timeline.html' %}", moments=[])


def list_page(**context):
    query = QueryDict("rating=red")
    facets = [facet(query, name="rating", title="Rating", options=[("red", "Red", 2), ("green", "Green", 0)])]
    page = Paginator(range(120), 50).get_page(1)
    return render(
        "{% extends 'ui/list.html' %}{% block list_rows %}ROWS{% endblock %}",
        **{"facets": facets, "page": page, "list_title": "Front door", **context},
    )


def test_a_list_shows_its_filters_with_counts_and_how_to_take_them_off():
    page = Page(list_page(toggle_filters_url="?filters=open"))
    assert "Chosen, press to remove: Red 2" in page.text and "Remove filter: Red" in page.text
    assert "ROWS" in page.text and "Showing 1 to 50 of 120" in page.text
    assert page.doubled() == set() and page.dangling() == set()


def test_on_a_phone_the_filters_are_a_page_of_their_own():
    page = Page(list_page(filters_open=True, toggle_filters_url="?rating=red"))
    assert any("lc-list--filters" in attrs.get("class", "") for attrs in page.all("div"))
    assert "Show 120 results" in page.text


def test_a_live_list_asks_for_itself():
    attrs = next(attrs for attrs in Page(list_page(live_url="/rows")).all("div") if attrs.get("id") == "list")
    assert attrs["hx-get"] == "/rows" and attrs["hx-trigger"] == "every 60s" and "data-lc-live" in attrs
    assert "hx-get" not in list_page()


def conflict():
    request = RequestFactory().post(
        "/concerns/1/edit", {"seen": NASTY, "who": ["a", "b"], "version": "4", "csrfmiddlewaretoken": "old"}
    )
    fields = [
        Conflict(label="Seen", before="No coat", theirs="No heating", yours=NASTY),
        Conflict(label="Rating", before="Amber", theirs="Red", yours="Amber"),
        Conflict(label="Same", before="x", theirs="x", yours="x"),
    ]
    return conflict_page(request, fields=fields, version=5, record_url="/r", their_name="Tom Birch", their_at=AT)


def test_a_conflict_shows_both_and_loses_neither():
    response = conflict()
    page = Page(response.content.decode())
    assert response.status_code == 409
    assert "Both changed" in page.text and "Same" not in page.text and not page.all("i")
    hidden = [(a["name"], a["value"]) for a in page.all("input") if a["type"] == "hidden"]
    posted = [one for one in hidden if one[0] != "csrfmiddlewaretoken"]
    assert posted == [("version", "5"), ("seen", NASTY), ("who", "a"), ("who", "b")]
    assert "old" not in dict(hidden).values()
    forms = [attrs for attrs in page.all("form") if attrs["action"] == "/concerns/1/edit"]
    assert forms and forms[0]["method"] == "post"


def test_going_back_to_ones_own_words_saves_nothing():
    assert wants_to_edit(RequestFactory().post("/", {"conflict_edit": "1"}))
    assert not wants_to_edit(RequestFactory().post("/", {}))


def test_progress_asks_again_with_script_and_without_until_it_is_finished():
    progress = {"url": "/job/1", "done": 3, "total": 10, "words": "Loading the list"}
    source = "{% include 'ui/_progress_head.html' %}{% include 'ui/_progress.html' %}"
    running = render(source, progress=progress)
    assert 'hx-get="/job/1"' in running and '<noscript><meta http-equiv="refresh"' in running
    finished = render(source, progress={**progress, "done": 10, "finished": True})
    assert "hx-get" not in finished and "refresh" not in finished


def test_a_bulk_act_says_how_many_will_not_and_why():
    context = {"will": 38, "what": "concerns", "will_not": [{"what": "C-1", "reason": "already decided"}]}
    text = Page(render("{% include 'ui/_bulk_preview.html' %}", **context)).text
    assert "38 concerns will change. 1 will not: C-1: already decided" in text


ERROR_PAGES = ("400", "403", "403_csrf", "404", "409", "500", "503")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_no_request_and_no_database(name):
    page = Page(render_to_string(f"{name}.html"))
    assert len(page.all("h1")) == 1 and page.dangling() == set()
    assert not page.all("form", "input", "script")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_is_the_same_bytes_for_everybody(name):
    for context in (FRAME, {"request_path": "/concerns/ZQX", "exception": "No Concern ZQX", "user": None}):
        assert render_to_string(f"{name}.html", context) == render_to_string(f"{name}.html")
    # The control: a page in the full frame does differ.
    assert render_to_string("ui/base.html", FRAME) != render_to_string("ui/base.html")


def test_still_here_tells_the_same_person_from_another_and_nobody():
    request = RequestFactory().get("/still-here")
    request.user = SOMEBODY
    response = still_here(request)
    assert viewer_key(SOMEBODY).encode() in response.content and b"csrf" in response.content
    assert "no-store" in response["Cache-Control"]
    request.user = SimpleNamespace(is_authenticated=False, pk=None)
    assert still_here(request).status_code == 401
