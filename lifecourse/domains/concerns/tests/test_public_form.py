"""The public's form: one concern a key, the same receipt for all, nothing lost, nothing personal left about."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecourse.domains.concerns import rules
from lifecourse.domains.concerns.models import Arrival, Concern, Reporter, Subject
from lifecourse.domains.concerns.views import keys, telling
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.agencies.tests.factories import a_team, an_organisation
from lifecourse.kernel.audit.models import Event

from .factories import AT, a_hub, a_public_concern

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")
CANARY = "Zzqxcanary"


@pytest.fixture(autouse=True)
def hub(db: None) -> None:
    a_hub()


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"}, HTTP_X_FORWARDED_PROTO="https")


def key_of(response: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert found, "there is no key on this page"
    return found[1]


def everything(key: str, **changes: str) -> dict[str, Any]:
    """Answers to the one-page form that are enough."""
    return {
        "key": key,
        "people": "1",
        "do": "send",
        "p1-kind": "child",
        "narrative": "A child was outside alone.",
        "danger": "no",
        "say_who": "no",
        "reply": "no",
    } | changes


def get(client: Client, path: str) -> Any:
    return client.get(path, secure=True)


def post(client: Client, path: str, data: dict[str, Any]) -> Any:
    return client.post(path, data, secure=True)


def concerns() -> list[Concern]:
    with as_system("test"):
        return list(Concern.objects.select_related("reporter", "team", "area").order_by("received_at"))


# One page -----------------------------------------------------------------------------------------------------------
def test_everything_on_one_page_is_taken_in(client: Client) -> None:
    page = get(client, "/tell/all/")
    data = everything(
        key_of(page),
        **{
            "people": "2",
            "p1-given_name": "Ivo",
            "p2-kind": "place",
            "p2-address_words": "The garages",
            "p2-postcode": "wn11aa",
            "seen": "hurt_or_unwell",
            "say_who": "yes",
            "your_name": "Nessa Neighbour",
            "knows": "1B",
            "reply": "phone",
            "your_phone": "01942 000000",
            "danger": "yes",
        },
    )
    answer = post(client, "/tell/all/", data)
    assert (answer.status_code, answer.url) == (302, "/tell/sent/")
    (concern,) = concerns()
    receipt = get(client, "/tell/sent/").content.decode()
    assert concern.reference in receipt
    with as_system("test"):
        kinds = list(Subject.objects.values_list("kind", "given_name", "postcode"))
    assert kinds == [("child", "Ivo", ""), ("place", "", "WN1 1AA")]
    assert (concern.channel, concern.danger_now, concern.feedback_wanted) == ("public", True, True)
    assert (concern.source_code, concern.seen, concern.flood_suspected) == ("1B", ["hurt_or_unwell"], False)
    assert (concern.reporter.name, concern.reporter.phone) == ("Nessa Neighbour", "01942 000000")


def test_who_would_rather_not_say_is_not_named_even_if_they_wrote_it(client: Client) -> None:
    key = key_of(get(client, "/tell/all/"))
    post(client, "/tell/all/", everything(key, your_name="Nessa", your_email="n@example.test"))
    (concern,) = concerns()
    assert (concern.reporter.name, concern.reporter.email, concern.reporter.is_anonymous) == ("", "", True)
    assert concern.source_code == "9"


def test_the_same_press_again_is_the_same_concern_with_the_same_receipt(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")))
    post(client, "/tell/all/", data)
    first = get(client, "/tell/sent/").content
    post(client, "/tell/all/", data)
    again = get(client, "/tell/sent/").content
    assert again == first
    assert len(concerns()) == 1
    # The control: another key is another concern.
    post(client, "/tell/all/", data | {"key": key_of(get(client, "/tell/all/"))})
    assert len(concerns()) == 2


def test_a_lost_answer_sent_again_from_nowhere_is_the_same_concern(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")))
    post(client, "/tell/all/", data)
    other = Client()
    post(other, "/tell/all/", data)
    assert len(concerns()) == 1
    assert concerns()[0].reference in get(other, "/tell/sent/").content.decode()


def test_the_same_key_with_other_words_is_refused_and_nothing_is_lost(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")))
    post(client, "/tell/all/", data)
    other = data | {"narrative": "Something quite different.", "p1-given_name": "Ivo"}
    answer = post(client, "/tell/all/", other)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This form was sent already, with other words." in text
    assert "Something quite different." in text and 'value="Ivo"' in text and "Send as a new one" in text
    assert len(concerns()) == 1
    # And the page it shows can be sent as it stands.
    assert post(client, "/tell/all/", other | {"key": key_of(answer)}).status_code == 302
    assert len(concerns()) == 2


@pytest.mark.parametrize("key", ["", "forged", "0123456789abcdef0123456789abcdef.1:AAAA"])
def test_a_forged_key_is_refused_and_nothing_is_lost(client: Client, key: str) -> None:
    answer = post(client, "/tell/all/", everything(key, narrative="Kept words"))
    assert answer.status_code == 400
    assert "Kept words" in answer.content.decode()
    assert concerns() == []
    assert post(client, "/tell/all/", everything(key_of(answer), narrative="Kept words")).status_code == 302


def test_a_key_grows_old() -> None:
    key = keys.new_key(at=AT)
    assert keys.read_key(key, at=AT + keys.KEY_AGE) is not None
    assert keys.read_key(key, at=AT + 2 * keys.KEY_AGE) is None
    assert keys.read_key(key[:-1] + ("A" if key[-1] != "A" else "B"), at=AT) is None


def test_people_are_added_and_removed_without_losing_a_word(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")), **{"p1-description": "red coat", "narrative": "so far"})
    page = post(client, "/tell/all/", data | {"do": "add"}).content.decode()
    assert 'name="p2-kind"' in page and "red coat" in page and "so far" in page
    assert "There is a problem" not in page
    data |= {"people": "2", "p2-description": "blue coat"}
    page = post(client, "/tell/all/", data | {"do": "remove-1"}).content.decode()
    assert "blue coat" in page and "red coat" not in page and 'name="p2-kind"' not in page
    assert concerns() == []


def test_a_person_with_nothing_written_is_left_out(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")), people="3", **{"p3-kind": "adult"})
    assert post(client, "/tell/all/", data).status_code == 302
    with as_system("test"):
        assert list(Subject.objects.values_list("kind", flat=True)) == ["child", "adult"]


def test_mistakes_are_named_and_what_was_typed_is_kept(client: Client) -> None:
    data = everything(
        key_of(get(client, "/tell/all/")), narrative="", reply="email", your_email="nobody at", **{"p1-kind": ""}
    )
    answer = post(client, "/tell/all/", data)
    text = answer.content.decode()
    for sentence in (
        "Choose who or what you are worried about",
        "Tell us what you saw or heard",
        "“nobody at” is not an e-mail address",
    ):
        assert sentence in text
    assert 'value="nobody at"' in text and "<title>Error: Form</title>" in text
    assert concerns() == []


def test_long_words_are_kept_whole_and_too_long_ones_are_given_back(client: Client) -> None:
    key = key_of(get(client, "/tell/all/"))
    long = "Long. " * 3_300
    answer = post(client, "/tell/all/", everything(key, narrative=long + "more than fits" * 100))
    assert answer.status_code == 200
    assert "must be 20,000 characters or fewer" in answer.content.decode()
    assert "more than fits" in answer.content.decode()
    assert post(client, "/tell/all/", everything(key, narrative=long)).status_code == 302
    assert concerns()[0].narrative == long.strip()


def test_line_ends_and_noughts_do_not_break_it(client: Client) -> None:
    key = key_of(get(client, "/tell/all/"))
    assert post(client, "/tell/all/", everything(key, narrative="one\r\ntwo\x00")).status_code == 302
    assert concerns()[0].narrative == "one\ntwo"


@pytest.mark.parametrize("people", ["0", "-1", "²", "x", "999999999999999999999", "9999"])
def test_a_wrong_count_of_people_is_no_error(client: Client, people: str) -> None:
    key = key_of(get(client, "/tell/all/"))
    assert post(client, "/tell/all/", everything(key, people=people)).status_code == 302


# Teams --------------------------------------------------------------------------------------------------------------
def test_a_team_reports_with_its_code_and_is_counted_by_team_and_ward(client: Client) -> None:
    organisation = an_organisation(type="la_other")
    team = a_team(organisation, is_eyes_and_ears=True, code_letters="BIN")
    page = get(client, f"/tell/{team.team_code}/")
    assert f'value="{team.team_code}"' in page.content.decode()
    typed = f" {team.team_code[:3].lower()} {team.team_code[3:]}"
    assert post(client, "/tell/all/", everything(key_of(page), team_code=typed)).status_code == 302
    (concern,) = concerns()
    assert (concern.channel, concern.team, concern.source_code) == ("eyes_and_ears", team, "5B-EE")
    assert concern.reporter.organisation_id == organisation.pk


def test_an_unknown_team_code_is_said_in_one_sentence_and_nothing_is_lost(client: Client) -> None:
    page = get(client, "/tell/BIN99/")
    assert page.status_code == 200 and "team code" in page.content.decode()
    answer = post(client, "/tell/all/", everything(key_of(page), team_code="BIN99"))
    assert answer.status_code == 200
    assert "team code" in answer.content.decode() and "A child was outside alone." in answer.content.decode()
    assert concerns() == []


# One question a page ------------------------------------------------------------------------------------------------
STEPS: list[tuple[str, dict[str, str], str]] = [
    ("/tell/who/1/", {"kind": "child"}, "/tell/person/1/"),
    ("/tell/person/1/", {"given_name": CANARY, "description": "red coat"}, "/tell/people/"),
    ("/tell/people/", {"more": "no"}, "/tell/what/"),
    ("/tell/what/", {"narrative": f"{CANARY} was outside", "seen": "frightened"}, "/tell/when/"),
    ("/tell/when/", {"when_words": "this morning"}, "/tell/danger/"),
    ("/tell/danger/", {"danger": "no"}, "/tell/you/"),
    ("/tell/you/", {"say_who": "yes", "your_name": CANARY, "knows": "1A"}, "/tell/reply/"),
    ("/tell/reply/", {"reply": "email", "your_email": f"{CANARY}@example.test"}, "/tell/check/"),
]


def walk(client: Client) -> Any:
    """Answer every page, and show the last."""
    for path, answers, then in STEPS:
        page = get(client, path)
        assert page.status_code == 200, path
        data = answers | ({"key": key_of(page)} if "people" not in path else {})
        answer = post(client, path, data)
        assert (answer.status_code, answer.headers.get("location")) == (302, then), path
    return get(client, "/tell/check/")


def test_a_question_a_page_ends_in_one_concern_and_forgets_the_answers(client: Client) -> None:
    page = walk(client)
    assert CANARY in page.content.decode()
    answer = post(client, "/tell/check/", {"key": key_of(page)})
    assert answer.url == "/tell/sent/"
    (concern,) = concerns()
    assert concern.narrative == f"{CANARY} was outside"
    assert "form" not in client.session
    receipt = get(client, "/tell/sent/").content
    # Back, and send again: the same receipt.
    assert post(client, "/tell/check/", {"key": key_of(page)}).url == "/tell/sent/"
    assert get(client, "/tell/sent/").content == receipt
    assert len(concerns()) == 1


def test_back_shows_what_was_answered_and_a_change_returns_to_the_last_page(client: Client) -> None:
    walk(client)
    assert CANARY in get(client, "/tell/what/").content.decode()
    answer = post(client, "/tell/when/", {"when_words": "last night"})
    assert answer.url == "/tell/check/"
    assert "last night" in get(client, "/tell/check/").content.decode()


def test_danger_shows_999_and_lets_them_go_on(client: Client) -> None:
    walk(client)
    assert post(client, "/tell/danger/", {"danger": "yes"}).url == "/tell/999/"
    page = get(client, "/tell/999/").content.decode()
    assert "Call 999 now" in page and 'href="tel:999"' in page and "/tell/check/" in page


def test_what_is_missing_is_named_and_nothing_is_sent(client: Client) -> None:
    post(client, "/tell/who/1/", {"kind": "adult"})
    page = post(client, "/tell/check/", {}).content.decode()
    assert "Tell us what you saw or heard" in page and "/tell/danger/" in page
    assert concerns() == []


def test_a_page_sent_after_the_session_ended_keeps_its_words(client: Client) -> None:
    page = get(client, "/tell/who/1/")
    client.cookies.clear()
    post(client, "/tell/what/", {"key": key_of(page), "narrative": "kept"})
    assert "kept" in get(client, "/tell/what/").content.decode()


def test_a_page_of_a_form_that_was_sent_says_so_and_keeps_its_words(client: Client) -> None:
    page = walk(client)
    post(client, "/tell/check/", {"key": key_of(page)})
    answer = post(client, "/tell/what/", {"key": key_of(page), "narrative": "an afterthought"})
    assert answer.status_code == 409
    assert "What you wrote before was sent." in answer.content.decode()
    assert "an afterthought" in answer.content.decode()
    assert key_of(answer) != key_of(page)


def test_sent_but_not_remembered_and_then_changed_is_refused_and_can_be_sent_as_new(client: Client) -> None:
    page = walk(client)
    session = client.session
    kept = session["form"]
    post(client, "/tell/check/", {"key": key_of(page)})
    # The answer was lost before the session was written: the words are still there, and the key is used.
    session = client.session
    session["form"] = kept
    session.save()
    post(client, "/tell/what/", {"narrative": "other words"})
    answer = post(client, "/tell/check/", {"key": key_of(page)})
    assert answer.status_code == 409 and "other words" in answer.content.decode()
    assert post(client, "/tell/check/", {"key": key_of(answer)}).url == "/tell/sent/"
    assert len(concerns()) == 2


@pytest.mark.parametrize("path", ["/tell/check/", "/tell/what/", "/tell/people/", "/tell/person/1/", "/tell/sent/"])
def test_a_page_too_early_leads_to_the_beginning(client: Client, path: str) -> None:
    assert get(client, path).status_code == 302


@pytest.mark.parametrize("path", ["/tell/who/0/", "/tell/who/999999999999999999999/", "/tell/person/77/"])
def test_numbers_of_nobody_are_no_error(client: Client, path: str) -> None:
    assert get(client, path).status_code in {200, 302, 404}
    assert post(client, path, {"kind": "child"}).status_code in {200, 302, 404}


def test_somebody_told_of_can_be_taken_out_again(client: Client) -> None:
    post(client, "/tell/who/1/", {"kind": "adult"})
    post(client, "/tell/who/2/", {"kind": "place"})
    post(client, "/tell/people/", {"remove": "1"})
    page = get(client, "/tell/people/").content.decode()
    assert "A place" in page and "An adult" not in page


# What is left behind ------------------------------------------------------------------------------------------------
def test_nothing_personal_in_sessions_trail_titles_or_addresses(client: Client) -> None:
    page = walk(client)
    row = Session.objects.get(session_key=client.session.session_key)
    assert CANARY not in row.session_data and CANARY not in str(row.get_decoded())
    # The control: what is kept is this, enciphered.
    assert CANARY in str(telling.json.loads(telling._cipher().decrypt(row.get_decoded()["form"].encode())))
    assert re.search(r"<title>(.*?)</title>", page.content.decode())[1] == "Form"  # type: ignore[index]
    post(client, "/tell/check/", {"key": key_of(page)})
    with as_system("test"):
        events = list(Event.objects.all())
    assert "concerns.received" in {event.event for event in events}
    for event in events:
        assert CANARY not in f"{event.actor_label} {event.reference} {event.data}"


def test_the_quick_way_out_forgets_everything(client: Client) -> None:
    walk(client)
    old = client.session.session_key
    answer = get(client, "/tell/leave/")
    assert answer.status_code == 302 and answer.url.startswith("https://www.bbc.co.uk/")
    assert not Session.objects.filter(session_key=old).exists()
    assert get(client, "/tell/what/").status_code == 302


def test_answers_that_cannot_be_read_are_no_error(client: Client) -> None:
    walk(client)
    session = client.session
    session["form"] = "gAAAA-not-ours"
    session.save()
    assert get(client, "/tell/what/").status_code == 302


def test_the_receipt_is_the_same_bytes_in_every_case() -> None:
    team = a_team(an_organisation(), is_eyes_and_ears=True, code_letters="CAB")
    cases: list[dict[str, str]] = [
        {},
        {"danger": "yes"},
        {"team_code": team.team_code},
        {"reply": "email", "your_email": "a@example.test", "say_who": "yes", "your_name": "A"},
        {"website": "http://x.example", "p1-kind": "place", "narrative": "x" * 9_000},
    ]
    found = set()
    for case in cases:
        client = Client()
        answer = post(client, "/tell/all/", everything(key_of(get(client, "/tell/all/")), **case))
        assert answer.status_code == 302, case
        text = get(client, "/tell/sent/").content.decode()
        (reference,) = set(REFERENCE.findall(text))
        found.add(text.replace(reference, "…"))
        assert len(reference) == 15
    assert len(found) == 1


def test_no_public_page_names_another_site_or_carries_inline_script_or_style(client: Client) -> None:
    pages = [get(client, "/tell/"), get(client, "/tell/all/"), walk(client), get(client, "/tell/999/")]
    pages += [get(client, path) for path, _, _ in STEPS]
    post(client, "/tell/check/", {"key": key_of(pages[2])})
    pages.append(get(client, "/tell/sent/"))
    for page in pages:
        text = page.content.decode()
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
        assert not re.search(r' style="| on[a-z]+="|<script(?![^>]* src=)', text)
        assert "no-store" in page.headers["Cache-Control"]


def test_no_person_is_looked_up_and_the_queries_do_not_grow(client: Client) -> None:
    counts = []
    for number in (1, 2):
        key = key_of(get(client, "/tell/all/"))
        people = {f"p{n}-kind": "child" for n in range(1, number * 3 + 1)}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            post(client, "/tell/all/", everything(key, people=str(number * 3), **people))
        counts.append(len(queries))
        assert not [q for q in queries.captured_queries if "people_" in q["sql"]]
    assert counts[0] == counts[1]


# Floods -------------------------------------------------------------------------------------------------------------
def test_a_flood_is_marked_and_none_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FLOOD_LIMIT", 3)
    for _ in range(5):
        assert post(client, "/tell/all/", everything(key_of(get(client, "/tell/all/")))).status_code == 302
    assert [concern.flood_suspected for concern in concerns()] == [False, False, False, True, True]
    # The control: somebody else is not marked.
    other = Client(REMOTE_ADDR="192.0.2.7")
    post(other, "/tell/all/", everything(key_of(get(other, "/tell/all/"))))
    assert concerns()[-1].flood_suspected is False


def test_the_same_form_again_is_not_counted_twice(client: Client) -> None:
    data = everything(key_of(get(client, "/tell/all/")))
    post(client, "/tell/all/", data)
    post(client, "/tell/all/", data)
    assert Arrival.objects.count() == 1


def test_arrivals_hold_no_address_and_are_forgotten(client: Client) -> None:
    a_public_concern(at=AT, sender="ab" * 32)
    a_public_concern(at=AT + 2 * rules.FLOOD_WINDOW, sender="cd" * 32)
    assert list(Arrival.objects.values_list("sender", flat=True)) == ["cd" * 32]
    post(client, "/tell/all/", everything(key_of(get(client, "/tell/all/"))))
    assert not Arrival.objects.filter(sender__contains="127.0.0.1").exists()


def test_a_machine_that_fills_in_the_trap_is_marked_and_read_all_the_same(client: Client) -> None:
    post(client, "/tell/all/", everything(key_of(get(client, "/tell/all/")), website="http://buy.example"))
    assert [concern.flood_suspected for concern in concerns()] == [True]


# The wall -----------------------------------------------------------------------------------------------------------
def test_who_sends_a_concern_cannot_read_it(client: Client) -> None:
    post(client, "/tell/all/", everything(key_of(get(client, "/tell/all/"))))
    assert len(concerns()) == 1
    for model in (Concern, Reporter, Subject):
        assert not model.objects.exists()
