"""A person searched for as heard, added, related, flagged, compared with a double, joined and parted again."""

import datetime as dt

import pytest
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.people import services
from lifecourse.kernel.people.rules.words import IdentifierKind
from lifecourse.kernel.people.services import IdentifierGiven, NameGiven
from lifecourse.kernel.people.tests.factories import a_person, a_user

from .conftest import DESKTOP, PHONE

BORN = dt.date(2015, 5, 4)


@pytest.fixture
def family(transactional_db):
    """A girl who is on the index twice, her mother, and a boy of the same house."""
    house = {"postcode": "WN1 1AA", "lines": "12 Mill Lane"}
    child = a_person(
        "Catherine", "Okonkwo", BORN, names=[NameGiven("Kiki", "Okonkwo")],
        identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919")], **house,
    )  # fmt: skip
    twin = a_person("Kwame", "Okonkwo", BORN, **house)
    mother = a_person("Ngozi", "Okonkwo", dt.date(1988, 1, 2), **house)
    double = a_person("Katherine", "Okonkwo", dt.date(2015, 4, 5))
    with context.as_system("test") as machine:
        for one in (child, twin):
            services.add_relationship(
                actor=machine, at=timezone.now(), person_id=one.pk, other_id=mother.pk, kind="mother", source="School"
            )
        services.raise_flag(
            actor=machine, at=timezone.now(), person_id=child.pk, kind="communication",
            text="Speaks Igbo at home", review_on=timezone.now().date() + dt.timedelta(days=90),
        )  # fmt: skip
    return {"child": child, "twin": twin, "mother": mother, "double": double}


def refused(desk):
    """A form that comes back says 400, as it should; the browser's note of it is no problem."""
    assert len(desk.problems) == 1 and "400" in desk.problems.pop()
    return desk


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_person_is_found_joined_and_parted(family, reader, sign_in, screen) -> None:
    editor = a_user("Ed Itor", "index_editor", "index_manager", ("index_manager", "sealed-one"))
    desk = sign_in(reader("editor", screen=screen), editor)
    desk.go("/search/")
    desk.look("search")
    desk.press("Search")
    assert "Say something to search for" in desk.text
    refused(desk).look("search-error")
    desk.write("Given name, as heard", "Katie")
    desk.write("Family name, as heard", "Okonkwo")
    desk.write("Or about how old", "11")
    desk.press("Search")
    assert "Catherine Okonkwo" in desk.text and "one is short for the other" in desk.text
    desk.look("found")
    desk.write("Given name, as heard", "Hassan")
    desk.write("Family name, as heard", "Quillfeather")
    desk.press("Search")
    assert "No record found" in desk.text
    desk.look("none-found")
    desk.press("Add this person")
    desk.look("add")
    desk.press("Add the person")
    assert "There is a problem" in desk.text
    refused(desk).look("add-error")
    desk.write("Who told you", "Neighbour, by phone")
    desk.press("Add the person")
    assert "Hassan Quillfeather" in desk.text
    desk.look("added")
    desk.go(f"/people/{family['child'].pk}/")
    assert "Speaks Igbo at home" in desk.text and "Kwame Okonkwo" in desk.text and "Mother" in desk.text
    desk.look("record")
    for page in ("details", "name", "address", "number", "contact", "relate", "flag", "death", "seal", "trail"):
        desk.go(f"/people/{family['child'].pk}/{page}/")
        desk.look(page)
    desk.go(f"/people/{family['child'].pk}/compare/")
    assert "Katherine Okonkwo" in desk.text
    desk.look("doubles")
    desk.go(f"/people/{family['child'].pk}/compare/{family['double'].pk}/")
    desk.look("side-by-side")
    desk.choose("The same person")
    desk.write("Why", "Her mother says both are she")
    desk.press("Record the decision")
    assert "The records disagree" in desk.text
    desk.look("joined")
    desk.page.get_by_role("link", name="Undo the merge").first.click()
    desk.look("undo")
    desk.write("Why", "A cousin of nearly the same name")
    desk.press("Undo the merge")
    assert "Each record is again what it was" in desk.text
    desk.look("parted")
