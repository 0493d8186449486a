"""The pages of actions: what each viewer sees and may do, and that nobody is told of another desk's."""

import re

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.actions import services
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.actions.rules import State
from lifecourse.kernel.agencies.tests.factories import a_member, an_organisation
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.clocks.models import Clock

from .factories import MACHINE, a_hub_officer, a_responder, an_action, desk_of

pytestmark = pytest.mark.django_db
CANARY = "ZZQX Canary of 1 Invented Street"


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def asked(organisation, **given) -> Action:
    with context.as_system("test"):
        return an_action(organisation, at=timezone.now(), **{"request": CANARY, **given})


def now(action: Action) -> Action:
    with context.as_system("test"):
        return Action.objects.get(pk=action.pk)


def url(name: str, action: Action) -> str:
    return reverse(f"actions:{name}", args=[action.pk])


@pytest.fixture
def housing():
    return an_organisation("housing", name="Wigan Housing")


@pytest.fixture
def fire():
    return an_organisation("fire", name="Fire Service")


ACTS = ("show", "accept", "decline", "result", "evidence", "withdraw", "give")


def test_another_desk_gets_the_same_page_as_for_nothing(housing, fire) -> None:
    action, client = asked(housing), signed_in(a_responder(fire))
    nothing = Action(pk="0b9d3b52-07a1-4c55-9a11-22f3a4bc9d10")
    for name in ACTS:
        for method in (client.get, client.post):
            theirs, none = method(url(name, action)), method(url(name, nothing))
            assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
            assert theirs.status_code in (404, 405) and CANARY not in theirs.content.decode()
    listed = client.get(reverse("actions:list")).content.decode()
    assert action.reference not in listed and "There are no actions on your desk" in listed
    mine = signed_in(a_responder(housing))
    assert CANARY in mine.get(url("show", action)).content.decode()  # the control
    assert action.reference in mine.get(reverse("actions:list")).content.decode()


def test_somebody_who_sees_no_desk_is_not_told_that_there_are_actions(housing) -> None:
    assert signed_in(a_member(desk_of(housing), "letters.view")).get(reverse("actions:list")).status_code == 404


def test_signed_out_goes_to_sign_in(housing) -> None:
    action = asked(housing)
    for address in (reverse("actions:list"), url("show", action), url("result", action)):
        response = Client().get(address)
        assert response.status_code == 302 and "/account/" in response["Location"]


def test_nothing_personal_in_titles_or_addresses(housing) -> None:
    action, client = asked(housing), signed_in(a_responder(housing))
    for name in ("show", "decline", "result", "give"):
        title = re.search(r"<title>(.*?)</title>", client.get(url(name, action)).content.decode(), re.S)
        assert title and "ZZQX" not in title[1] and action.reference not in title[1]


@pytest.mark.parametrize(("name", "allowed"), [("result", True), ("decline", True), ("withdraw", False)])
def test_a_responder_answers_and_does_not_withdraw(housing, name, allowed) -> None:
    response = signed_in(a_responder(housing)).get(url(name, asked(housing)))
    assert response.status_code == (200 if allowed else 403)


def test_a_hub_officer_withdraws_and_does_not_answer(housing) -> None:
    action, client = asked(housing), signed_in(a_hub_officer(housing))
    assert client.get(url("result", action)).status_code == 403
    assert client.post(url("accept", action)).status_code == 403
    response = client.post(url("withdraw", action), {"version": action.version, "was": "open", "reason": "Found open."})
    assert response.status_code == 302
    assert now(action).state == State.WITHDRAWN


def visit(action: Action, **given: str) -> dict[str, str]:
    today = timezone.localtime()
    return {
        "version": str(action.version),
        "was": action.state,
        "result": "seen",
        "words": "Well, warm, food in the house.",
        "made_on_day": str(today.day),
        "made_on_month": str(today.month),
        "made_on_year": str(today.year),
        "made_time": f"{today:%H:%M}",
        "made_by_name": "Officer Sample",
        **given,
    }


@pytest.fixture
def old(housing) -> Action:
    """A visit asked for a day ago, so that a visit this minute is after it."""
    import datetime as dt

    with context.as_system("test"):
        return an_action(housing, at=timezone.now() - dt.timedelta(days=1), request=CANARY)


def test_a_visit_is_accepted_and_recorded(housing, old) -> None:
    client = signed_in(a_responder(housing))
    assert client.post(url("accept", old), follow=True).status_code == 200
    response = client.post(url("result", old), visit(now(old)), follow=True)
    assert response.status_code == 200 and "Officer Sample" in response.content.decode()
    assert now(old).state == State.DONE
    with context.as_system("test"):
        assert Clock.objects.get(subject_id=old.pk).met_at is not None


def test_a_visit_without_an_answer_stays(housing, old) -> None:
    client = signed_in(a_responder(housing))
    response = client.post(url("result", old), visit(old, result="no_reply", words="Knocked twice."), follow=True)
    assert "to be tried again" in response.content.decode()
    assert now(old).state == State.ACCEPTED
    client.post(url("result", old), visit(now(old), result="no_reply", words="Knocked again.", final="on"))
    assert now(old).state == State.NOT_DONE


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"result": ""}, "Choose what came of it."),
        ({"words": " "}, "Say what was seen."),
        ({"result": "not_made", "words": ""}, "Say why, and what was tried."),
        ({"made_time": "half past"}, "is not a time, such as 2:30pm or 14:30."),
        ({"made_on_year": "2001"}, "before it was asked for"),
        ({"made_on_day": "40"}, "the day must be 1 to 31"),
        ({"result": "help_started"}, "help_started"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(housing, old, given, sentence) -> None:
    response = signed_in(a_responder(housing)).post(url("result", old), visit(old, **given))
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page or given == {"result": "help_started"}
    assert "error-summary" in page and "Officer Sample" in page
    assert now(old).state == State.OPEN


def test_a_stale_form_is_a_conflict_and_saves_nothing(housing, old) -> None:
    client = signed_in(a_responder(housing))
    with context.as_system("test"):
        services.decline_action(actor=MACHINE, at=timezone.now(), action=now(old), reason="Not our tenant.")
    response = client.post(url("result", old), visit(old))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Not our tenant." in page and "Well, warm, food in the house." in page
    assert now(old).state == State.DECLINED
    again = client.post(url("result", old), {**visit(old), "version": str(now(old).version), "conflict_edit": "1"})
    assert again.status_code == 200 and now(old).state == State.DECLINED


def test_who_did_it_does_not_evidence_it(housing, old) -> None:
    responder = a_responder(housing)
    mine, other = signed_in(responder), signed_in(a_hub_officer(housing))
    mine.post(url("result", old), visit(old))
    assert "so somebody else must say" in mine.get(url("show", old)).content.decode()
    given = {"version": str(now(old).version), "was": "done", "evidence": "Spoke to the health visitor."}
    assert "Somebody else must say" in mine.post(url("evidence", old), given).content.decode()
    assert now(old).evidenced_at is None
    assert other.post(url("evidence", old), given).status_code == 302
    assert now(old).evidenced_by is not None


def test_it_is_given_to_another_agency_by_the_hub_alone(housing, fire, old) -> None:
    hub, responder = signed_in(a_hub_officer(housing, fire)), signed_in(a_responder(housing))
    given = {"version": str(old.version), "was": "open", "organisation": str(fire.pk), "reason": "Theirs."}
    assert "Fire Service" not in responder.get(url("give", old)).content.decode()
    responder.post(url("give", old), given)
    assert now(old).circle_id == housing.desk_id
    given["version"] = str(now(old).version)
    assert hub.post(url("give", old), given, follow=True).status_code == 200
    assert now(old).circle_id == fire.desk_id
    assert responder.get(url("show", old)).status_code == 404


def test_opening_and_listing_are_in_the_trail(housing, old) -> None:
    responder = a_responder(housing)
    client = signed_in(responder)
    client.get(url("show", old))
    client.get(reverse("actions:list"))
    with context.as_system("test"):
        opened = Event.objects.filter(event="actions.opened", subject_id=old.pk, actor_id=responder.pk)
        assert opened.count() == 1


def test_the_list_page_asks_as_often_for_one_row_as_for_fifty(housing) -> None:
    from django.db import connection

    responder = a_responder(housing)
    client = signed_in(responder)
    asked(housing, owner_user=responder)
    client.get(reverse("actions:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("actions:list"))
    for _ in range(30):
        asked(housing, owner_user=responder)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("actions:list")).content.decode()
    assert page.count("Community safe and well visit</a>") == 31
    assert len(many) == len(one)


def test_the_list_is_filtered(housing, old) -> None:
    client = signed_in(a_responder(housing))
    for query, shown in (("", True), ("?state=open", True), ("?state=done", False), ("?kind=early_help", False),
                         ("?show=overdue", False), ("?state=nonsense&page=x", True)):  # fmt: skip
        assert (old.reference in client.get(reverse("actions:list") + query).content.decode()) is shown
