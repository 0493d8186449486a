"""Signing in with a password: the same words and work for everybody, and only the pages we want."""

from unittest import mock

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from lifecourse.kernel.access import services
from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests.factories import AT, MACHINE, PASSWORD
from tests.access.conftest import post_password


def test_the_sign_in_page_is_in_our_look(client: Client, db: None) -> None:
    page = client.get("/account/login/")
    assert page.status_code == 200
    assert b"govuk-button" in page.content and b"E-mail address" in page.content
    assert b"sign up" not in page.content.lower()


def test_the_right_password_signs_in_and_a_wrong_one_does_not(client: Client, nasreen: User, events) -> None:
    wrong = post_password(client, nasreen.email, "something else entirely")
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    assert post_password(client, nasreen.email).status_code == 302
    assert client.session["_auth_user_id"] == str(nasreen.pk)
    assert events() == ["access.sign_in_failed", "access.signed_in"]


def test_the_session_key_changes_at_sign_in(client: Client, nasreen: User) -> None:
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    post_password(client, nasreen.email)
    assert client.session.session_key not in {None, before}


def work(client: Client, email: str, password: str) -> tuple[int, int, bytes]:
    """How many queries and password hashes a sign-in costs, and the words it is answered with."""
    hashes = mock.Mock(wraps=PBKDF2PasswordHasher.encode)
    with (
        CaptureQueriesContext(connection) as queries,
        mock.patch.object(PBKDF2PasswordHasher, "encode", lambda self, *a, **k: hashes(self, *a, **k)),
    ):
        page = post_password(client, email, password)
    body = page.content.replace(email.encode(), b"ADDRESS").partition(b"<main")[2].partition(b"</main>")[0]
    return len(queries), hashes.call_count, body.split(b"csrfmiddlewaretoken")[0]


def test_an_unknown_address_a_wrong_password_and_a_leaver_are_told_and_cost_the_same(nasreen: User, db: None) -> None:
    leaver = services.create_user(
        actor=MACHINE, at=AT, email="leaver@example.org", full_name="Lee Ver", password=PASSWORD
    )
    services.record_leaver(actor=MACHINE, at=AT, user=leaver)
    single_sign_on_only = services.create_user(actor=MACHINE, at=AT, email="sso@example.org", full_name="Ess O")
    unknown = work(Client(), "nobody@example.org", "wrong wrong wrong")
    assert unknown[1] == 1, "a hash is made even for nobody"
    assert work(Client(), nasreen.email, "wrong wrong wrong") == unknown
    assert work(Client(), leaver.email, PASSWORD) == unknown, "not even the right password tells that they were here"
    assert work(Client(), single_sign_on_only.email, "wrong wrong wrong") == unknown
    assert work(Client(), nasreen.email, PASSWORD) != unknown  # the control: a difference would be seen


UNWANTED = [
    "signup/", "email/", "confirm-email/", "login/code/", "login/code/confirm/", "phone/verify/",
    "3rdparty/", "3rdparty/signup/", "social/connections/", "2fa/trust/", "2fa/webauthn/signup/", "sessions/",
]  # fmt: skip


@pytest.mark.parametrize("path", UNWANTED)
def test_pages_of_allauth_that_we_do_not_want_are_not_there(client: Client, db: None, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404


def test_setting_a_first_password_is_our_account_page_and_not_allauths(client: Client, db: None) -> None:
    # allauth sends whoever signed in from outside there; a person without a session is asked to sign in.
    assert client.get("/account/password/set/").headers["Location"].startswith("/account/login/")


def test_only_the_pages_we_chose_of_allauth_are_in_the_resolver(db: None) -> None:
    from lifecourse.kernel.access import sign_in_urls

    chosen = {pattern.name for pattern in sign_in_urls.urlpatterns}
    found = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    allauths = {
        name for name in found if name.startswith(("account_", "mfa_", "socialaccount_", "openid_", "usersess"))
    }
    assert allauths == chosen
    assert "account_signup" not in chosen and "account_login" in chosen


def test_an_invitation_is_answered_the_same_whether_or_not_there_was_an_account(client: Client, nasreen) -> None:
    from lifecourse.kernel.access.tests.factories import an_administrator

    client.force_login(an_administrator())
    pages = []
    for email in (nasreen.email, "new.person@example.org"):
        answer = client.post("/access/users/invite/", {"email": email, "full_name": "New Person"}, follow=True)
        pages.append(answer.content.decode())
    words = "A link to set a password has been sent. Now let them into their circles."
    assert all(words in page for page in pages)
    assert User.objects.filter(email="new.person@example.org").count() == 1


def test_signing_out_is_in_the_trail_and_ends_the_session(signed_in: Client, events) -> None:
    assert signed_in.get("/access/account/").status_code == 200
    signed_in.post("/account/logout/")
    assert events()[-1] == "access.signed_out"
    assert signed_in.get("/access/account/").status_code == 302


def test_a_page_asks_for_sign_in_unless_it_says_otherwise(client: Client, db: None) -> None:
    answer = client.get("/access/account/")
    assert answer.status_code == 302 and answer["Location"] == "/account/login/?next=/access/account/"
    assert client.get("/health/").status_code == 200  # the control
    fragment = client.get("/access/account/", headers={"HX-Request": "true"})
    assert fragment.status_code == 401 and fragment.content == b""


def test_the_password_check_refuses_common_and_breached_passwords() -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from lifecourse.kernel.access.validators import BreachedPasswordValidator

    with pytest.raises(ValidationError):
        validate_password("password1234")
    validate_password("three unrelated words 9")
    asked = BreachedPasswordValidator("https://range.example.org/range")
    # SHA-1 of "three unrelated words 9", cut after five characters.
    import hashlib

    digest = hashlib.sha1(b"three unrelated words 9").hexdigest().upper()
    seen: list[str] = []

    def answer(prefix: str) -> str:
        seen.append(prefix)
        return f"{'0' * 35}:3\r\n{digest[5:]}:17\r\n"

    with mock.patch.object(asked, "fetch", answer):
        with pytest.raises(ValidationError):
            asked.validate("three unrelated words 9")
        asked.validate("another three unrelated words 9")  # the control: not in the list
    assert seen[0] == digest[:5], "five characters of the hash leave the house, and no more"
    with mock.patch.object(BreachedPasswordValidator, "fetch", side_effect=AssertionError("no network by default")):
        BreachedPasswordValidator().validate("three unrelated words 9")


def test_a_list_of_breached_passwords_that_cannot_be_reached_stops_nobody() -> None:
    from urllib.error import URLError

    from lifecourse.kernel.access.validators import BreachedPasswordValidator

    asked = BreachedPasswordValidator("https://range.example.org/range")
    with mock.patch.object(asked, "fetch", side_effect=URLError("down")):
        asked.validate("three unrelated words 9")
