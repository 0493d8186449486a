"""Signing in with an authenticator app and with a passkey, administering circles, and breaking glass."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp

from lifecourse.kernel.access import policy
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.access.tests.factories import (
    AT,
    PASSWORD,
    a_circle,
    a_privacy_officer,
    a_user,
    an_administrator,
    let_in,
)

from .conftest import DESKTOP, PHONE

EMAIL = "nasreen.invented@example.org"


@pytest.fixture
def nasreen(transactional_db: None) -> Any:
    user = a_user("Nasreen Invented", email=EMAIL, password=PASSWORD)
    let_in(user, a_circle("desk-x", kind=CircleKind.DESK, name="Invented desk"), policy.BREAK_GLASS)
    return user


def give_password(desk: Any, password: str = PASSWORD) -> None:
    desk.go("/account/login/?next=/access/account/")
    desk.write("E-mail address", EMAIL)
    desk.write("Password", password)
    send(desk, "Sign in")


def send(desk: Any, name: str) -> None:
    """Press the form's button, not the link of the same name in the header."""
    desk.page.locator("main").get_by_role("button", name=name, exact=True).click()
    desk.page.wait_for_load_state()


def key_on(desk: Any) -> str:
    return desk.page.locator("code").inner_text().replace(" ", "")


def code_of(secret: str, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_signing_in_with_an_authenticator_app(nasreen, reader, screen) -> None:
    desk = reader("newcomer", screen=screen)
    desk.go("/account/login/")
    desk.look("sign-in")
    give_password(desk, "wrong wrong wrong")
    assert "The e-mail address or the password is wrong" in desk.text
    desk.look("sign-in-wrong")
    give_password(desk)
    assert "Set up a second factor" in desk.text
    desk.look("second-factor")
    desk.press("Set up an authenticator app")
    secret = key_on(desk)
    desk.look("app")
    desk.write("Code", "000000")
    desk.press("Set up")
    assert "That code is wrong or has been used" in desk.text
    desk.write("Code", code_of(secret))
    desk.press("Set up")
    assert "10 of 10 are left" in desk.text
    desk.look("recovery-codes")
    desk.go("/access/account/")
    assert "Invented desk" in desk.text and "Authenticator app" in desk.text
    desk.look("account")
    desk.press("Sign out")
    give_password(desk)
    desk.look("code")
    desk.write("Code", code_of(secret, 1))
    send(desk, "Sign in")
    assert "Where you are signed in" in desk.text


def test_signing_in_with_a_passkey_and_nothing_else(nasreen, reader, settings) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # this server speaks no TLS
    desk = reader("newcomer")
    chrome = desk.page.context.new_cdp_session(desk.page)
    chrome.send("WebAuthn.enable")
    chrome.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    give_password(desk)
    desk.press("Add a passkey")
    desk.look("add-passkey")
    desk.write("What do you call this device?", "work laptop")
    desk.press("Add this device")
    desk.page.get_by_text("10 of 10 are left").wait_for()
    desk.go("/account/2fa/webauthn/")
    assert "work laptop" in desk.text
    desk.look("passkeys")
    desk.press("Sign out")
    desk.go("/account/login/")
    desk.press("Sign in with a passkey")
    desk.page.get_by_role("button", name="Sign out").wait_for()
    desk.go("/access/account/")
    assert "last used" in desk.text, "no password was typed, and no second factor asked for"
    desk.press("Sign out")
    give_password(desk)
    desk.press("Use a passkey instead")
    desk.page.get_by_text("Where you are signed in").wait_for()


def test_without_a_passkey_in_the_browser_the_page_says_so_and_codes_still_work(nasreen, reader) -> None:
    desk = reader("newcomer", script=False)
    give_password(desk)
    desk.press("Add a passkey")
    assert "Your browser runs no script" in desk.text
    desk.press("Set up an authenticator app instead")
    desk.write("Code", code_of(key_on(desk)))
    desk.press("Set up")
    assert "10 of 10 are left" in desk.text


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_letting_in_and_out(transactional_db, reader, sign_in, screen) -> None:
    administrator = an_administrator()
    a_circle("mash-x", breakable=True, name="Invented MASH")
    let_in(a_user("Quinn Quarter-Invented"), a_circle("desk-q", name="Invented desk"), at=AT)
    desk = sign_in(reader("administrator", screen=screen), administrator)
    desk.go("/access/users/")
    desk.look("staff")
    desk.press("Invite somebody")
    desk.look("invite")
    desk.write("Full name", "Olu Ordinary-Invented")
    desk.write("Work e-mail address", "olu.ordinary@example.org")
    desk.press("Send invitation")
    assert "A link to set a password has been sent" in desk.text
    desk.look("member-of-staff")
    desk.press("Let into circles")
    desk.press("Let in")
    assert "There is a problem" in desk.text
    desk.look("let-in-error")
    desk.choose("Invented MASH")
    desk.page.get_by_label("Role").select_option("visitor")
    desk.write("Reason", "Joins the team")
    desk.press("Let in")
    assert "Let into 1 circle" in desk.text
    desk.look("let-in")
    desk.press("Invented MASH")
    assert "Olu Ordinary-Invented" in desk.text
    desk.look("who-can-see")
    desk.page.get_by_role("link", name="End the place of Olu Ordinary-Invented").click()
    desk.write("Why does it end?", "A slip")
    desk.look("end")
    desk.press("End it now")
    assert "The membership has ended" in desk.text
    desk.go("/access/circles/")
    desk.look("circles")
    desk.press("Make a circle")
    desk.look("make-circle")
    desk.go("/access/memberships/confirm/")
    desk.look("to-confirm")
    desk.choose("Still needed: Quinn Quarter-Invented")
    desk.press("Confirm the ticked ones")
    assert "1 confirmed." in desk.text


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_break_glass_and_its_review(nasreen, reader, sign_in, screen) -> None:
    officer = a_privacy_officer()
    a_circle("mash-x", breakable=True, name="Invented MASH")
    desk = sign_in(reader("breaker", screen=screen), nasreen)
    desk.go("/access/emergency/")
    desk.look("emergency")
    desk.page.get_by_label("What do you need to see?").select_option(label="Invented MASH")
    desk.choose("Out of hours")
    desk.write("What is happening?", "Ward 3 has a child of that family; the hub is shut")
    desk.choose("I understand")
    desk.press("Open it for 60 minutes")
    desk.go("/access/account/")
    assert "Emergency access to Invented MASH" in desk.text
    desk.look("banner")
    review = sign_in(reader("officer", screen=screen), officer)
    review.go("/access/emergency/reviews/")
    review.look("reviews")
    review.page.get_by_role("link", name="E-").first.click()
    review.choose("Justified")
    review.write("How did you come to this?", "Rang the ward; it was so")
    review.look("review")
    review.press("Record the review")
    assert "The review is recorded" in review.text
    review.go("/access/trail/")
    assert "reviewed an emergency opening" in review.text
    review.look("trail")
    desk.press("End it now")
    assert "Emergency access has ended" in desk.text
