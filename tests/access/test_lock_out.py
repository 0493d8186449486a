"""Lock-out by account and address together, never by account alone; and addresses nobody can forge."""

import pytest
from django.test import Client, RequestFactory

from lifecourse.kernel.access import lockout
from lifecourse.kernel.access.models import User
from tests.access.conftest import code, post_password

WRONG = "wrong wrong wrong"


def fail(client: Client, email: str, times: int = 10, **extra: str) -> int:
    status = 0
    for _ in range(times):
        status = post_password(client, email, WRONG, **extra).status_code
    return status


def test_ten_failures_lock_the_account_out_from_that_address_only(client: Client, nasreen: User, events) -> None:
    assert fail(client, nasreen.email, 9) == 200
    assert fail(client, nasreen.email, 1) == 429
    assert post_password(client, nasreen.email).status_code == 429, "not even the right password, from here"
    assert post_password(Client(), nasreen.email, REMOTE_ADDR="192.0.2.7").status_code == 302, "from elsewhere it works"
    assert "access.locked_out" in events()


def test_a_colleague_at_the_same_address_is_not_locked_out(client: Client, nasreen: User, tomos: User) -> None:
    assert fail(client, nasreen.email) == 429
    assert post_password(client, tomos.email).status_code == 302


def test_an_account_that_does_not_exist_is_locked_out_with_the_same_words(nasreen: User) -> None:
    known, unknown = Client(), Client()
    fail(known, nasreen.email)
    fail(unknown, "nobody@example.org")
    pages = [post_password(c, e, WRONG) for c, e in ((known, nasreen.email), (unknown, "nobody@example.org"))]
    assert pages[0].status_code == pages[1].status_code == 429
    mains = [p.content[p.content.index(b"<main") : p.content.index(b"</main>")] for p in pages]
    assert mains[0] == mains[1]


def test_capitals_and_spaces_do_not_make_another_account(client: Client, nasreen: User) -> None:
    for spelling in ("Nasreen.Invented@Example.org", " nasreen.invented@example.org", "NASREEN.INVENTED@EXAMPLE.ORG"):
        fail(client, spelling, 3)
    assert fail(client, nasreen.email, 1) == 429


def test_wrong_codes_count_too_and_a_sign_in_clears_the_count(tomos: User) -> None:
    client = Client()
    for _ in range(8):
        post_password(client, tomos.email, WRONG)
    post_password(client, tomos.email)
    assert client.post("/account/2fa/authenticate/", {"code": code(1)}).status_code == 302
    fresh = Client()
    post_password(fresh, tomos.email)
    statuses = [fresh.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429], "the sign-in before had cleared the count"


def test_no_password_or_address_is_kept_by_the_counter(client: Client, nasreen: User) -> None:
    from axes.models import AccessAttempt

    fail(client, nasreen.email, 2)
    kept = AccessAttempt.objects.get()
    assert WRONG not in kept.post_data and nasreen.email not in kept.post_data and nasreen.email not in kept.get_data


FORGED = [
    "203.0.113.9",
    "203.0.113.9, 203.0.113.10",
    "127.0.0.1",
    "::1",
    "not an address",
    "203.0.113.9, not an address, 203.0.113.11",
    ", , ,",
    "203.0.113.9" + ", 203.0.113.9" * 50,
    "[2001:db8::1]:443, 203.0.113.9",
    "'; DROP TABLE access_user; --",
]


@pytest.mark.parametrize("header", FORGED)
def test_without_proxies_a_forwarded_header_changes_nothing(settings, header: str) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 0
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=header)
    assert lockout.client_address(request) == "192.0.2.1"


@pytest.mark.parametrize("header", FORGED)
def test_behind_one_proxy_only_what_it_wrote_itself_counts(settings, header: str) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"{header}, 198.51.100.7")
    assert lockout.client_address(request) == "198.51.100.7"


@pytest.mark.parametrize("header", FORGED)
def test_forging_the_header_does_not_escape_the_lock_out(settings, nasreen: User, header: str) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 1
    client = Client()
    for number in range(10):
        # Each time another lie on the left; on the right what our proxy saw.
        lie = f"203.0.113.{number}, {header}, 198.51.100.7"
        status = post_password(
            client, nasreen.email, WRONG, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=lie
        ).status_code
    assert status == 429
    # The control: another person behind the same proxy is another address.
    other = post_password(Client(), nasreen.email, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.8")
    assert other.status_code == 302


def test_a_proxy_that_is_short_of_entries_falls_back_to_the_connection(settings) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 2
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert lockout.client_address(request) == "10.0.0.1"
