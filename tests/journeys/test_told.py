"""What somebody tells on the telephone: a service written down on a person's record, looked at, and ended."""

import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.tests.factories import (
    a_file,
    a_service,
    a_source,
    an_agency,
    an_index,
    load,
    member,
    row,
)
from lifecourse.kernel.people.models import Person

from .conftest import DESKTOP, PHONE


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_service_is_written_down_and_ended(transactional_db, reader, sign_in, screen) -> None:
    load(a_source(), a_file(row("1", Surname="Same"), row("2", Surname="Same")))
    a_service(an_agency("health"), "visiting", name="Health visiting")
    with context.as_system("test"):
        spell = Involvement.objects.get(source_ref="1")
    editor = sign_in(reader("editor", screen=screen), member(an_index(), "index_editor"))
    editor.go("/duplicates/")
    assert "Twins are two people" in editor.text and "The same name and date of birth" in editor.text
    editor.look("pairs")
    editor.go(f"/people/{spell.person_id}/")
    assert "Known and open" in editor.text and "Ann Sample" not in editor.text
    editor.press("Write down a service")
    editor.look("told")
    editor.page.get_by_label("Which service?").select_option(label="Health: Health visiting")
    editor.write("Who told you, and how?", "Duty desk, by phone")
    editor.press("Write it down")
    assert "Open to Health visiting" in editor.text
    editor.look("told-done")
    editor.press("It has ended")
    editor.look("ended")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_row_of_a_list_that_is_about_somebody_else_gets_a_record_of_its_own(
    transactional_db, reader, sign_in, screen
) -> None:
    her = {"Surname": "Quistcombe", "Forename": "Perpetua", "DOB": "01/03/2015", "Postcode": "WN1 1AA"}
    load(a_source(), a_file(row("1", **her)))
    visiting = a_service(an_agency("health"), "visiting", name="Health visiting")
    load(a_source(visiting, "visiting-list"), a_file(row("7", **her)))
    with context.as_system("test"):
        spell = Involvement.objects.get(source_ref="7")
        assert Person.objects.count() == 1, "the two lists agree exactly, and are linked"
    editor = sign_in(reader("editor", screen=screen), member(an_index(), "index_editor"))
    editor.go(f"/lists/involvement/{spell.pk}/")
    editor.press("This is somebody else")
    editor.look("parting")
    editor.write("Family name on the list", "Zorham")
    editor.write("How do you know", "The health visitor says that she visits a cousin at that address.")
    editor.press("Give it a record of its own")
    assert "The row has a record of its own" in editor.text and "Zorham" in editor.text
    editor.look("parted-row")
    with context.as_system("test"):
        spell.refresh_from_db()
        assert Person.objects.count() == 2 and spell.person.display_name.endswith("Zorham")
