"""The pages of the directory: for its keeper alone, and no wrong address gets past them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecourse.kernel.access.models import User
from lifecourse.kernel.agencies.models import ContactPoint, Organisation, Team

from .factories import a_circle, a_member, a_team, an_organisation

pytestmark = pytest.mark.django_db
DAY = {"valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2020"}


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


@pytest.fixture
def keeper() -> Client:
    return signed_in(a_member(a_circle("privacy-office"), "agencies.administer", "access.administer"))


@pytest.fixture
def stranger() -> Client:
    return signed_in(a_member(a_circle("privacy-office"), "letters.view"))


@pytest.fixture
def housing() -> Organisation:
    return an_organisation("housing", name="Wigan Housing", domain="housing.example")


def url(name: str, row: object = None) -> str:
    return reverse(f"agencies:{name}", args=[row.pk] if row is not None else [])  # type: ignore[attr-defined]


def test_nobody_else_learns_that_the_directory_has_pages(housing, keeper, stranger) -> None:
    team = a_team(housing, is_eyes_and_ears=True, code_letters="BIN")
    about = ("show", "change", "team_add", "contact_add", "domain_add")
    pages = [url("list"), url("add"), *(url(name, housing) for name in about)]
    pages += [url("team_change", team), url("card", team)]
    for page in pages:
        assert stranger.get(page).status_code == 404
        assert keeper.get(page).status_code == 200  # the control
    for name in ("change", "team_add", "contact_add", "domain_add", "address_check"):
        assert stranger.post(url(name, housing), {}).status_code == 404
    assert Client().get(url("list")).status_code == 302


def test_an_organisation_is_added_with_its_desk(keeper) -> None:
    given = {"name": "Invented Primary", "code": "invented-primary", "type": "school_maintained", "urn": "100000",
             "reached_through": "page", "answers_checks": "on", **DAY}  # fmt: skip
    for wrong, sentence in (
        ({"code": "Invented Primary"}, "must be small letters"),
        ({"type": "circus"}, "kind of agency"),
        ({"valid_from_year": "20"}, "4 figures"),
    ):
        page = keeper.post(url("add"), {**given, **wrong}).content.decode()
        assert sentence.lower() in page.lower()
    assert not Organisation.objects.filter(urn="100000").exists()
    assert keeper.post(url("add"), given, follow=True).status_code == 200
    made = Organisation.objects.get(code="invented-primary")
    assert made.desk is not None and made.desk.code == "desk-invented-primary"
    assert "short name “invented-primary” already" in keeper.post(url("add"), given).content.decode()


def test_two_keepers_at_once_lose_nothing(keeper, housing) -> None:
    given = {"name": "Wigan Homes", "type": "la_housing", "reached_through": "page", "version": str(housing.version)}
    assert keeper.post(url("change", housing), given).status_code == 302
    response = keeper.post(url("change", housing), {**given, "name": "Homes of Wigan"})
    assert response.status_code == 409 and "Homes of Wigan" in response.content.decode()
    assert Organisation.objects.get(pk=housing.pk).name == "Wigan Homes"


def test_an_address_of_another_domain_is_refused_beside_its_field(keeper, housing) -> None:
    given = {"kind": "email", "purpose": "checks", "value": "duty@police.example", "verified": "on"}
    page = keeper.post(url("contact_add", housing), given).content.decode()
    assert "duty@police.example is not an address of Wigan Housing" in page and "value-error" in page
    assert not ContactPoint.objects.exists()
    assert keeper.post(url("contact_add", housing), {**given, "value": "duty@housing.example"}).status_code == 302
    assert ContactPoint.objects.get().verified_at is not None


def test_an_address_is_tried_without_being_kept(keeper, housing) -> None:
    page = keeper.post(url("address_check", housing), {"address": "duty@police.example"}).content.decode()
    assert "police.example is not among its verified e-mail domains" in page
    page = keeper.post(url("address_check", housing), {"address": "duty@housing.example"}).content.decode()
    assert "Yes: that address" in page
    assert not ContactPoint.objects.exists()


def test_a_contact_point_is_verified_and_ended(keeper, housing) -> None:
    given = {"kind": "phone", "purpose": "feedback", "value": "01942 000000"}
    keeper.post(url("contact_add", housing), given)
    point = ContactPoint.objects.get()
    assert point.verified_at is None
    keeper.post(url("contact_verify", point))
    keeper.post(url("contact_end", point))
    point.refresh_from_db()
    assert point.verified_at is not None and point.ended_at is not None
    assert "01942 000000" not in keeper.get(url("show", housing)).content.decode()


def test_a_domain_must_be_confirmed_to_be_bound_and_can_be_removed(keeper, housing) -> None:
    assert (
        "Confirm with the agency first"
        in keeper.post(url("domain_add", housing), {"domain": "new.example"}).content.decode()
    )
    keeper.post(url("domain_add", housing), {"domain": "new.example", "verified": "on"})
    bound = housing.email_domains.get(domain="new.example")
    keeper.post(url("domain_end", bound))
    bound.refresh_from_db()
    assert bound.ended_at is not None


def test_an_eyes_and_ears_team_gets_its_card(keeper, housing, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://worried.example"
    given = {"name": "Bin crews, north", "code": "bins-north", "is_eyes_and_ears": "on", **DAY}
    page = keeper.post(url("team_add", housing), given, follow=True).content.decode()
    team = Team.objects.get(code="bins-north")
    assert team.team_code in page and "worried.example/tell" in page and "999" in page
    assert keeper.get(url("card", a_team(housing))).status_code == 404  # a team without a code has no card


def test_the_list_is_searched_and_asks_as_often_for_one_as_for_thirty(keeper, housing) -> None:
    a_team(housing, name="Repairs")
    assert "Wigan Housing" in keeper.get(url("list") + "?words=repairs").content.decode()
    assert "Nothing in the directory" in keeper.get(url("list") + "?words=nobody").content.decode()
    with CaptureQueriesContext(connection) as one:
        keeper.get(url("list"))
    for _ in range(29):
        a_team(an_organisation())
    with CaptureQueriesContext(connection) as many:
        assert keeper.get(url("list")).content.decode().count('id="row-') == 30
    assert len(many) == len(one)
