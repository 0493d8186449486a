"""The pages of letters: the outbox of a demonstration, and what a person does about a letter that did not arrive."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import CircleKind, User
from lifecourse.kernel.agencies.tests.factories import a_circle, a_member, an_organisation
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.letters import services
from lifecourse.kernel.letters.models import Letter
from lifecourse.kernel.letters.rules import State

pytestmark = pytest.mark.django_db
MACHINE = Machine("test")
ADDRESS = "zzqx.canary@home.example"
BOTH = ("letters.view", "letters.send")


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


def written(hub, *, returned: bool = False, **given) -> Letter:
    at = timezone.now()
    values = {"code": "acknowledgement", "to_kind": "email", "to_address": ADDRESS, "reference": "C-7KQ2-M4XW-9DH"}
    with context.as_system("test"):
        letter = services.queue_letter(actor=MACHINE, at=at, circle_id=hub.pk, defer=False, **{**values, **given})
        if returned:
            services.start_sending(actor=MACHINE, at=at, letter=letter)
            services.mark_failed(actor=MACHINE, at=at, letter=letter, failure="No such mailbox.", permanent=True)
    return letter


def now(letter: Letter) -> Letter:
    with context.as_system("test"):
        return Letter.objects.get(pk=letter.pk)


def url(name: str, letter: Letter) -> str:
    return reverse(f"letters:{name}", args=[letter.pk])


@pytest.fixture
def hub():
    return a_circle("mash", CircleKind.HUB)


ACTS = ("show", "resend", "told", "posted", "bounced")


def test_another_circle_gets_the_same_page_as_for_nothing(hub) -> None:
    letter = written(hub)
    client = signed_in(a_member(a_circle("desk-other", CircleKind.DESK), *BOTH))
    nothing = Letter(pk="0b9d3b52-07a1-4c55-9a11-22f3a4bc9d10")
    for name in ACTS:
        for method in (client.get, client.post):
            theirs, none = method(url(name, letter)), method(url(name, nothing))
            assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
            assert theirs.status_code in (404, 405) and ADDRESS not in theirs.content.decode()
    assert letter.reference not in client.get(reverse("letters:list")).content.decode()
    mine = signed_in(a_member(hub, *BOTH))
    assert ADDRESS in mine.get(url("show", letter)).content.decode()  # the control


def test_the_list_shows_no_address_and_the_title_nothing(hub) -> None:
    letter, client = written(hub), signed_in(a_member(hub, *BOTH))
    page = client.get(reverse("letters:list")).content.decode()
    assert letter.reference in page and ADDRESS not in page
    title = re.search(r"<title>(.*?)</title>", client.get(url("show", letter)).content.decode(), re.S)
    assert title and ADDRESS not in title[1] and letter.reference not in title[1]


@pytest.mark.parametrize(("demo", "heading"), [(True, "Demo outbox"), (False, "Letters")])
def test_a_demonstration_has_an_outbox(hub, settings, demo, heading) -> None:
    settings.DEMO = demo
    page = signed_in(a_member(hub, *BOTH)).get(reverse("letters:list")).content.decode()
    assert f">{heading}<" in page.replace("\n", "")
    assert ("nothing here was sent to anybody" in page) is demo


def test_whoever_may_only_read_is_offered_nothing(hub) -> None:
    letter = written(hub, returned=True)
    reader = signed_in(a_member(hub, "letters.view"))
    assert "Send again" not in reader.get(url("show", letter)).content.decode()
    for name in ACTS[1:]:
        assert reader.get(url(name, letter)).status_code == 403
    assert "Send again" in signed_in(a_member(hub, *BOTH)).get(url("show", letter)).content.decode()


def test_an_undeliverable_letter_is_sent_again_to_a_corrected_address(hub) -> None:
    letter, client = written(hub, returned=True), signed_in(a_member(hub, *BOTH))
    assert "No such mailbox." in client.get(url("show", letter)).content.decode()
    response = client.post(url("resend", letter), {"version": str(now(letter).version), "to_address": "not one"})
    assert "is not an e-mail address" in response.content.decode()
    given = {"version": str(now(letter).version), "to_address": "right@home.example"}
    assert "right@home.example" in client.post(url("resend", letter), given, follow=True).content.decode()
    page = client.get(url("show", letter)).content.decode()
    assert "Sent again as" in page and "Send again to" not in page


def test_a_wrong_domain_is_refused_beside_the_field(hub) -> None:
    housing = an_organisation("housing", domain="housing.example", name="Wigan Housing")
    letter = written(
        hub, returned=True, code="check_request", organisation=housing, to_address="a@housing.example", link_path="/c/"
    )
    client = signed_in(a_member(hub, *BOTH))
    given = {"version": str(now(letter).version), "to_address": "a@police.example"}
    page = client.post(url("resend", letter), given).content.decode()
    assert "a@police.example is not an address of Wigan Housing" in page and "to_address-error" in page


def test_a_call_is_recorded_and_a_stale_form_is_refused(hub) -> None:
    letter, client = written(hub, to_kind="phone", to_address="01942 000000"), signed_in(a_member(hub, *BOTH))
    assert "01942 000000" in client.get(url("told", letter)).content.decode()
    assert client.post(url("told", letter), {"version": str(letter.version + 1)}).status_code == 409
    assert now(letter).state == State.QUEUED
    assert client.post(url("told", letter), {"version": str(letter.version)}).status_code == 302
    assert now(letter).state == State.TOLD_BY_PHONE


def test_a_letter_is_posted_and_may_come_back(hub) -> None:
    letter = written(hub, to_kind="post", to_address="1 Invented Street")
    client = signed_in(a_member(hub, *BOTH))
    assert client.post(url("posted", letter), {"version": str(letter.version)}).status_code == 302
    assert now(letter).state == State.SENT
    given = {"version": str(now(letter).version), "failure": "Gone away."}
    assert client.post(url("bounced", letter), given).status_code == 302
    assert now(letter).state == State.UNDELIVERABLE


def test_the_list_page_asks_as_often_for_one_row_as_for_thirty(hub) -> None:
    client = signed_in(a_member(hub, *BOTH))
    written(hub)
    client.get(reverse("letters:list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("letters:list"))
    for _ in range(29):
        written(hub)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("letters:list")).content.decode().count("Acknowledgement</a>") == 30
    assert len(many) == len(one)
