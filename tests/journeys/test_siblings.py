"""A head teacher writes of three siblings, twins among them; the hub decides; the school reads what came of it."""

import re
from typing import Any

import pytest
from django.utils import timezone

from lifecourse.domains.concerns.models import Concern, Draft
from lifecourse.domains.concerns.tests.staff import desk_member, hub_member
from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.involvement.tests import factories as lists
from lifecourse.kernel.letters.rules import FAMILY_WORDS, FeedbackFamily

from .conftest import PHONE

HOME = "7 Tallow Yard"
FAMILY = (
    {"kind": "Child", "given": "Hassan", "born": (3, 4, 2017), "at": HOME, "lives": "Yes", "is": "Twin of Hussain"},
    {"kind": "Child", "given": "Hussain", "born": (3, 4, 2017), "at": HOME, "lives": "Yes", "is": "Twin of Hassan"},
    {"kind": "Child", "given": "Amira", "born": (19, 9, 2012), "at": HOME, "lives": "Yes", "is": "Their sister"},
    {"kind": "Adult", "given": "Sabine", "born": (8, 1, 1988), "at": HOME, "lives": "Yes", "is": "Mother of all"},
    {"kind": "Adult", "given": "Yusuf", "born": None, "at": "2 Fuller Row", "lives": "No", "is": "Father of all"},
)


@pytest.fixture
def world(transactional_db: None) -> dict[str, Any]:
    """A hub with two managers, a school, health visitors at a desk, and a housing list that knows the mother."""
    school = an_organisation("school", name="Larkrise Primary School")
    health = an_organisation("health", name="Ashby Community Health", answers_checks=True)
    care = an_organisation("care", name="Ashby Children’s Services")
    housing = an_organisation("housing", name="Ashby Homes", answers_checks=True)
    lists.an_index()
    source = lists.a_source(lists.a_service(housing, code="tenancy", name="Tenancy support"))
    mother = lists.row("H1", Surname="Quillfeather", Forename="Sabine", DOB="08/01/1988", Postcode="ZZ9 9ZZ")
    lists.load(source, lists.a_file(mother), taken_on=timezone.now().date(), at=timezone.now())
    agencies = (school, health, care, housing)
    return {
        "school": school,
        "health": health,
        "head": desk_member(school),
        "manager": hub_member("hub_manager", *agencies, name="Mo Manager"),
        "second": hub_member("hub_manager", *agencies, name="Sam Second"),
    }


def write_person(desk: Any, number: int, person: dict[str, Any]) -> None:
    """One person of the professional's form."""
    box = desk.page.locator(f"#person-{number}")
    box.get_by_label(re.compile(f"^{person['kind']}")).first.check()
    box.get_by_label("First names").fill(person["given"])
    box.get_by_label("Last name").fill("Quillfeather")
    for part, value in zip(("Day", "Month", "Year"), person["born"] or (), strict=False):
        box.get_by_label(part, exact=True).first.fill(str(value))
    box.get_by_label("Address").fill(person["at"])
    box.get_by_label("Postcode").fill("ZZ9 9ZZ")
    box.get_by_label("What they are to the others").fill(person["is"])
    box.get_by_role("radio", name=person["lives"], exact=True).check()


def write_people(desk: Any, people: tuple[dict[str, Any], ...], *, first: int = 1) -> None:
    """Several people, one button press a person."""
    for number, person in enumerate(people, start=first):
        if number > 1:
            desk.press("Add another person")
        write_person(desk, number, person)


def choose_in(desk: Any, question: str, answer: str) -> None:
    """One answer to one question, where the same answer stands under several."""
    asked = desk.page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))
    asked.get_by_label(answer, exact=True).first.check()


def write_concern(desk: Any) -> None:
    """Everything of the form that is not a person."""
    desk.write("What are you worried about?", "The twins came in with bruises on both arms, in the same places.")
    desk.write("Where was it?", "In class")
    desk.write("What does the child or adult say", "Hussain said: we fell. Hassan would not speak.")
    choose_in(desk, "Is anybody in danger now?", "No")
    choose_in(desk, "Domestic abuse", "Asked: yes")
    for question in ("Mental ill health", "Alcohol or drug misuse", "Learning disability"):
        choose_in(desk, question, "Not asked")
    choose_in(desk, "Consent to share", "Not sought")
    desk.page.get_by_label("Why was it not sought?").select_option(label="Asking could put somebody at greater risk")
    choose_in(desk, "Have the parents", "No: it would not be safe")
    choose_in(desk, "Lawful basis for sharing", "Public task: 6(1)(e)")
    choose_in(
        desk,
        "Condition for special",
        "Substantial public interest: 9(2)(g), safeguarding of children and individuals at risk",
    )
    choose_in(desk, "Which level of need", "Level 4: statutory, with protection")
    desk.write("Your job", "Head teacher")
    choose_in(desk, "Do you want to be told", "Yes, at my desk here")


def test_a_school_tells_of_three_siblings_and_reads_what_came_of_it(world, reader, sign_in) -> None:
    head = sign_in(reader("head"), world["head"])
    head.go("/")
    head.look("home")
    head.go("/concerns/drafts/")
    head.look("nothing-written")
    head.press("Tell the hub about a concern")
    head.look("form")
    write_people(head, FAMILY[:3])
    head.press("Save draft")
    assert "Nothing was sent yet" in head.text
    head.look("saved")
    with as_system("test"):
        assert not Concern.objects.exists()

    # Somebody knocks; the next day, on a phone, everything is still there.
    later = sign_in(reader("later", screen=PHONE), world["head"])
    later.go("/concerns/drafts/")
    later.look("drafts")
    assert "Draft, not sent" in later.text
    later.page.get_by_role("link", name="Hassan Quillfeather").first.click()
    assert later.page.locator("#person-3").get_by_label("First names").input_value() == "Amira"
    assert later.page.locator("#person-2").get_by_label("Year", exact=True).first.input_value() == "2017"
    later.press("Add another person")
    write_person(later, 4, FAMILY[3])
    later.press("Send to the hub")
    assert "There is a problem" in later.text and "Say what you are worried about" in later.text
    later.look("errors")
    write_people(later, FAMILY[4:], first=5)
    write_concern(later)
    later.press("Save draft")
    later.look("written")
    later.page.get_by_role("button", name="Send to the hub").dblclick()
    later.page.get_by_role("heading", name="Sent to the hub").wait_for()
    later.look("receipt")
    assert "Sent to the hub" in later.text and "within one working day" in later.text
    with as_system("test"):
        sent = Concern.objects.get()
        assert sent.subjects.count() == 5 and Draft.objects.count() == 1
    reference = later.page.locator(".lc-reference").first.inner_text()
    assert reference == sent.reference
    # Going back leads to the receipt, not to a form that could be sent again.
    later.page.go_back()
    assert reference in later.text and later.page.get_by_role("button", name="Send to the hub").count() == 0
    with as_system("test"):
        assert Concern.objects.count() == 1

    hub = sign_in(reader("hub"), world["manager"])
    hub.go("/concerns/")
    hub.look("worklist")
    hub.page.get_by_role("link", name="Hassan Quillfeather").first.click()
    hub.look("received")
    assert "Larkrise Primary School" in hub.text and "Father of all" in hub.text
    hub.press("Start screening")
    hub.press("Rate it")
    hub.choose("Red")
    hub.write("Why?", "Injuries to two children alike, and one afraid to speak.")
    hub.press("Save the rating")
    find_everybody(hub)
    hub.look("found")
    hub.press("Ask agencies")
    hub.look("ask")
    hub.press("Send to agencies")
    assert "Tenancy support" in hub.text and "Ann Sample" in hub.text
    hub.look("asked")
    answer_for_health(sign_in(reader("health", screen=PHONE), desk_member(world["health"])))

    hub.page.reload()
    hub.press("Decide")
    hub.look("decide")
    hub.page.get_by_label("Level 4").first.check()
    hub.write("Why?", "Injuries of the same kind to twins, no account that fits them.")
    # The mother's housing worker is told as well, which is chosen already.
    assert hub.page.get_by_label(re.compile("^Tell the lead professional")).first.is_checked()
    hub.page.get_by_label("Child and family assessment", exact=True).check()
    who = hub.page.get_by_label("Who does this: child and family assessment?")
    who.select_option(label="Ashby Children’s Services")
    hub.write("What must the agencies that are to act know?", "See all three children today, each alone.")
    hub.press("Decide")
    # The housing list cannot tell of a father whom nobody has found; the decision does not wait for its desk.
    assert "say why this decision does not wait" in hub.text
    assert len(hub.problems) == 1 and "400" in hub.problems.pop()
    hub.look("decide-error")
    hub.write("Why does this not wait for every agency?", "The children go home at three o’clock.")
    hub.press("Decide")
    hub.look("decided")
    assert "Following up" in hub.text
    hub.press("Tell the reporter")
    hub.look("feedback")
    hub.choose("At their agency")
    hub.choose(FAMILY_WORDS[FeedbackFamily.ACCEPTED_FOR_ASSESSMENT])
    hub.press("Tell them")
    assert "Reporter told" in hub.text

    later.go("/concerns/drafts/")
    assert "The hub told you" in later.text
    later.look("told-list")
    later.page.get_by_role("link", name="Hassan Quillfeather").first.click()
    assert FAMILY_WORDS[FeedbackFamily.ACCEPTED_FOR_ASSESSMENT] in later.text
    # What the agencies said is the hub's alone.
    assert "Tenancy" not in later.text and "Ann Sample" not in later.text and "Level of need" not in later.text
    later.look("told")


def find_everybody(hub: Any) -> None:
    """The first twin is new, the second is like him and new too; the mother is known, the father is not found."""
    hub.press("Find who it is about")
    hub.look("find-first")
    assert "Nobody like this was found" in hub.text
    hub.press("Add as a new person")
    hub.press("Find who it is about")
    hub.look("find-twin")
    assert "Hassan Quillfeather" in hub.text and "Twin or sibling?" in hub.text
    hub.press("Add as a new person")
    hub.press("Find who it is about")
    hub.press("Add as a new person")
    hub.press("Find who it is about")
    hub.look("find-mother")
    card = hub.page.locator(".govuk-summary-card", has=hub.page.get_by_role("heading", name="Sabine Quillfeather"))
    card.get_by_role("button").click()
    hub.page.wait_for_load_state()
    hub.press("Find who it is about")
    hub.choose("I could not find out who this is")
    hub.write("What did you look for?", "His name alone; the school has no date of birth.")
    hub.press("Save")
    people = hub.page.locator(".govuk-summary-card")
    links = {people.filter(has_text=name).get_by_role("link", name="Person record").first.get_attribute("href")
             for name in ("Hassan Quillfeather (", "Hussain Quillfeather (")}  # fmt: skip
    assert len(links) == 2, "twins are two people"


def answer_for_health(desk: Any) -> None:
    """The health visitors say for each of the five what they find; never told what was reported."""
    desk.go("/concerns/asked/")
    desk.page.get_by_role("link", name="Q-").first.click()
    desk.look("answer")
    assert "bruises" not in desk.text and "Hussain Quillfeather" in desk.text
    for section in desk.page.locator("main section").all():
        section.get_by_label("No record found").check()
        section.get_by_label("What did you search?").fill("Our whole system, by name and date of birth")
    desk.press("Send the answer to the hub")
    desk.look("answered")


@pytest.mark.parametrize("screen", [PHONE], ids=["phone"])
def test_the_whole_way_without_a_script_and_with_a_second_signature(world, reader, sign_in, screen) -> None:
    head = sign_in(reader("head", screen=screen, script=False), world["head"])
    head.go("/concerns/new/")
    write_people(head, FAMILY[:2])
    head.press("Add another person")
    head.press("Remove person 3")
    assert head.page.locator("#person-3").count() == 0
    assert head.page.locator("#person-2").get_by_label("First names").input_value() == "Hussain"
    write_concern(head)
    head.press("Send to the hub")
    assert "Sent to the hub" in head.text

    hub = sign_in(reader("hub", screen=screen, script=False), world["manager"])
    hub.go("/concerns/")
    hub.page.get_by_role("link", name="Hassan Quillfeather").first.click()
    hub.press("Start screening")
    hub.press("Rate it")
    hub.choose("Red")
    hub.write("Why?", "Injuries to two children alike.")
    hub.press("Save the rating")
    for _ in FAMILY[:2]:
        hub.press("Find who it is about")
        hub.press("Add as a new person")
    hub.press("Decide")
    hub.page.get_by_label("Level 3").first.check()
    hub.write("Why?", "They fell off the same wall, and a teacher saw it.")
    hub.page.get_by_label("Early help", exact=True).check()
    hub.page.get_by_label("Who does this: early help?").select_option(label="Ashby Children’s Services")
    hub.write("What must the agencies that are to act know?", "Meet the mother with both boys.")
    hub.press("Decide")
    # A red concern with no statutory outcome is never one person's decision.
    assert "Waiting for second signature" in hub.text and "somebody else signs it" in hub.text

    second = sign_in(reader("second", screen=screen, script=False), world["second"])
    second.go("/concerns/")
    second.page.get_by_role("link", name="Hassan Quillfeather").first.click()
    second.press("Sign or return")
    second.choose("No, it must be decided again")
    second.press("Send")
    assert "There is a problem" in second.text
    second.write("Why?", "Nobody has spoken to the mother.")
    second.press("Send")
    assert "Ready to decide" in second.text

    hub.page.reload()
    hub.press("Decide")
    hub.page.get_by_label("Level 3").first.check()
    hub.write("Why?", "They fell off the same wall; the mother says so too.")
    hub.page.get_by_label("Early help", exact=True).check()
    hub.page.get_by_label("Who does this: early help?").select_option(label="Ashby Children’s Services")
    hub.write("What must the agencies that are to act know?", "Meet the mother with both boys.")
    hub.press("Decide")
    second.page.reload()
    second.press("Sign or return")
    second.choose("Yes, it stands")
    second.press("Send")
    assert "Following up" in second.text and "signed by Sam Second" in second.text
    second.press("Tell the reporter")
    second.choose("At their agency")
    second.choose(FAMILY_WORDS[FeedbackFamily.ADVICE_GIVEN])
    second.press("Tell them")
    head.page.reload()
    assert FAMILY_WORDS[FeedbackFamily.ADVICE_GIVEN] in head.text


class Keys:
    """Somebody with no mouse: Tab until the control is there, then type."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, name: str, *, presses: int = 80) -> Any:
        """Go on with Tab to the next control of this label, and see where the keyboard stands."""
        for _ in range(presses):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e), l = e.labels && e.labels[0];
                return {name: ((l && l.innerText) || e.innerText || '').trim(),
                        seen: s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.type === 'radio'} }"""
            )
            if here["name"].startswith(name):
                assert here["seen"], f"{name} does not show that the keyboard stands there"
                return here
        raise AssertionError(f"Tab does not come to {name}")

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.to(name)
        self.page.keyboard.type(text)

    def pick(self, first: str, *, down: int = 0) -> None:
        """Choose the radio that is so many below the first."""
        self.to(first)
        self.page.keyboard.press("Space")
        for _ in range(down):
            self.page.keyboard.press("ArrowDown")


def test_the_form_is_filled_in_and_sent_with_the_keyboard_alone(world, reader, sign_in) -> None:
    head = sign_in(reader("head"), world["head"])
    head.go("/concerns/new/")
    keys = Keys(head.page)
    keys.to("Skip to main content", presses=1)
    head.page.keyboard.press("Enter")
    keys.pick("Child or young person")
    keys.write("First names", "Hassan")
    keys.write("Last name", "Quillfeather")
    # Enter in a field goes nowhere: nothing is sent half written.
    head.page.keyboard.press("Enter")
    head.page.wait_for_load_state()
    assert head.page.locator("#person-1").get_by_label("First names").input_value() == "Hassan"
    assert "There is a problem" not in head.text
    keys.write("What are you worried about?", "He has no coat and it is snowing.")
    keys.pick("No")  # Is anybody in danger now?
    for _ in range(4):
        keys.pick("Asked: yes", down=3)
    keys.pick("Given")
    keys.pick("Yes")  # Have the parents been told?
    keys.pick("Public task")
    keys.pick("Substantial public interest")
    keys.pick("Yes, at my desk here")
    keys.to("Send to the hub")
    head.page.keyboard.press("Enter")
    head.page.get_by_role("heading", name="Sent to the hub").wait_for()
    with as_system("test"):
        sent = Concern.objects.get()
    assert sent.asked_learning_disability == "not_asked" and not sent.danger_now and sent.feedback_wanted
