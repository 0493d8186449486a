"""The public's form in a browser that keeps no cookies, lost them, or was led here by another site."""

import html
import re

import pytest
from django.test import Client

from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access.context import as_system

from .factories import a_hub

pytestmark = pytest.mark.django_db
WORDS = "A child was outside alone at night. \U0001f9e6 שלום"
SENT = {
    "do": "send",
    "people": "1",
    "p1-kind": "child",
    "p1-given_name": "Ivo",
    "narrative": WORDS,
    "danger": "no",
    "say_who": "no",
    "reply": "no",
}


@pytest.fixture(autouse=True)
def _hub() -> None:
    a_hub()


def a_browser(**headers) -> Client:
    return Client(enforce_csrf_checks=True, headers=headers)


def key_of(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)


def taken_in() -> list[str]:
    with as_system("test"):
        return list(Concern.objects.values_list("narrative", flat=True))


def test_without_cookies_the_page_with_all_the_questions_is_sent_and_shows_its_receipt() -> None:
    key = key_of(a_browser().get("/tell/all/"))
    references = set()
    for _ in range(2):
        page = a_browser(origin="http://testserver").post("/tell/all/", {**SENT, "key": key})
        assert page.status_code == 200 and "Your reference" in page.content.decode()
        references.add(re.search(r"C-[0-9A-Z-]+", page.content.decode()).group(0))
    assert taken_in() == [WORDS] and len(references) == 1


def test_from_another_site_nothing_is_sent_and_everything_typed_is_shown() -> None:
    key = key_of(a_browser().get("/tell/all/"))
    page = a_browser(origin="https://elsewhere.example").post("/tell/all/", {**SENT, "key": key})
    assert page.status_code == 403 and WORDS in html.unescape(page.content.decode())
    assert taken_in() == []
    own = a_browser()
    own.get("/tell/all/")
    # A cookie of ours, and no key in the form that goes with it.
    assert own.post("/tell/all/", {**SENT, "key": key}).status_code == 403 and taken_in() == []


@pytest.mark.parametrize("page", ["who/1", "person/1", "what", "when", "danger", "you", "reply", "people", "check"])
def test_a_question_without_its_cookie_goes_on_to_the_page_that_needs_none(page) -> None:
    typed = {"narrative": WORDS, "given_name": "Ivo", "kind": "child", "your_name": "Mags", "say_who": "yes"}
    answer = a_browser().post(f"/tell/{page}/", typed)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 403 and 'action="/tell/all/"' in text
    for word in (WORDS, "Ivo", "Mags"):
        assert word in text, word
    assert "no-store" in answer["Cache-Control"]


def test_with_its_cookie_a_question_is_taken_as_ever() -> None:
    browser = a_browser()
    browser.get("/tell/who/1/")
    token = browser.cookies["csrftoken"].value
    assert browser.post("/tell/who/1/", {"kind": "child", "csrfmiddlewaretoken": token}).status_code == 302
