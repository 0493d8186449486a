"""Sessions end when idle, when old, and when somebody leaves; a page that refreshes itself keeps nobody signed in."""

import pytest
from django.test import Client

from lifecourse.kernel.access import services
from lifecourse.kernel.access.models import User
from lifecourse.kernel.access.tests.factories import AT, MACHINE, a_circle, a_user, an_administrator, let_in
from lifecourse.kernel.audit.models import Event

PAGE = "/access/account/"


@pytest.fixture
def ines(client: Client, db: None) -> User:
    user = a_user("Ines Invented")
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    return user


def shift(client: Client, **seconds: int) -> None:
    """Let the session be older by so many seconds than it is."""
    session = client.session
    for name, by in seconds.items():
        session[f"lifecourse.{name}"] -= by
    session.save()


def is_signed_in(client: Client, **headers: str) -> bool:
    return client.get(PAGE, headers=headers).status_code == 200


def test_thirty_minutes_idle_end_a_session(client: Client, ines: User) -> None:
    shift(client, seen=29 * 60)
    assert is_signed_in(client)
    shift(client, seen=30 * 60)
    answer = client.get(PAGE, follow=True)
    assert b"nothing was done for 30 minutes" in answer.content
    assert "_auth_user_id" not in client.session
    assert Event.objects.get(event="access.signed_out").data == {"because": "idle"}


def test_twelve_hours_end_a_session_however_busy(client: Client, ines: User) -> None:
    shift(client, began=12 * 3600 - 60)
    assert is_signed_in(client)
    shift(client, began=60)
    assert not is_signed_in(client)
    assert Event.objects.get(event="access.signed_out").data == {"because": "too_long"}


@pytest.mark.parametrize("header", ["X-Lifecourse-Passive", "X-Lifecourse-Poll"])
def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client: Client, ines: User, header: str) -> None:
    shift(client, seen=25 * 60)
    assert is_signed_in(client, **{header: "1"}), "it is answered"
    shift(client, seen=6 * 60)
    assert not is_signed_in(client, **{header: "1"}), "but it did not count"


def test_a_persons_own_request_and_the_keep_alive_do_count(client: Client, ines: User) -> None:
    for path in (PAGE, "/access/still-here/"):
        shift(client, seen=25 * 60)
        assert client.get(path).status_code == 200
        shift(client, seen=6 * 60)
        assert is_signed_in(client)


def test_the_keep_alive_says_who_is_here_and_401_when_nobody_is(client: Client, ines: User) -> None:
    here = client.get("/access/still-here/").json()
    assert here["viewer"] and here["csrf"] and str(ines.pk) not in str(here)
    gone = Client().get("/access/still-here/")
    assert gone.status_code == 401 and gone.json() == {"viewer": ""}


def test_a_leavers_next_request_is_refused(client: Client, ines: User) -> None:
    circle = a_circle()
    membership = let_in(ines, circle, "audit.view")
    assert is_signed_in(client)
    services.record_leaver(actor=MACHINE, at=AT, user=ines)
    answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/login/")
    assert "_auth_user_id" not in client.session
    membership.refresh_from_db()
    assert membership.ends_at is not None


def test_a_leaver_whose_session_row_survived_is_told_and_refused(client: Client, ines: User) -> None:
    """As by single sign-on elsewhere: the session is alive, the account is not."""
    User.objects.filter(pk=ines.pk).update(is_active=False)
    answer = client.get(PAGE, follow=True)
    assert b"Your account is closed" in answer.content and "_auth_user_id" not in client.session


def test_an_administrator_cannot_record_themselves_as_a_leaver(db: None) -> None:
    from lifecourse.kernel.base.errors import NotPermitted

    administrator = an_administrator()
    with pytest.raises(NotPermitted):
        services.record_leaver(actor=administrator, at=AT, user=administrator)


def test_pages_for_somebody_signed_in_are_kept_by_no_cache(client: Client, ines: User) -> None:
    assert "no-store" in client.get(PAGE)["Cache-Control"]
    assert "Cache-Control" not in Client().get("/health/")  # the control


def test_one_sees_and_ends_ones_own_sessions_only(client: Client, tomos: User) -> None:
    from allauth.usersessions.models import UserSession

    from tests.access.conftest import code, post_password

    here, there, other = Client(), Client(), Client()
    for number, one in enumerate((here, there)):
        post_password(one, tomos.email)
        assert one.post("/account/2fa/authenticate/", {"code": code(number)}).status_code == 302
    stranger = a_user("Stranger Invented")
    other.force_login(stranger)
    theirs = UserSession.objects.get(session_key=there.session.session_key)
    other.post(f"/access/account/sessions/{theirs.pk}/end/")
    assert is_signed_in(there), "another's session is not theirs to end"
    assert b"Sign out everywhere but here" in here.get(PAGE).content
    here.post("/access/account/sessions/end/")
    assert is_signed_in(here) and not is_signed_in(there)
