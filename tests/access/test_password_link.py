"""A link to set a password: the same page, the same work and the same job for everybody; it works once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecourse.kernel.access import services, tasks
from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests.factories import AT, MACHINE, PASSWORD, a_user
from tests.access.conftest import post_password

NEW = "quite another set of words 7"


def jobs() -> list[tuple[str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        import json

        return [(name, json.loads(args) if isinstance(args, str) else args) for name, args in cursor.fetchall()]


def ask(email: str) -> tuple[int, bytes]:
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/account/password/reset/", {"email": email})
    assert answer.status_code == 302 and answer["Location"] == "/account/password/reset/done/"
    return len(queries), client.get(answer["Location"]).content.partition(b"<main")[2]


def test_a_known_and_an_unknown_address_are_told_and_cost_the_same(nasreen: User, mailoutbox) -> None:
    known, unknown = ask(nasreen.email), ask("nobody@example.org")
    assert known == unknown
    names, arguments = zip(*jobs(), strict=True)
    assert names == ("access.send_password_link",) * 2
    assert [set(one) for one in arguments] == [{"user_id"}] * 2 and "@" not in str(arguments)
    assert not mailoutbox, "nothing is sent while the visitor waits, so nobody can time it"


def link_for(user: User, mailoutbox) -> str:
    assert tasks.send_password_link(str(user.pk)) is True
    body = mailoutbox[-1].body
    return re.search(r"https?://\S+", body).group().partition("8000")[2]


def test_the_link_sets_a_password_once_and_signs_out_everywhere(nasreen: User, mailoutbox, events) -> None:
    other = Client()
    other.force_login(nasreen)
    path = link_for(nasreen, mailoutbox)
    client = Client()
    page = client.get(path, follow=True)
    assert b"New password again" in page.content
    form = page.redirect_chain[-1][0]
    refused = client.post(form, {"password1": "password1234", "password2": "password1234"})
    assert refused.status_code == 200 and b"There is a problem" in refused.content
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert events()[-1] == "access.password_changed"
    assert other.get("/access/account/").status_code == 302, "signed out elsewhere"
    assert "_auth_user_id" not in client.session, "a link in a mailbox is no second factor: sign in as usual"
    assert post_password(Client(), nasreen.email, NEW).status_code == 302
    assert post_password(Client(), nasreen.email, PASSWORD).status_code == 200
    assert b"This link no longer works" in Client().get(path, follow=True).content


def test_nothing_is_sent_to_strangers_or_leavers_and_nothing_personal_to_anybody(nasreen: User, mailoutbox) -> None:
    leaver = a_user("Lee Ver-Invented")
    services.record_leaver(actor=MACHINE, at=AT, user=leaver)
    assert tasks.send_password_link(str(leaver.pk)) is False
    assert tasks.send_password_link("00000000-0000-4000-8000-000000000000") is False
    assert not mailoutbox
    link_for(nasreen, mailoutbox)
    message = mailoutbox[-1]
    assert message.to == [nasreen.email]
    assert "Nasreen" not in message.body + message.subject and nasreen.email not in message.body


def test_the_links_address_is_ours_whatever_host_the_visitor_names(nasreen: User, mailoutbox, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://lifecourse.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/account/password/reset/", {"email": nasreen.email}, headers={"host": "evil.example"})
    tasks.send_password_link(jobs()[-1][1]["user_id"])
    assert "https://lifecourse.example.org/account/password/reset/key/" in mailoutbox[-1].body
    assert "evil" not in mailoutbox[-1].body


@pytest.mark.parametrize("path", ["zzz-notakey/", "1-c0ffee-0123456789abcdef/", "0-set-password/"])
def test_a_made_up_link_is_told_the_same_as_a_used_one(client: Client, db: None, path: str) -> None:
    assert b"This link no longer works" in client.get(f"/account/password/reset/key/{path}").content


def test_changing_ones_password_keeps_this_session_and_ends_the_others(tomos: User, signed_in: Client) -> None:
    other = Client()
    other.force_login(tomos)
    answer = signed_in.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert signed_in.get("/access/account/").status_code == 200
    assert other.get("/access/account/").status_code == 302
