"""The second factor: required of everybody, skipped in the demo only, used once, and never someone else's."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests.factories import PASSWORD
from lifecourse.kernel.audit.models import Event
from tests.access.conftest import SECRET, code, post_password, recovery_codes


def set_up_app(client: Client, code_of_secret) -> None:
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200, page.headers
    secret = page.context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of_secret(secret)})
    assert answer.status_code == 302, answer.content


def code_of(secret: str) -> str:
    import time

    from allauth.mfa.totp.internal import auth as totp

    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    "path", ["/", "/access/account/", "/access/users/", "/account/2fa/", "/account/password/change/"]
)
def test_with_a_password_alone_every_page_leads_to_setting_up(client: Client, nasreen: User, path: str) -> None:
    post_password(client, nasreen.email)
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/access/second-factor/")


def test_after_setting_up_an_app_pages_open_and_a_code_is_asked_at_the_next_sign_in(client, nasreen, events) -> None:
    post_password(client, nasreen.email)
    set_up_app(client, code_of)
    assert client.get("/access/account/").status_code == 200
    assert len(recovery_codes(nasreen)) == 10
    assert events()[-1] == "access.second_factor_changed"
    other = Client()
    assert post_password(other, nasreen.email)["Location"] == "/account/2fa/authenticate/"
    assert other.get("/access/account/")["Location"].startswith("/account/login/"), "not signed in before the code"


def test_the_apps_secret_is_encrypted_in_the_table(tomos: User) -> None:
    stored = Authenticator.objects.get(user=tomos, type="totp").data["secret"]
    assert SECRET not in stored and len(stored) > len(SECRET)


def test_a_code_signs_in_once_and_a_recovery_code_once(tomos: User) -> None:
    used = code()
    first, second = Client(), Client()
    post_password(first, tomos.email)
    assert first.post("/account/2fa/authenticate/", {"code": used}).status_code == 302
    post_password(second, tomos.email)
    assert second.post("/account/2fa/authenticate/", {"code": used}).status_code == 200, "the same code again"
    assert second.post("/account/2fa/authenticate/", {"code": code(1)}).status_code == 302, "the control: the next one"
    one_time = recovery_codes(tomos)[0]
    for expected in (302, 200):
        client = Client()
        post_password(client, tomos.email)
        assert client.post("/account/2fa/authenticate/", {"code": one_time}).status_code == expected


def test_a_used_code_is_refused_by_another_process_too(tomos: User) -> None:
    from django.core.cache import cache

    used = code()
    first, second = Client(), Client()
    post_password(first, tomos.email)
    first.post("/account/2fa/authenticate/", {"code": used})
    cache.clear()  # what allauth remembers is in one process's memory; another has none of it
    post_password(second, tomos.email)
    assert second.post("/account/2fa/authenticate/", {"code": used}).status_code == 200


def test_skipping_exists_in_the_demo_only(client: Client, nasreen: User, settings, events) -> None:
    post_password(client, nasreen.email)
    settings.MFA_SKIP_ALLOWED = False
    assert b"Not now" not in client.get("/access/second-factor/").content
    assert client.post("/access/second-factor/not-now/").status_code == 404
    assert client.get("/access/account/").status_code == 302
    settings.MFA_SKIP_ALLOWED = True
    assert b"Not now (demo only)" in client.get("/access/second-factor/").content
    answer = client.post("/access/second-factor/not-now/", {"next": "/access/account/"})
    assert answer["Location"] == "/access/account/"
    assert client.get("/access/account/").status_code == 200
    assert Event.objects.get(event="access.second_factor_changed").data == {"change": "skipped"}


def test_where_to_go_next_is_never_another_site(client: Client, nasreen: User, settings) -> None:
    settings.MFA_SKIP_ALLOWED = True
    post_password(client, nasreen.email)
    for wanted in ("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"):
        assert client.post("/access/second-factor/not-now/", {"next": wanted})["Location"] == "/"


def test_a_session_that_knew_only_the_password_does_not_profit_from_anothers_set_up(nasreen: User, events) -> None:
    thief, owner = Client(), Client()
    post_password(thief, nasreen.email)
    post_password(owner, nasreen.email)
    set_up_app(owner, code_of)
    assert owner.get("/access/account/").status_code == 200  # the control
    assert thief.get("/access/account/")["Location"] == "/account/login/"
    assert "_auth_user_id" not in thief.session
    assert events()[-1] == "access.signed_out"


def test_removing_the_last_factor_asks_for_a_new_one_at_once(signed_in: Client, tomos: User) -> None:
    signed_in.post("/account/2fa/reauthenticate/", {"code": code(1)})
    assert signed_in.post("/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=tomos).exists(), "recovery codes alone are no second factor"
    assert signed_in.get("/access/account/")["Location"].startswith("/access/second-factor/")


def test_an_administrator_removes_a_lost_factor_and_the_sessions_with_it(signed_in: Client, tomos: User) -> None:
    from lifecourse.kernel.access import services
    from lifecourse.kernel.access.tests.factories import AT, an_administrator
    from lifecourse.kernel.base.errors import NotPermitted

    administrator = an_administrator()
    with pytest.raises(NotPermitted):
        services.reset_second_factor(actor=tomos, at=AT, user=administrator)
    with pytest.raises(NotPermitted):
        services.reset_second_factor(actor=administrator, at=AT, user=administrator)
    assert services.reset_second_factor(actor=administrator, at=AT, user=tomos) == 2
    assert signed_in.get("/access/account/")["Location"].startswith("/account/login/")


def test_after_a_quarter_of_an_hour_changing_factors_asks_who_is_there(signed_in: Client, tomos: User) -> None:
    assert signed_in.get("/account/2fa/webauthn/add/").status_code == 200
    session = signed_in.session
    session["lifecourse.began"] -= 16 * 60
    session.save()
    asked = signed_in.get("/account/2fa/webauthn/add/")
    assert asked.status_code == 302 and asked["Location"].startswith("/account/reauthenticate/?next=")
    signed_in.post(asked["Location"], {"password": "wrong wrong wrong"})
    assert signed_in.get("/account/2fa/webauthn/add/").status_code == 302
    assert signed_in.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    assert signed_in.get("/account/2fa/webauthn/add/").status_code == 200


def test_pages_of_second_factors_are_in_our_look(signed_in: Client, tomos: User) -> None:
    signed_in.post("/account/2fa/reauthenticate/", {"code": code(1)})
    for path in (
        "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/webauthn/",
        "2fa/webauthn/add/", "2fa/reauthenticate/", "reauthenticate/", "password/change/", "logout/",
    ):  # fmt: skip
        page = signed_in.get(f"/account/{path}")
        assert page.status_code == 200, path
        assert b"lc-page" in page.content and b"<script>" not in page.content and b"style=" not in page.content, path
    download = signed_in.get("/account/2fa/recovery-codes/download/")
    assert recovery_codes(tomos)[0].encode() in download.content


ODD = [
    "0",
    "false",
    "6",
    "null",
    "{}",
    "[]",
    '"x"',
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA"}',
    '{"response": {"attestationObject": 4}}',
]


@pytest.mark.parametrize("answer", ODD)
def test_a_devices_answer_of_no_known_shape_is_a_wrong_one(client: Client, nasreen: User, answer: str) -> None:
    post_password(client, nasreen.email)
    client.get("/account/2fa/webauthn/add/")
    assert client.post("/account/2fa/webauthn/add/", {"credential": answer, "name": "Phone"}).status_code == 200
    assert not Authenticator.objects.exists()
    set_up_app(client, code_of)
    Authenticator.objects.create(user=nasreen, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    for path in ("/account/2fa/webauthn/reauthenticate/", "/account/2fa/authenticate/"):
        assert client.post(path, {"credential": answer}).status_code < 500
