"""Signing in: with what, how it fails, and which of allauth's pages exist at all."""

import datetime as dt

import pytest
from django.test import Client

from lifecourse.kernel.access import services
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.actors import Machine

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct-horse-battery-staple-9"


@pytest.fixture
def nasreen(db: None) -> User:
    return services.create_user(
        actor=Machine("test"), at=AT, email="nasreen.invented@example.org", full_name="Nasreen Invented", password=PASSWORD
    )


def sign_in(client: Client, email: str = "nasreen.invented@example.org", password: str = PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def test_the_sign_in_page_is_in_our_look(client: Client, db: None) -> None:
    page = client.get("/account/login/")
    assert page.status_code == 200
    assert b"govuk-button" in page.content and b"E-mail address" in page.content
    assert b"sign up" not in page.content.lower()


def test_the_right_password_signs_in_and_a_wrong_one_does_not(client: Client, nasreen: User) -> None:
    wrong = sign_in(client, password="something else entirely")
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    right = sign_in(client)
    assert right.status_code == 302 and client.session["_auth_user_id"] == str(nasreen.pk)
