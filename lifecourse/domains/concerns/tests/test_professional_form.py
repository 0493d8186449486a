"""The professional's form: everything is taken, drafts are one's own, a double press is one concern."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecourse.domains.concerns import policy
from lifecourse.domains.concerns.models import Concern, Draft, Subject
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.access.models import User
from lifecourse.kernel.agencies.tests.factories import a_member, an_organisation
from lifecourse.kernel.audit.models import Event

from .factories import a_hub, a_sender, an_officer

pytestmark = pytest.mark.django_db
CANARY = "Zzqxcanary"


@pytest.fixture(autouse=True)
def hub(db: None) -> None:
    a_hub()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def get(client: Client, path: str) -> Any:
    return client.get(path, secure=True)


def post(client: Client, path: str, data: dict[str, Any]) -> Any:
    return client.post(path, data, secure=True)


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"there is no {name} on this page"
    return found[1]


def everything(page: Any, **changes: Any) -> dict[str, Any]:
    return {
        "key": hidden(page, "key"),
        "from": hidden(page, "from"),
        "version": hidden(page, "version"),
        "people": "3",
        "do": "send",
        "p1-kind": "child",
        "p1-given_name": CANARY,
        "p1-born_on_day": "3",
        "p1-born_on_month": "4",
        "p1-born_on_year": "2018",
        "p1-nhs_number": "999 000 0018",
        "p1-school_words": "St Example",
        "p2-kind": "unborn",
        "p2-family_name": "Example",
        "p3-kind": "adult",
        "p3-relation_words": "father",
        "p3-in_household": "no",
        "narrative": "Came to school hungry.",
        "factors_child": ["16A", "3B"],
        "factors_adult": ["domestic"],
        "child_voice": "I made my own tea",
        "danger": "no",
        "asked_domestic_abuse": "yes",
        "asked_mental_health": "not_asked",
        "asked_substance_misuse": "no",
        "asked_learning_disability": "not_known",
        "consent_to_share": "not_sought",
        "consent_not_sought_because": "increased_risk",
        "parent_informed": "not_safe",
        "lawful_basis": "public_task",
        "lawful_condition": "safeguarding",
        "level_suggested": "4",
        "early_help_assessment": "no",
        "your_job": "Head teacher",
        "feedback": "yes",
    } | changes


def concerns() -> list[Concern]:
    with as_system("test"):
        return list(Concern.objects.select_related("reporter").order_by("received_at"))


def drafts() -> list[Draft]:
    with as_system("test"):
        return list(Draft.objects.order_by("created_at"))


def test_every_field_reaches_the_hub() -> None:
    school = an_organisation(type="school_academy")
    sender = a_sender(school)
    client = signed_in(sender)
    answer = post(client, "/concerns/new/", everything(get(client, "/concerns/new/")))
    (concern,), (draft,) = concerns(), drafts()
    assert answer.url == f"/concerns/drafts/{draft.pk}/"
    assert (concern.channel, concern.source_code, concern.circle.code) == ("professional", "2A", "mash")
    assert (concern.factors, concern.level_suggested) == (["16A", "3B", "domestic"], 4)
    assert (concern.consent_to_share, concern.consent_not_sought_because) == ("not_sought", "increased_risk")
    assert (concern.lawful_basis, concern.lawful_condition) == ("public_task", "safeguarding")
    assert concern.asked_mental_health == "not_asked" and concern.feedback_wanted
    assert concern.reporter.organisation_id == school.pk and concern.reporter.user_id == sender.pk
    assert concern.reporter.identity_to_be_kept_from_family is False
    with as_system("test"):
        child, unborn, father = Subject.objects.filter(concern=concern)
    assert (child.nhs_number, str(child.born_on)) == ("9990000018", "2018-04-03")
    assert (unborn.kind, father.in_household) == ("unborn", False)
    page = get(client, answer.url).content.decode()
    assert concern.reference in page and "Came to school hungry." in page and CANARY in page
    assert CANARY not in (re.search(r"<title>(.*?)</title>", page) or [""])[0]
    assert draft.reference == concern.reference


def test_a_double_press_is_one_concern_and_one_receipt() -> None:
    client = signed_in(a_sender())
    data = everything(get(client, "/concerns/new/"))
    first, second = post(client, "/concerns/new/", data), post(client, "/concerns/new/", data)
    assert first.url == second.url
    assert len(concerns()) == len(drafts()) == 1


def test_the_same_key_with_other_words_is_refused_and_can_be_sent_as_new() -> None:
    client = signed_in(a_sender())
    data = everything(get(client, "/concerns/new/"))
    post(client, "/concerns/new/", data)
    answer = post(client, "/concerns/new/", data | {"narrative": "Quite other words"})
    assert answer.status_code == 409
    assert "Quite other words" in answer.content.decode() and "Send as a new one" in answer.content.decode()
    assert len(concerns()) == 1
    again = data | {"narrative": "Quite other words", "key": hidden(answer, "key"), "version": ""}
    assert post(client, "/concerns/new/", again).status_code == 302
    assert len(concerns()) == 2


def test_a_forged_key_loses_nothing() -> None:
    client = signed_in(a_sender())
    answer = post(client, "/concerns/new/", everything(get(client, "/concerns/new/"), key="forged"))
    assert answer.status_code == 400 and "Came to school hungry." in answer.content.decode()
    assert concerns() == []


def test_mistakes_are_named_each_in_its_sentence() -> None:
    client = signed_in(a_sender())
    wrong = {
        "p1-nhs_number": "999 000 0019",
        "p1-expected_on_day": "1",
        "p1-expected_on_month": "4",
        "p1-expected_on_year": "2018",
        "p3-relation_words": "",
        "consent_not_sought_because": "",
        "lawful_basis": "",
        "asked_domestic_abuse": "",
    }
    text = post(client, "/concerns/new/", everything(get(client, "/concerns/new/"), **wrong)).content.decode()
    for sentence in (
        "That is not a valid NHS number",
        "Expected date of birth must be on or after",
        "Say something that tells who this is",
        "Choose why consent was not sought",
        "Choose the lawful basis for sharing",
        "Say whether you asked about domestic abuse",
    ):
        assert sentence in text, sentence
    assert "Came to school hungry." in text and concerns() == []


def test_a_date_of_birth_and_an_expected_date_exclude_each_other() -> None:
    client = signed_in(a_sender())
    page = get(client, "/concerns/new/")
    text = post(client, "/concerns/new/", everything(page, **{"p1-kind": "unborn"})).content.decode()
    assert "An unborn baby has no date of birth" in text


def test_people_are_added_and_removed_without_losing_a_word() -> None:
    client = signed_in(a_sender())
    data = everything(get(client, "/concerns/new/"), do="add")
    page = post(client, "/concerns/new/", data).content.decode()
    assert 'name="p4-kind"' in page and CANARY in page and "There is a problem" not in page
    page = post(client, "/concerns/new/", data | {"do": "remove-1"}).content.decode()
    assert CANARY not in page and "Came to school hungry." in page and 'name="p3-kind"' not in page


# Drafts -------------------------------------------------------------------------------------------------------------
def begun(client: Client, **changes: Any) -> str:
    answer = post(client, "/concerns/new/", everything(get(client, "/concerns/new/"), do="save", **changes))
    assert answer.status_code == 302
    return str(answer.url).split("?")[0]


def test_a_draft_is_kept_as_typed_even_when_it_is_wrong_and_sent_later() -> None:
    client = signed_in(a_sender())
    path = begun(client, **{"p1-born_on_day": "40", "lawful_basis": ""})
    assert concerns() == []
    page = get(client, path)
    text = page.content.decode()
    assert 'value="40"' in text and CANARY in text and "There is a problem" not in text
    assert CANARY in get(client, "/concerns/drafts/").content.decode()
    data = everything(page)
    assert post(client, path, data).url == path
    assert post(client, path, data).url == path
    assert len(concerns()) == len(drafts()) == 1
    assert concerns()[0].reference in get(client, path).content.decode()


def test_saving_twice_at_once_is_one_draft() -> None:
    client = signed_in(a_sender())
    data = everything(get(client, "/concerns/new/"), do="save")
    assert post(client, "/concerns/new/", data).url == post(client, "/concerns/new/", data).url
    assert len(drafts()) == 1


def test_a_stale_edit_shows_both_and_loses_neither() -> None:
    client = signed_in(a_sender())
    path = begun(client)
    one, two = get(client, path), get(client, path)
    assert post(client, path, everything(one, do="save", narrative="From one window")).status_code == 302
    for do in ("save", "send"):
        answer = post(client, path, everything(two, do=do, narrative="From the other"))
        text = answer.content.decode()
        assert answer.status_code == 409 and "From one window" in text and "From the other" in text
    assert drafts()[0].answers["narrative"] == ["From one window"] and concerns() == []
    again = everything(two, do="save", narrative="From the other", version=hidden(answer, "version"))
    assert "From the other" in post(client, path, again | {"conflict_edit": "1"}).content.decode()
    assert post(client, path, again).status_code == 302
    assert drafts()[0].answers["narrative"] == ["From the other"]


def test_a_draft_is_thrown_away_with_its_words() -> None:
    client = signed_in(a_sender())
    path = begun(client)
    assert get(client, f"{path}discard/").status_code == 200
    assert post(client, f"{path}discard/", {}).status_code == 302
    assert drafts()[0].answers == {}
    assert get(client, path).status_code == 404
    # The control: what was sent stays.
    sent = post(client, "/concerns/new/", everything(get(client, "/concerns/new/"))).url
    assert post(client, f"{sent}discard/", {}).url == sent and get(client, sent).status_code == 200


def test_a_draft_is_seen_by_nobody_else() -> None:
    school = an_organisation()
    owner, colleague, other = a_sender(school), a_sender(school), a_sender()
    assert school.desk is not None
    officer = a_member(school.desk, policy.ASK, user=an_officer(policy.SCREEN))
    path = begun(signed_in(owner))
    for user in (colleague, other, officer):
        client = signed_in(user)
        for method in (get, lambda c, p: post(c, p, {"do": "save"})):
            assert method(client, path).status_code == 404
            assert method(client, f"{path}discard/").status_code == 404
        assert CANARY not in get(client, "/concerns/drafts/").content.decode()
    # The second wall by itself: another desk's people have no such row.
    from lifecourse.kernel.access.context import viewing

    from .factories import AT

    with viewing(other, at=AT):
        assert not Draft.objects.exists()
    assert get(signed_in(owner), path).status_code == 200


def test_a_sent_concern_cannot_be_read_by_its_sender_beyond_what_they_wrote() -> None:
    sender = a_sender()
    client = signed_in(sender)
    post(client, "/concerns/new/", everything(get(client, "/concerns/new/")))
    assert get(client, f"/concerns/{concerns()[0].pk}/").status_code == 404


def test_what_the_hub_told_is_on_the_page_of_what_was_sent() -> None:
    client = signed_in(a_sender())
    path = post(client, "/concerns/new/", everything(get(client, "/concerns/new/"))).url
    with connection.cursor() as cursor, as_system("test"):
        cursor.execute("UPDATE concerns_draft SET told_at = now(), told_words = 'It was accepted.'")
    assert "It was accepted." in get(client, path).content.decode()
    assert "The hub told you" in get(client, "/concerns/drafts/").content.decode()


# Who may ------------------------------------------------------------------------------------------------------------
def test_nobody_without_leave_finds_the_form() -> None:
    reader = a_member(a_hub(), policy.VIEW)
    for path in ("/concerns/new/", "/concerns/drafts/", "/concerns/new/?from=mash"):
        assert get(signed_in(reader), path).status_code == 404
        assert get(Client(), path).status_code == 302


def test_somebody_with_several_desks_chooses_and_cannot_write_from_another() -> None:
    first, second, third = an_organisation(), an_organisation(), an_organisation()
    assert first.desk and second.desk and third.desk
    user = a_member(second.desk, policy.SEND, user=a_sender(first))
    client = signed_in(user)
    page = get(client, "/concerns/new/").content.decode()
    assert first.name in page and second.name in page and third.name not in page
    assert get(client, f"/concerns/new/?from={third.desk.code}").status_code == 404
    path = f"/concerns/new/?from={second.desk.code}"
    post(client, "/concerns/new/", everything(get(client, path)))
    assert concerns()[0].reporter.organisation_id == second.pk


def test_the_hub_writes_down_a_call() -> None:
    officer = an_officer()
    client = signed_in(officer)
    data = everything(
        get(client, "/concerns/new/"),
        caller_name="Ada Caller",
        caller_source="1A",
        caller_email="ada@example.test",
        feedback="email",
        consent_to_share="",
        asked_domestic_abuse="",
        parent_informed="",
    )
    assert post(client, "/concerns/new/", data).status_code == 302
    (concern,) = concerns()
    assert (concern.channel, concern.source_code, concern.reporter.name) == ("phone", "1A", "Ada Caller")
    assert concern.reporter.user_id is None and concern.reporter.organisation_id is None
    from lifecourse.kernel.letters.models import Letter

    with as_system("test"):
        (letter,) = Letter.objects.all()
    assert (letter.code, letter.to_address) == ("acknowledgement", "ada@example.test")
    assert CANARY not in letter.body and concern.reference in letter.body


# What is left behind ------------------------------------------------------------------------------------------------
def test_nothing_personal_in_the_trail() -> None:
    client = signed_in(a_sender())
    path = begun(client)
    post(client, path, everything(get(client, path)))
    with as_system("test"):
        events = list(Event.objects.all())
    assert {"concerns.draft_saved", "concerns.draft_opened", "concerns.received"} <= {one.event for one in events}
    for event in events:
        assert CANARY not in f"{event.reference} {event.data}"


def test_queries_do_not_grow_with_people_or_drafts() -> None:
    client = signed_in(a_sender())
    page = get(client, "/concerns/new/")
    counts = []
    for people in ("1", "15"):
        with CaptureQueriesContext(connection) as queries:
            post(client, "/concerns/new/", everything(page, do="stay", people=people))
        counts.append(len(queries))
    begun(client)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            get(client, "/concerns/drafts/")
        counts.append(len(queries))
        for _ in range(3):
            begun(client)
    assert counts[0] == counts[1] and counts[2] == counts[3]
