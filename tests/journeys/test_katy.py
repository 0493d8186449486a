"""“Katy, about seven, number 14”: a bin crew's report finds Catherine and hers; her double; the roll without her."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from lifecourse.domains.cohorts.tests import factories as cohorts
from lifecourse.domains.concerns.models import Concern
from lifecourse.domains.concerns.tests.staff import hub_member, join
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.agencies.tests.factories import a_team, an_organisation
from lifecourse.kernel.involvement.tests import factories as lists
from lifecourse.kernel.people import services
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.tests.factories import a_person

from .conftest import DESKTOP, PHONE, Reader

HOME = {"lines": "14 Mill Lane", "postcode": "ZZ9 9ZZ"}


def listed(agency: Any, code: str, name: str, *, row: dict[str, str], days_old: int, **fields: Any) -> None:
    """A service with one list, sent so many days ago, due every week."""
    source = lists.a_source(lists.a_service(agency, code=code, name=name, **fields), code=f"{code}-list")
    at = timezone.now() - dt.timedelta(days=days_old)
    lists.load(source, lists.a_file(lists.row("1", **row)), taken_on=at.date(), at=at)


@pytest.fixture
def world(transactional_db: None) -> dict[str, Any]:
    """A council's bin crew and hub, a family whom three agencies each know a part of, and a school that does not."""
    now = timezone.now()
    born = now.date() - dt.timedelta(days=7 * 365 + 90)
    council = an_organisation("council", name="Ashby Council")
    health = an_organisation("health", name="Ashby Community Health", answers_checks=True)
    school = an_organisation("school", name="Larkrise Primary School", answers_checks=True)
    crew = a_team(council, name="Bin crew 4", code_letters="BIN", is_eyes_and_ears=True)
    lists.an_index()
    child = a_person("Catherine", "Tallowby", born, **HOME)
    mother = a_person("Sabine", "Tallowby", dt.date(1994, 8, 1), **HOME)
    father = a_person("Rufus", "Marchbank", dt.date(1990, 11, 11), lines="3 Fuller Row", postcode="ZZ8 8ZZ")
    unborn = a_person("", "Tallowby", birth=births.expected(now.date() + dt.timedelta(days=70)), at=now, **HOME)
    double = a_person("Kate", "Talowby", born)
    with as_system("test") as machine:
        for one, other, kind in (
            (child, mother, "mother"), (child, father, "father"),
            (unborn, mother, "mother"), (child, unborn, "sibling"),
        ):  # fmt: skip
            services.add_relationship(
                actor=machine, at=now, person_id=one.pk, other_id=other.pk, kind=kind, source="Health visitor"
            )
    her = {"Surname": "Tallowby", "Forename": "Catherine", "DOB": f"{born:%d/%m/%Y}", "Postcode": "ZZ9 9ZZ"}
    listed(council, "tenancy", "Tenancy support", row=her, days_old=2, kind="housing")
    listed(health, "visiting", "Health visiting", row=her, days_old=43, kind="births_or_gp")
    pupil = {"Surname": "Quillfeather", "Forename": "Ivo", "DOB": "04/05/2019"}
    listed(school, "roll", "Pupils", row=pupil, days_old=1, kind="school_roll", shows_from_age=4, shows_to_age=19)
    officer = hub_member("hub_officer", council, health, school, name="Olive Officer-Invented")
    join(officer, cohorts.an_office(), "cohort_owner")
    return {
        "crew": crew,
        "officer": officer,
        "editor": join(hub_member("hub_officer", name="Ed Itor-Invented"), lists.an_index(), "index_manager"),
        "approver": cohorts.an_approver(),
        "child": child,
        "double": double,
    }


def the_crew_tells(phone: Reader, code: str) -> None:
    """Two minutes at the kerb, from the card in the cab."""
    phone.go(f"/tell/{code}/")
    phone.look("card")
    phone.choose("A child or young person")
    phone.write("First name", "Katy")
    phone.write("How old are they, about?", "about 7")
    phone.write("Where do they live", "number 14")
    phone.write("What did you see or hear?", "Barefoot by the bins at six in the morning, second week running.")
    phone.write("Where was it?", "Mill Lane")
    for group, answer in (
        ("Is anybody in danger", "No"),
        ("Do you want to tell us who", "No"),
        ("Do you want to hear", "No"),
    ):
        asked = phone.page.get_by_role("group", name=re.compile(f"^{group}"))
        asked.get_by_label(re.compile(f"^{answer}")).first.check()
    phone.press("Send")
    phone.look("sent")
    assert "Catherine" not in phone.text and "Tallowby" not in phone.text


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_katy_of_number_14_is_catherine_and_nobody_is_forgotten(world, reader, sign_in, screen) -> None:
    the_crew_tells(reader("crew", screen=PHONE), world["crew"].team_code)
    with as_system("test"):
        told = Concern.objects.get()
    hub = sign_in(reader("hub", screen=screen), world["officer"])
    hub.go(f"/concerns/{told.pk}/")
    hub.press("Start screening")
    hub.press("Find who it is about")
    hub.look("find")
    first = hub.page.locator(".govuk-summary-card").first.inner_text()
    assert "Catherine Tallowby" in first and "one is short for the other" in first and "the same house" in first
    hub.page.get_by_role("button", name=re.compile("This is the person.*Catherine Tallowby")).click()
    hub.page.wait_for_load_state()
    hub.look("matched")
    hub.go(f"/people/{world['child'].pk}/")
    household = hub.page.get_by_role("region", name=re.compile("^Household"))
    assert "Unborn" in household.inner_text() and "Sabine Tallowby" in household.inner_text()
    assert "Rufus" not in household.inner_text()
    relatives = hub.page.get_by_role("region", name="Relatives and carers").inner_text()
    assert "Rufus Marchbank" in relatives and "3 Fuller Row" in relatives
    services_told = hub.page.get_by_role("region", name="Services").inner_text()
    assert "Tenancy support" in services_told and "Health visiting" in services_told
    assert "This list is 43 days old; it should be renewed every 7 days." in services_told
    hub.look("record")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_her_double_is_joined_to_her_and_parted_again(world, reader, sign_in, screen) -> None:
    desk = sign_in(reader("editor", screen=screen), world["editor"])
    desk.go(f"/people/{world['child'].pk}/compare/{world['double'].pk}/")
    desk.look("side-by-side")
    desk.choose("The same person")
    desk.write("Why", "The health visitor says that both are she")
    desk.press("Record the decision")
    desk.look("joined")
    assert "Kate Talowby" in desk.text and "Tenancy support" in desk.text
    desk.page.get_by_role("link", name="Undo the merge").first.click()
    desk.write("Why", "A cousin of nearly the same name")
    desk.press("Undo the merge")
    desk.look("parted")
    assert "Each record is again what it was" in desk.text
    with as_system("test"):
        assert {one.root_id for one in Person.objects.filter(pk__in=[world["child"].pk, world["double"].pk])} == {
            world["child"].pk,
            world["double"].pk,
        }


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_cohort_of_three_lists_finds_whom_no_school_knows(world, reader, sign_in, screen) -> None:
    desk = sign_in(reader("owner", screen=screen), world["officer"])
    desk.go("/cohorts/")
    desk.look("none")
    desk.press("Start a cohort")
    desk.look("start")
    desk.press("Start cohort")
    assert "Give the cohort a name." in desk.text
    assert len(desk.problems) == 1 and "400" in desk.problems.pop()
    desk.look("start-error")
    desk.write("Name", "On no school roll")
    desk.write("What is it for?", "To see that children whom no school knows are safe.")
    desk.choose("On no list that should have them")
    desk.press("Start cohort")
    desk.look("draft")
    assert "Waiting to be agreed" in desk.text

    other = sign_in(reader("approver", screen=screen), world["approver"])
    other.page.goto(desk.page.url)
    other.press("Agree it")
    other.look("agree")
    other.choose("I have read what it is for")
    other.press("Agree it")
    other.look("agreed")

    desk.page.reload()
    desk.press("Run it now")
    desk.look("run")
    assert "Catherine" not in desk.text
    desk.press("See who belongs (2)")
    desk.look("members")
    assert "Catherine Tallowby" in desk.text and "Ivo" not in desk.text
    desk.page.get_by_role("link", name=re.compile("Catherine Tallowby")).first.click()
    desk.page.wait_for_load_state()
    desk.look("member")
    for name in ("Tenancy support", "Health visiting", "Pupils"):
        assert name in desk.text, name
    assert "No record found" in desk.text and "out of date (renewed every 7 days)" in desk.text
    desk.press("Move into a concern")
    desk.look("move")
    desk.write(
        "What worries you?", "Seven years old, open to two services, on no roll. The school was rung: not known."
    )
    desk.press("Send to the hub")
    desk.look("moved")
    with as_system("test"):
        concern = Concern.objects.get()
    assert concern.reference in desk.text
    desk.go(f"/concerns/{concern.pk}/")
    desk.look("concern")
    assert "Catherine Tallowby" in desk.text and "on no roll" in desk.text
