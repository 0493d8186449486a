"""Signing in for real: password, then code."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests import factories
from lifecourse.kernel.audit.models import Event

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def nasreen(db: None) -> User:
    """Somebody with a password and no second factor yet."""
    return factories.a_user("Nasreen Invented", email="nasreen.invented@example.org", password=factories.PASSWORD)


@pytest.fixture
def tomos(db: None) -> User:
    """Somebody with a password, an authenticator app and recovery codes."""
    user = factories.a_user("Tomos Invented", email="tomos.invented@example.org", password=factories.PASSWORD)
    totp.TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code(steps: int = 0) -> str:
    """The app's code of now, or of so many half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + steps))


def post_password(client: Client, email: str, password: str = factories.PASSWORD, **extra: str):
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def recovery_codes(user: User) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


@pytest.fixture
def signed_in(client: Client, tomos: User) -> Client:
    """Tomos, signed in with both factors."""
    post_password(client, tomos.email)
    assert client.post("/account/2fa/authenticate/", {"code": code()}).status_code == 302
    return client


@pytest.fixture
def events(db: None) -> Callable[[], list[str]]:
    """The names of the trail's events about signing in, oldest first."""
    return lambda: list(
        Event.objects.filter(circle_id__isnull=True, event__startswith="access.")
        .exclude(event__in=["access.user_created", "access.roles_loaded"])
        .order_by("recorded_at")
        .values_list("event", flat=True)
    )
