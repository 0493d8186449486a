"""From a worry on a phone to a recorded decision, a visit made and a reporter told."""

import pytest
from django.utils import timezone

from lifecourse.domains.concerns.models import Concern
from lifecourse.domains.concerns.tests.staff import desk_member, hub_member
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.involvement.tests import factories as lists

from .conftest import PHONE


@pytest.fixture
def world(transactional_db):
    """A hub, a fire service that visits, a school, and a housing association whose list is loaded."""
    fire = an_organisation("fire", name="Ashby Fire and Rescue", answers_checks=True)
    school = an_organisation("school", name="Larkrise Primary School", answers_checks=True)
    housing = an_organisation("housing", name="Ashby Homes", answers_checks=True)
    lists.an_index()
    source = lists.a_source(lists.a_service(housing, code="tenancy", name="Tenancy support"))
    today = timezone.now().date()
    lists.load(
        source,
        lists.a_file(
            lists.row("H1", Surname="Quillfeather", Forename="Ivo", DOB="04/05/2019", Postcode="ZZ9 9ZZ"),
            lists.row("H2", Surname="Marchbank", Forename="Odile", DOB="11/11/1990"),
        ),
        taken_on=today,
        at=timezone.now(),
    )
    manager = hub_member("hub_manager", fire, school, housing, name="Mo Manager")
    officer = hub_member("hub_officer", fire, school, housing, name="Olive Officer")
    return {"fire": fire, "school": school, "housing": housing, "manager": manager, "officer": officer}


def tell_on_a_phone(phone) -> str:
    phone.go("/tell/")
    phone.look("start")
    phone.press("Start")
    phone.look("who")
    phone.choose("A child or young person")
    phone.press("Continue")
    phone.look("person")
    phone.write("First name", "Ivo")
    phone.write("Last name", "Quillfeather")
    phone.write("How old are they, about?", "about 7")
    phone.press("Continue")
    phone.look("people")
    phone.choose("No")
    phone.press("Continue")
    phone.look("what")
    # Nothing typed is lost: an error keeps it, and so does going back.
    phone.write("What did you see or hear?", "He was on the pavement in his socks at eleven at night.")
    phone.press("Continue")
    phone.look("when")
    phone.press("Back")
    assert "socks" in phone.page.get_by_label("What did you see or hear?").input_value()
    phone.press("Continue")
    phone.press("Continue")
    phone.look("danger")
    phone.press("Continue")
    assert "Say whether anybody is in danger now" in phone.text
    phone.look("danger-error")
    phone.choose("No")
    phone.press("Continue")
    phone.look("you")
    phone.choose("No")
    phone.press("Continue")
    phone.look("reply")
    phone.choose("Yes, by telephone")
    phone.write("Your telephone number", "01632 960123")
    phone.press("Continue")
    phone.look("check")
    assert "socks" in phone.text and "socks" not in phone.page.url
    phone.press("Send")
    phone.look("sent")
    reference = phone.page.locator(".lc-reference, .govuk-panel__body strong").first.inner_text().strip()
    assert reference.startswith("C-")
    return reference


def test_a_worry_on_a_phone_becomes_a_visit_and_a_told_reporter(world, reader, sign_in) -> None:
    reference = tell_on_a_phone(reader("phone", screen=PHONE))
    with as_system("test"):
        assert Concern.objects.count() == 1

    hub = sign_in(reader("hub"), world["manager"])
    hub.go("/concerns/")
    hub.look("worklist")
    assert reference in hub.text
    hub.page.get_by_role("link", name="Ivo Quillfeather").click()
    hub.look("received")
    hub.press("Start screening")
    hub.press("Rate it")
    hub.look("rate")
    hub.choose("Amber")
    hub.write("Why?", "A young child alone outside at night.")
    hub.press("Save the rating")
    hub.press("Find who it is about")
    hub.look("find")
    assert "Quillfeather" in hub.text
    hub.page.get_by_role("button", name="This is the person").first.click()
    hub.page.wait_for_load_state()
    hub.look("matched")
    hub.press("Ask agencies")
    hub.look("ask")
    hub.press("Send to agencies")
    hub.look("asked")
    assert "Known and open" in hub.text and "Tenancy support" in hub.text and "Ann Sample" in hub.text

    for code in ("fire", "school"):
        desk = sign_in(reader(code, screen=PHONE), desk_member(world[code]))
        desk.go("/concerns/asked/")
        desk.look("desk")
        desk.page.get_by_role("link", name="Q-").first.click()
        desk.look("answer")
        desk.choose("No record found")
        desk.write("What did you search?", "Our whole system, by name and date of birth")
        desk.press("Send the answer to the hub")
        desk.look("answered")

    hub.go("/concerns/?assignee=me")
    hub.page.get_by_role("link", name="Ivo Quillfeather").click()
    assert "Ready to decide" in hub.text
    hub.press("Decide")
    hub.look("decide")
    hub.page.get_by_label("Level 2").first.check()
    hub.write("Why?", "Out alone at night; housing support is in the home already.")
    hub.page.get_by_label("Community safe and well visit").first.check()
    hub.page.get_by_label("Who does this: community safe and well visit?").select_option(label="Ashby Fire and Rescue")
    hub.choose("Tell the lead professional")
    assert hub.page.get_by_label("Ashby Homes", exact=True).is_checked()
    hub.write("What must the agencies that are to act know?", "Knock at the flat and see that Ivo is warm and safe.")
    hub.press("Decide")
    hub.look("decided")
    assert "Following up" in hub.text

    visitor = sign_in(reader("visitor", screen=PHONE), desk_member(world["fire"], "visitor"))
    visitor.go("/actions/")
    visitor.look("visits")
    visitor.page.get_by_role("link", name="Community safe and well visit").first.click()
    visitor.look("visit")
    assert "Ivo is warm" in visitor.text and "socks" not in visitor.text
    visitor.press("Accept")
    visitor.press("Record the visit")
    visitor.look("result")
    now = timezone.localtime()
    visitor.choose("Seen")
    visitor.write("What was seen", "Warm, fed, asleep. Mother at home.")
    for part, value in (("Day", now.day), ("Month", now.month), ("Year", now.year)):
        visitor.write(part, str(value))
    visitor.write("Time", f"{now:%H:%M}")
    visitor.write("Who visited", "Vi Visitor")
    visitor.page.locator("main form").get_by_role("button").last.click()
    visitor.page.wait_for_load_state()
    visitor.look("made")
    assert "There is a problem" not in visitor.text

    housing = sign_in(reader("housing"), desk_member(world["housing"]))
    housing.go("/actions/")
    housing.page.get_by_role("link", name="Tell the lead professional").first.click()
    housing.look("inform")

    hub.page.reload()
    assert "Seen" in hub.text
    hub.press("Tell the reporter")
    hub.look("feedback")
    hub.page.get_by_label("By phone").first.check()
    hub.press("Tell them")
    hub.look("told")
    assert "Reporter told" in hub.text
    hub.go("/concerns/figures/")
    hub.look("figures")
