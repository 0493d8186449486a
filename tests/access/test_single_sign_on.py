"""Single sign-on: only staff an administrator made, linked by a verified address, and second factors by setting."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core import context as allauth_context
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client, RequestFactory

from lifecourse.kernel.access import services
from lifecourse.kernel.access.adapters import KnownStaffOnly
from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests.factories import AT, MACHINE

PROVIDER = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "single-sign-on",
                "name": "Wigan Invented Council",
                "client_id": "c",
                "secret": "s",
                "settings": {"server_url": "https://id.example.org", "verified_email": ["trusted.example.org"]},
            }
        ]
    }
}


@pytest.fixture
def request_(settings, rf: RequestFactory, db: None) -> HttpRequest:
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    request = rf.get("/account/single-sign-on/single-sign-on/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request.session.create()
    request._messages = FallbackStorage(request)
    request.allauth = SimpleNamespace()
    return request


def sign_on(request: HttpRequest, *, process: str = "login", claims: dict[str, Any] | None = None, **user: Any) -> Any:
    """What happens when the provider has said who somebody is."""
    data = {"userinfo": {"sub": "subject-1", **user}, "id_token": {"sub": "subject-1", **(claims or {})}}
    with allauth_context.request_context(request):
        provider = KnownStaffOnly(request).get_provider(request, "single-sign-on")
        login = provider.sociallogin_from_response(request, data)
        login.state["process"] = process
        return complete_login(request, login)


def test_a_verified_address_of_somebody_known_signs_in_and_is_linked(request_, nasreen: User) -> None:
    assert sign_on(request_, email="Nasreen.Invented@example.org", email_verified=True).status_code == 302
    assert request_.user == nasreen
    assert SocialAccount.objects.get().user_id == nasreen.pk
    nasreen.refresh_from_db()
    assert nasreen.has_usable_password(), "linking takes nobody's password away"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nasreen.invented@example.org", "email_verified": False},
        {"email": "nasreen.invented@example.org"},
        {"email": "somebody.else@example.org", "email_verified": True},
        {},
    ],
)
def test_whoever_is_not_known_or_not_verified_is_turned_away(request_, nasreen: User, claims) -> None:
    answer = sign_on(request_, **claims)
    assert answer.status_code == 403 and b"You have no account here" in answer.content
    assert not request_.user.is_authenticated and not SocialAccount.objects.exists()
    assert User.objects.count() == 1, "nobody makes their own account"


def test_domains_named_by_the_operator_count_as_verified(request_) -> None:
    user = services.create_user(actor=MACHINE, at=AT, email="kim@trusted.example.org", full_name="Kim Invented")
    assert sign_on(request_, email="kim@trusted.example.org").status_code == 302
    assert request_.user == user


def test_a_leaver_is_turned_away_even_if_linked(request_, nasreen: User) -> None:
    sign_on(request_, email=nasreen.email, email_verified=True)
    services.record_leaver(actor=MACHINE, at=AT, user=nasreen)
    request_.user, request_.session = AnonymousUser(), SessionStore()
    assert sign_on(request_, email=nasreen.email, email_verified=True).status_code == 403


def test_nobody_connects_a_second_identity_to_an_open_account(request_, nasreen: User) -> None:
    assert sign_on(request_, process="connect", email=nasreen.email, email_verified=True).status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("trust", "claims", "vouched"),
    [
        ("never", {"amr": ["pwd", "mfa"]}, False),
        ("amr", {"amr": ["pwd"]}, False),
        ("amr", {}, False),
        ("amr", {"amr": ["pwd", "mfa"]}, True),
        ("always", {}, True),
    ],
)
def test_the_providers_second_factor_counts_by_setting(request_, nasreen, settings, trust, claims, vouched) -> None:
    from lifecourse.kernel.access import session

    settings.OIDC_TRUST_SECOND_FACTOR = trust
    sign_on(request_, claims=claims, email=nasreen.email, email_verified=True)
    assert request_.user == nasreen
    assert session.has_second_factor(request_.session) is vouched


def test_without_trust_ones_own_second_factor_is_asked_for(request_, tomos: User, settings) -> None:
    settings.OIDC_TRUST_SECOND_FACTOR = "never"
    assert sign_on(request_, email=tomos.email, email_verified=True)["Location"] == "/account/2fa/authenticate/"
    assert not request_.user.is_authenticated


def test_the_sign_in_page_offers_it_only_where_it_is_configured(client: Client, db: None, settings) -> None:
    assert b"Sign in with Wigan" not in client.get("/account/login/").content
    assert client.get("/account/single-sign-on/single-sign-on/login/").status_code == 404
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    assert b"Sign in with Wigan Invented Council" in client.get("/account/login/").content
