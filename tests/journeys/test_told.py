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
