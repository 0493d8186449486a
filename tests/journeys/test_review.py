"""Pairs of records reviewed one after the other, by keys and without any script; and the figures that come of it."""

import datetime as dt

import pytest
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.matching import services
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.rules.review import Verdict
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.rules.words import IdentifierKind
from lifecourse.kernel.people.services import IdentifierGiven, NameGiven
from lifecourse.kernel.people.tests.factories import a_person, a_user, kept

from .conftest import DESKTOP, PHONE

HOUSE = {"postcode": "WN1 1AA", "lines": "12 Mill Lane"}


@pytest.fixture
def queue(transactional_db):
    """Three pairs: one with a flag, twins, and one that is nearly one name."""
    at = timezone.now()
    flagged = a_person(
        "Catherine", "Okonkwo", dt.date(2015, 5, 4), names=[NameGiven("Kiki", "Okonkwo")],
        identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919")], **HOUSE,
    )  # fmt: skip
    double = a_person("Katherine", "Okonkwo", dt.date(2015, 4, 5))
    twins = [a_person(name, "Quillfeather", dt.date(2016, 1, 9), **HOUSE) for name in ("Sabine", "Odile")]
    near = [a_person(name, "Marchbank", dt.date(1990, 11, 11), **HOUSE) for name in ("Rufus", "Rufuss")]
    with context.as_system("test") as machine:
        people.raise_flag(
            actor=machine, at=at, person_id=flagged.pk, kind="communication", text="Speaks Igbo at home",
            review_on=at.date() + dt.timedelta(days=90),
        )  # fmt: skip
        school, index = "Ashby School: pupils", "The index itself"
        services.propose_pairs(
            actor=machine,
            at=at,
            pairs=[
                services.Proposed(flagged.pk, double.pk, school, 17.2, "possible", "Family name and address agree."),
                services.Proposed(
                    twins[0].pk, twins[1].pk, index, 21.0, "possible", "Family name and date of birth agree."
                ),
                services.Proposed(
                    near[0].pk, near[1].pk, index, 26.0, "strong", "Family name and date of birth agree."
                ),
            ],
        )


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_pairs_are_reviewed_by_keys_alone(queue, reader, sign_in, screen) -> None:
    desk = sign_in(reader("editor", screen=screen), a_user("Ed Itor", "index_editor"))
    desk.go("/duplicates/")
    assert "Catherine Okonkwo" in desk.text
    desk.look("queue")
    desk.press("Start reviewing")
    assert "Speaks Igbo at home" in desk.text and "Two people review this pair" in desk.text
    desk.look("flagged")
    desk.page.keyboard.press("k")  # skip
    desk.page.get_by_text("Sabine").first.wait_for()
    assert "Twin or sibling?" in desk.text
    assert desk.page.evaluate("document.activeElement.id") == "review-title"
    desk.look("twins")
    desk.page.keyboard.press("d")
    desk.page.get_by_text("Rufuss").first.wait_for()
    assert "Noted: different people" in desk.text
    # What is typed is no key; S goes to its button and no further.
    desk.page.get_by_label("Why (optional)").fill("d n k s")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("s")
    assert desk.page.evaluate("document.activeElement.value") == "same" and kept("Merge") == []
    desk.look("same")
    desk.page.get_by_role("button", name="Single keys are on").click()
    desk.page.keyboard.press("n")
    assert "Single keys are off" in desk.text and "Rufuss" in desk.text
    desk.page.get_by_role("button", name="The same person").focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_text("Speaks Igbo at home").first.wait_for()
    assert len(kept("Merge")) == 1 and kept("Merge")[0].reason == "d n k s"
    desk.look("joined")
    desk.go("/duplicates/quality/")
    desk.look("quality-few")


def test_pairs_are_reviewed_without_any_script(queue, reader, sign_in) -> None:
    desk = sign_in(reader("editor", screen=PHONE, script=False), a_user("Ed Itor", "index_editor"))
    desk.go("/duplicates/next/")
    desk.page.get_by_role("button", name="Different people").click()
    assert "gives the second" in desk.text and "Single keys" not in desk.text
    desk.page.get_by_role("button", name="Not sure").click()
    desk.page.get_by_role("button", name="The same person").click()
    assert "No pair waits for you." in desk.text
    assert len(kept("Merge")) == 1


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_figures_of_many_decisions(transactional_db, reader, sign_in, screen) -> None:
    first, second = (a_user(f"Edi Tor{number}", "index_editor") for number in (1, 2))
    at = timezone.now()
    made = []
    for band, bits, count in (("strong", 24.0, 14), ("possible", 14.0, 12), ("weak", 7.0, 8)):
        for number in range(count):
            one, other = (
                a_person(f"{name}{band}{chr(97 + number)}", "Example", dt.date(1950 + number * 5, 1, 2))
                for name in ("A", "B")
            )
            with context.as_system("test") as machine:
                pair = services.Proposed(one.pk, other.pk, "Ashby School: pupils", bits, band, "The same name.")
                services.propose_pairs(actor=machine, at=at, pairs=[pair])
            made.append((one.pk, band, number))
    with context.as_system("test"):
        pairs = {pair.person_id: pair for pair in Pair.objects.all()}
    for person, band, number in made:
        if number % 7 == 6:
            continue
        same = number % 5 > 0 if band == "strong" else number % 5 == 0
        users = [first, second] if pairs[person].needed == 2 else [first]
        for user in users:
            with context.viewing(user, at=at):
                verdict = Verdict.SAME if same and (user is first or number) else Verdict.DIFFERENT
                services.give_verdict(actor=user, at=at, pair_id=pairs[person].pk, verdict=verdict)
    desk = sign_in(reader("manager", screen=screen), a_user("Man Ager", "index_manager"))
    desk.go("/duplicates/quality/")
    assert "Cohen’s kappa is" in desk.text and "Too few to say" in desk.text
    desk.look("quality")
