"""The directory is changed by its keepers alone, and no address of another domain gets into it."""

import datetime as dt

import pytest

from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.agencies import queries, services
from lifecourse.kernel.agencies.models import ContactPoint, Organisation
from lifecourse.kernel.audit.actors import PUBLIC
from lifecourse.kernel.base.errors import NotPermitted, Refused, StaleRecord

from .factories import ACTOR, AT, a_circle, a_member, a_team, a_user, an_organisation

pytestmark = pytest.mark.django_db


def test_an_organisation_comes_with_its_desk() -> None:
    housing = an_organisation("housing", name="Wigan Housing", answers_checks=True)
    assert housing.desk is not None
    assert (housing.desk.code, housing.desk.kind) == ("desk-housing", CircleKind.DESK)
    assert queries.organisation_of_desk(viewer=ACTOR, circle_id=housing.desk_id) == housing
    assert queries.organisations_that_answer_checks(viewer=ACTOR, at=AT) == [housing]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "housing"}, "short name “housing” already"),
        ({"answers_checks": True, "desk": False}, "needs a desk"),
        ({"type": "circus"}, "cannot be chosen from"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(fields, sentence) -> None:
    an_organisation("housing")
    with pytest.raises(Refused, match=sentence):
        an_organisation(fields.pop("code", "other"), **fields)


def test_only_its_keepers_change_the_directory() -> None:
    office = a_circle("privacy-office")
    keeper = a_member(office, "agencies.administer", "access.administer")
    stranger = a_member(office, "letters.view")
    given = {"at": AT, "code": "x", "name": "X", "type": "la_housing", "valid_from": dt.date(2020, 1, 1)}
    for actor in (stranger, PUBLIC):
        with pytest.raises(NotPermitted):
            services.create_organisation(actor=actor, **given)
    assert services.create_organisation(actor=keeper, **given)  # the control


def test_an_address_of_another_domain_is_refused() -> None:
    housing, police = (
        an_organisation("housing", domain="housing.example"),
        an_organisation("police", domain="police.example"),
    )

    def add(organisation: Organisation, value: str) -> ContactPoint:
        return services.add_contact_point(
            actor=ACTOR, at=AT, organisation=organisation, kind="email", purpose="checks", value=value, verified=True
        )

    for wrong in ("duty@police.example", "duty@sub.housing.example", "duty@housing.example.evil.example"):
        with pytest.raises(Refused, match="is not an address of Housing"):
            add(housing, wrong)
    assert add(housing, "duty@HOUSING.example").value == "duty@HOUSING.example"
    assert add(police, "duty@police.example")
    found = queries.address_for(viewer=ACTOR, organisation_id=housing.pk, purpose="checks")
    assert found is not None and found.value == "duty@HOUSING.example"


def test_an_unverified_or_removed_domain_and_an_unverified_address_are_not_used() -> None:
    nursery = an_organisation("nursery")
    domain = services.add_email_domain(
        actor=ACTOR, at=AT, organisation=nursery, domain="@Nursery.Example", verified=False
    )
    assert domain.domain == "nursery.example"
    with pytest.raises(Refused):
        queries.check_recipient(viewer=ACTOR, organisation=nursery, address="a@nursery.example")
    domain = services.add_email_domain(actor=ACTOR, at=AT, organisation=nursery, domain="nursery.example")
    assert (
        queries.check_recipient(viewer=ACTOR, organisation=nursery, address=" a@nursery.example ")
        == "a@nursery.example"
    )
    point = services.add_contact_point(
        actor=ACTOR, at=AT, organisation=nursery, kind="email", purpose="checks", value="a@nursery.example"
    )
    assert queries.address_for(viewer=ACTOR, organisation_id=nursery.pk, purpose="checks") is None
    services.verify_contact_point(actor=ACTOR, at=AT, contact_point=point)
    assert queries.address_for(viewer=ACTOR, organisation_id=nursery.pk, purpose="checks") == point
    services.end_email_domain(actor=ACTOR, at=AT, email_domain=domain)
    with pytest.raises(Refused):
        queries.check_recipient(viewer=ACTOR, organisation=nursery, address="a@nursery.example")
    with pytest.raises(Refused):
        services.verify_contact_point(actor=ACTOR, at=AT, contact_point=point)


def test_two_health_bodies_may_share_a_domain() -> None:
    for code in ("gp-one", "gp-two"):
        an_organisation(code, domain="health.example")


def test_a_stale_edit_is_refused() -> None:
    housing = an_organisation("housing")
    seen = housing.version
    services.change_organisation(actor=ACTOR, at=AT, organisation=housing, seen=seen, name="Wigan Housing")
    other = Organisation.objects.get(pk=housing.pk)
    with pytest.raises(StaleRecord):
        services.change_organisation(actor=ACTOR, at=AT, organisation=other, seen=seen, name="Housing of Wigan")
    assert Organisation.objects.get(pk=housing.pk).name == "Wigan Housing"


def test_a_team_is_found_by_its_code_however_it_is_typed() -> None:
    council = an_organisation("council")
    team = a_team(council, name="Bin crews, north", is_eyes_and_ears=True)
    house = a_team(council, name="House repairs", is_eyes_and_ears=True, code_letters="hou")
    assert team.team_code.startswith("BIN") and house.team_code.startswith("HOU")
    for typed in (team.team_code, team.team_code.lower(), f" {team.team_code[:3]}-{team.team_code[3:]} "):
        assert queries.team_by_code(viewer=PUBLIC, code=typed, at=AT) == team
    assert queries.team_by_code(viewer=PUBLIC, code=house.team_code.replace("O", "0"), at=AT) == house
    services.change_team(actor=ACTOR, at=AT, team=team, valid_to=dt.date(2026, 3, 1))
    with pytest.raises(Refused, match="do not know that team code"):
        queries.team_by_code(viewer=PUBLIC, code=team.team_code, at=AT)
    assert not a_team(council).team_code


def test_who_works_where_on_a_day() -> None:
    housing, police, user = an_organisation("housing"), an_organisation("police"), a_user()
    given = {"actor": ACTOR, "at": AT, "user": user, "job_title": "Officer"}
    services.start_post(**given, organisation=housing, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 3, 2))
    later = services.start_post(**given, organisation=police, starts_on=dt.date(2026, 3, 3))

    def at(day: int) -> Organisation | None:
        return queries.organisation_of(
            viewer=ACTOR, user_id=user.pk, at=dt.datetime(2026, 3, day, 23, 0, tzinfo=dt.UTC)
        )

    assert (at(2), at(3)) == (housing, police)
    services.end_post(actor=ACTOR, at=AT, post=later, ends_on=dt.date(2026, 3, 4))
    assert at(5) is None
    with pytest.raises(Refused, match="before the first"):
        services.end_post(actor=ACTOR, at=AT, post=later, ends_on=dt.date(2026, 3, 1))


def test_a_postcode_is_found_in_the_smallest_area_that_lists_it() -> None:
    def area(code: str, kind: str, *prefixes: str, parent=None):
        return services.create_area(
            actor=ACTOR, at=AT, code=code, name=code.title(), kind=kind, parent=parent, postcode_prefixes=prefixes
        )

    borough = area("borough", "borough", "ZZ1", "ZZ2")
    north = area("north", "service_delivery_area", "zz1", parent=borough)
    ward = area("ward", "ward", "ZZ1  2", parent=north)

    def find(postcode: str):
        return queries.area_of_postcode(viewer=ACTOR, postcode=postcode)

    assert (find("zz1 2ab"), find("ZZ13AB"), find("ZZ2 1AA"), find("ZZ3 1AA"), find("?")) == (
        ward, north, borough, None, None,
    )  # fmt: skip
    assert queries.service_delivery_area_of(ward) == north
    assert queries.service_delivery_area_of(borough) is None
    place = services.create_place(
        actor=ACTOR, at=AT, organisation=an_organisation("school"), name="Invented Primary", postcode="ZZ1 2AB"
    )
    assert place.area == ward


def test_the_directory_is_searched_by_staff_alone() -> None:
    housing = an_organisation("housing", name="Wigan Housing")
    an_organisation("police")
    a_team(housing, name="Repairs")
    user = a_user()
    assert list(queries.search_directory(viewer=user, text="repairs", at=AT)) == [housing]
    assert queries.search_directory(viewer=user, text="", at=AT).count() == 2
    assert not queries.search_directory(viewer=PUBLIC, text="", at=AT).exists()
