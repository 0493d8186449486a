"""The pages of access: each opens for whom it should, for nobody else, and says nothing about sealed circles."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from lifecourse.kernel.access import policy, services
from lifecourse.kernel.access.models import BreakGlass, Circle, CircleKind, Membership, User
from lifecourse.kernel.access.tests.factories import (
    AT,
    a_circle,
    a_privacy_officer,
    a_role,
    a_user,
    an_administrator,
    let_in,
)

CANARY = "ZZQX colleague Invented"
WORDS = "Ward 3 has a child of that family; the hub is shut"


@pytest.fixture
def administrator(client: Client, db: None) -> User:
    user = an_administrator()
    client.force_login(user)
    return user


@pytest.fixture
def sealed(db: None) -> tuple[Circle, User]:
    sealer, inside = a_user(), a_user("Ina Inside-Invented")
    let_in(sealer, a_circle(), policy.SEAL)
    role = a_role(capabilities=("audit.view",))
    circle = services.create_sealed_circle(actor=sealer, at=AT, name=CANARY, members=[(inside, role)], reason="x")
    return circle, inside


def administration(user: User, circle: Circle, place: Membership) -> list[str]:
    return [
        "/access/users/", "/access/users/invite/", f"/access/users/{user.pk}/", f"/access/users/{user.pk}/let-in/",
        "/access/circles/", "/access/circles/create/", f"/access/circles/{circle.pk}/", "/access/memberships/confirm/",
        f"/access/circles/{circle.pk}/let-in/", f"/access/memberships/{place.pk}/end/",
    ]  # fmt: skip


def test_administrators_see_every_page_of_administration_and_others_none(client: Client, administrator: User) -> None:
    user, circle = a_user("Olu Ordinary-Invented"), a_circle()
    place = let_in(user, circle, "audit.view")
    for path in administration(user, circle, place):
        page = client.get(path)
        assert page.status_code == 200, path
        title = page.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert "Invented" not in title, "nothing personal in a title"
        assert b"style=" not in page.content and b"<script>" not in page.content
    other, stranger = Client(), a_user()
    other.force_login(stranger)
    missing = other.get("/access/circles/99999999/").content
    for path in administration(user, circle, place):
        answer = other.get(path)
        assert answer.status_code == 404 and answer.content == missing, path
    member = Client()
    member.force_login(user)
    assert member.get(f"/access/circles/{circle.pk}/").status_code == 200, "whoever is in it sees who else is"
    assert member.get(f"/access/circles/{circle.pk}/let-in/").status_code == 404


def test_a_sealed_circle_is_on_no_page_of_an_administrator(client: Client, administrator: User, sealed) -> None:
    circle, inside = sealed
    place = Membership.objects.get(user=inside)
    other = a_user()
    paths = administration(inside, a_circle(), let_in(other, a_circle(), "audit.view"))
    for path in [*paths, "/access/account/", "/access/users/?left=on"]:
        page = client.get(path)
        assert page.status_code == 200 and CANARY.encode() not in page.content, path
    for path in (
        f"/access/circles/{circle.pk}/", f"/access/circles/{circle.pk}/let-in/", f"/access/memberships/{place.pk}/end/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404 and client.post(path).status_code in {404, 405}
    chosen = {"circles": [str(circle.pk)], "role": "visitor", "kind": "standing", "reason": "curious"}
    refused = client.post(f"/access/users/{a_user().pk}/let-in/", chosen)
    assert refused.status_code == 200 and CANARY.encode() not in refused.content
    member = Client()
    member.force_login(inside)
    page = member.get(f"/access/circles/{circle.pk}/")
    assert CANARY.encode() in page.content and b"Sealed record" in page.content  # the control


def test_whoever_is_inside_a_sealed_circle_lets_somebody_in_from_its_page(client: Client, sealed) -> None:
    circle, inside = sealed
    client.force_login(inside)
    friend = a_user()
    form = {"email": friend.email, "role": "visitor", "kind": "standing", "reason": "needs to know"}
    assert client.post(f"/access/circles/{circle.pk}/let-in/", form).status_code == 302
    assert Membership.objects.filter(user=friend, circle=circle, granted_by=inside).exists()
    nobody = client.post(f"/access/circles/{circle.pk}/let-in/", {**form, "email": "nobody@example.org"})
    assert b"Nobody who works here has this address" in nobody.content


def test_letting_in_to_several_circles_with_dates(client: Client, administrator: User) -> None:
    user, circles = a_user(), [a_circle(), a_circle()]
    form = {
        "circles": [str(c.pk) for c in circles], "role": "visitor", "kind": "cover", "reason": "leave cover",
        "starts_on_day": "1", "starts_on_month": "6", "starts_on_year": "2099",
        "ends_on_day": "30", "ends_on_month": "June", "ends_on_year": "2099",
    }  # fmt: skip
    assert client.post(f"/access/users/{user.pk}/let-in/", form).status_code == 302
    rows = list(Membership.objects.filter(user=user))
    assert {row.circle_id for row in rows} == {c.pk for c in circles}
    # Both days whole, in London, whose summer time is an hour ahead.
    assert rows[0].starts_at == dt.datetime(2099, 5, 31, 23, tzinfo=dt.UTC)
    assert rows[0].ends_at == dt.datetime(2099, 6, 30, 23, tzinfo=dt.UTC)
    without = {name: value for name, value in form.items() if not name.startswith("ends")}
    page = client.post(f"/access/users/{user.pk}/let-in/", without)
    assert page.status_code == 200 and "Enter the last day" in page.content.decode()


def test_nobody_lets_themselves_in_by_the_page_either(client: Client, administrator: User) -> None:
    circle = a_circle()
    form = {"circles": [str(circle.pk)], "role": "visitor", "kind": "standing", "reason": "me"}
    page = client.post(f"/access/users/{administrator.pk}/let-in/", form)
    assert page.status_code == 200 and b"Somebody else must let you in" in page.content
    assert not Membership.objects.filter(user=administrator, circle=circle).exists()


def test_a_place_ends_and_a_leaver_is_recorded_by_the_pages(client: Client, administrator: User) -> None:
    user, circle = a_user(), a_circle()
    place = let_in(user, circle, "audit.view")
    assert client.post(f"/access/memberships/{place.pk}/end/", {"reason": "moved on"}).status_code == 302
    place.refresh_from_db()
    assert place.ends_at is not None and place.ends_at <= timezone.now()
    client.post(f"/access/users/{user.pk}/left/")
    user.refresh_from_db()
    assert not user.is_active
    page = client.post(f"/access/users/{administrator.pk}/left/", follow=True)
    assert b"Somebody else must do this for you" in page.content


def test_the_quarterly_list_confirms_what_is_ticked_and_counts_what_is_not(client: Client, administrator: User) -> None:
    place = let_in(a_user("Quinn Quarter-Invented"), a_circle(), at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    own = Membership.objects.get(user=administrator)
    page = client.get("/access/memberships/confirm/")
    assert b"Quinn Quarter-Invented" in page.content
    answer = client.post(
        "/access/memberships/confirm/ticked/", {"membership": [str(place.pk), str(own.pk), "nonsense"]}, follow=True
    )
    assert b"1 confirmed. 1 not" in answer.content and b"Quinn Quarter-Invented" not in answer.content
    place.refresh_from_db()
    assert place.confirmed_at is not None


def test_a_search_of_staff_leaves_no_name_in_the_address(client: Client, administrator: User) -> None:
    a_user("Wilf Wanted-Invented")
    answer = client.post("/access/users/search/", {"words": "wilf"})
    assert answer["Location"] == "/access/users/"
    page = client.get("/access/users/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "Wilf Wanted-Invented" in page and "Ada Administrator" not in page


def test_break_glass_from_the_page_to_the_banner_to_the_end(client: Client, db: None) -> None:
    officer, breaker = a_privacy_officer(), a_user("Bridie Breaker-Invented")
    desk, hub = a_circle("desk-x", kind=CircleKind.DESK), a_circle("mash-x", breakable=True, name="Invented MASH")
    a_circle("mash-y", name="Not breakable")
    let_in(breaker, desk, policy.BREAK_GLASS)
    client.force_login(breaker)
    page = client.get("/access/emergency/").content.decode()
    assert "Invented MASH" in page and "Not breakable" not in page and "will review it within 2 working days" in page
    form = {"circle": str(hub.pk), "reason_code": "out_of_hours", "words": WORDS}
    assert client.post("/access/emergency/", form).status_code == 200, "not without having read what happens"
    assert client.post("/access/emergency/", {**form, "understood": "on"}).status_code == 302
    banner = client.get("/access/account/").content.decode()
    assert "Emergency access to Invented MASH: 60 minutes left" in banner and "End it now" in banner

    reviewer = Client()
    reviewer.force_login(officer)
    listed = reviewer.get("/access/emergency/reviews/").content.decode()
    assert "Invented MASH" in listed and "Emergency access to Invented MASH" not in listed
    from lifecourse.kernel.access import context

    with context.as_system("test"):
        glass = BreakGlass.objects.get()
    path = f"/access/emergency/reviews/{glass.pk}/"
    assert WORDS in reviewer.get(path).content.decode()
    assert client.get(path).status_code == client.get("/access/emergency/reviews/").status_code == 404

    client.post(f"/access/circles/{hub.pk}/emergency/end/")
    assert "Emergency access to" not in client.get("/access/account/").content.decode()
    review = {"outcome": "justified", "words": "Rang the ward; it was so"}
    assert reviewer.post(path, review).status_code == 302
    assert "Justified" in reviewer.get("/access/emergency/reviews/").content.decode()


def test_whoever_may_not_break_glass_finds_no_page(client: Client, db: None) -> None:
    client.force_login(a_user())
    assert client.get("/access/emergency/").status_code == 404


def test_the_trail_page_filters_and_is_closed_to_others(client: Client, db: None) -> None:
    officer = a_privacy_officer()
    client.force_login(officer)
    office = Circle.objects.get(code="privacy-office")
    page = client.get("/access/trail/")
    assert page.status_code == 200 and "let somebody into a circle" in page.content.decode()
    assert client.get("/access/trail/?circle=0").status_code == 200
    for wrong in (a_circle().pk, "nonsense", "-1", 10**12):
        assert client.get(f"/access/trail/?circle={wrong}").status_code == 404
    only = client.get(f"/access/trail/?circle={office.pk}&actor={officer.pk}")
    assert "read the audit trail" in only.content.decode()
    assert client.get("/access/trail/?since_day=99&since_month=1&since_year=2026").status_code == 200
    other = Client()
    other.force_login(a_user())
    assert other.get("/access/trail/").status_code == 404
