"""An agency sends its list: columns matched, rejected rows read, agreed to, loaded; the hub sees how fresh it is."""

import pytest
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.tests.factories import a_service, a_source, an_agency, an_index, member

from .conftest import DESKTOP, PHONE

LIST = b"""Case ref;Surname;Forename;DOB;Status;Worker
A1;Example;Jon;01/03/2015;PEND;Ann Sample
A2;Sample;Ana;31/02/2015;PEND;Ann Sample
A3;Invented;Bo;04/05/2012;Active;Bea Other
"""


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_list_is_sent_matched_and_loaded(transactional_db, reader, sign_in, screen, tmp_path) -> None:
    source = a_source(columns=None)
    a_source(a_service(an_agency("health"), "visiting", name="Health visiting"), "health-list")
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    desk = sign_in(reader("manager", screen=screen), member(source.service.organisation.desk, "list_manager"))
    desk.go("/lists/")
    assert "Nothing has been loaded" in desk.text and "health-list" not in desk.text
    desk.look("lists")
    desk.page.get_by_role("link", name="List housing-list", exact=True).click()
    desk.look("list")
    desk.press("Send a file")
    desk.look("send")
    desk.page.set_input_files("input[type=file]", str(path))
    today = timezone.localdate()
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        desk.page.get_by_label(label, exact=True).fill(str(value))
    desk.press("Check this file")
    assert "Match the columns" in desk.text
    desk.look("columns")
    desk.press("Check the file")
    assert "“PEND” is no code" in desk.text and "Line 2" in desk.text
    desk.look("report-wrong")
    desk.press("Match the columns differently")
    desk.write("Your codes for open and closed", "PEND = open")
    desk.press("Check the file")
    assert "What loading this file would do" in desk.text and "Line 3" in desk.text
    desk.look("report")
    desk.choose("Load the 2 rows that are right")
    desk.press("Load the list")
    assert "The list is loaded." in desk.text
    desk.look("loaded")
    with context.as_system("test"):
        spell = Involvement.objects.get(source_ref="A1")
    hub = sign_in(reader("hub", screen=screen), member(an_index(), "index_reader"))
    hub.go("/lists/")
    assert "1 of 2 lists are stale or not loaded yet" in hub.text
    hub.look("freshness")
    hub.go(f"/lists/involvement/{spell.pk}/")
    assert "Ann Sample" in hub.text
    hub.look("involvement")
    editor = sign_in(reader("editor", screen=screen), member(an_index(), "index_editor"))
    editor.go("/lists/possible-duplicates/")
    editor.look("pairs-empty")
