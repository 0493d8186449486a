"""A row that was linked to the wrong person gets a record of its own, and keeps it when the list comes again."""

import datetime as dt

import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotPermitted, Refused, StaleRecord
from lifecourse.kernel.involvement import services
from lifecourse.kernel.involvement.models import Involvement, ListSource
from lifecourse.kernel.people.models import Address, Comparison, Identifier, Person, PersonName
from lifecourse.kernel.people.rules import birth as births

from .factories import AT, MACHINE, a_file, a_service, a_source, an_agency, an_index, load, member, row
from .test_views import signed_in, url

pytestmark = pytest.mark.django_db
ONE = {"Surname": "Quistcombe", "Forename": "Perpetua", "DOB": "01/03/2015", "Postcode": "WN1 1AA"}
SLIP = ONE | {"Surname": "Quistcomb", "NHS number": "9990000026"}
LATER = {"taken_on": AT.date(), "at": AT + dt.timedelta(days=1)}


@pytest.fixture
def wrongly_linked() -> tuple[ListSource, Involvement]:
    """A list's row that the agreed rule has linked to somebody of another list."""
    an_index()
    load(a_source(), a_file(row("1", **ONE)))
    services.switch_linking_on(actor=MACHINE, at=AT, source=None, reason="Board, 2 March 2026")
    source = a_source(a_service(an_agency("health"), "visitors"), "health-list")
    load(source, a_file(row("7", **SLIP)))
    with context.as_system("test"):
        spell = Involvement.objects.get(source=source)
        assert Person.objects.count() == 1 and Identifier.objects.count() == 1
    return source, spell


def part(spell: Involvement, actor=None, **more) -> Person:
    told = {"given": "Perpetua", "family": "Quistcomb", "birth": births.known(dt.date(2015, 3, 1))}
    told |= {"reason": "The health visitor says that she has a cousin of that name."}
    with context.viewing(actor or member(an_index(), "index_editor"), at=AT) as user:
        return services.part_from_person(actor=user, at=AT, involvement_id=spell.pk, **(told | more))


def test_the_row_and_what_only_it_said_are_another_persons(wrongly_linked) -> None:
    _, spell = wrongly_linked
    made = part(spell)
    with context.as_system("test"):
        spell.refresh_from_db()
        first = Person.objects.exclude(pk=made.pk).get()
        assert spell.person_id == made.pk and first.involvements.count() == 1
        assert [name.family for name in PersonName.objects.filter(person=made)] == ["Quistcomb"]
        assert Identifier.objects.get(person=made, valid_to=None).value == "9990000026"
        wrong = [*PersonName.objects.filter(person=first, family="Quistcomb"), *Identifier.objects.filter(person=first)]
        assert len(wrong) == 2 and {one.end_reason for one in wrong} == {"error"}
        assert first.display_name == "Perpetua Quistcombe"
        assert not Address.objects.filter(person=first, end_reason="error").exists(), "the other list said it too"
        (decided,) = Comparison.objects.all()
        assert {decided.person_id, decided.other_id} == {first.pk, made.pk} and decided.verdict == "different"
        told = Event.objects.filter(event="involvement.parted").values_list("subject_id", flat=True)
        assert {*told} == {first.pk, made.pk}


def test_the_next_file_keeps_the_row_where_it_is_and_tells_its_facts_anew(wrongly_linked) -> None:
    source, spell = wrongly_linked
    made = part(spell)
    load(source, a_file(row("7", **(SLIP | {"Postcode": "WN9 9ZZ"}))), **LATER)
    with context.as_system("test"):
        current = Involvement.objects.get(source=source, is_current=True)
        assert current.person_id == made.pk and Person.objects.count() == 2
        assert [one.postcode for one in Address.objects.filter(person=made, valid_to=None)] == ["WN9 9ZZ"]


def test_what_cannot_be_parted_says_why_and_changes_nothing(wrongly_linked) -> None:
    _, spell = wrongly_linked
    with pytest.raises(StaleRecord):
        part(spell, seen=99)
    with pytest.raises(Refused, match="Say why"):
        part(spell, reason=" ")
    with pytest.raises(NotPermitted):
        part(spell, member(an_index(), "index_reader"))
    with context.as_system("test"):
        assert Person.objects.count() == 1 and not Comparison.objects.exists()


def test_a_record_that_is_the_rows_own_stays_so(wrongly_linked) -> None:
    _, spell = wrongly_linked
    part(spell)
    with context.as_system("test"):
        own = Involvement.objects.exclude(pk=spell.pk).get()
    with pytest.raises(Refused, match="no name but the list's"):
        part(own, given="Otho", family="Zorham")
    with context.as_system("test"):
        assert Person.objects.count() == 2


def test_its_page_asks_for_a_name_and_leads_to_the_new_record(wrongly_linked) -> None:
    _, spell = wrongly_linked
    assert signed_in(member(an_index(), "index_reader")).get(url("parted", spell.pk)).status_code == 404
    client = signed_in(member(an_index(), "index_editor"))
    assert "This is somebody else" in client.get(url("involvement", spell.pk)).content.decode()
    nobody = client.post(url("parted", spell.pk), {"version": 1, "reason": "A cousin"})
    assert nobody.status_code == 400 and "Give a name, as the list has it" in nobody.content.decode()
    stale = client.post(url("parted", spell.pk), {"version": 99, "reason": "A cousin", "family": "Quistcomb"})
    assert stale.status_code == 409
    sent = {"version": spell.version, "reason": "A cousin", "given": "Perpetua", "family": "Quistcomb"}
    page = client.post(url("parted", spell.pk), sent, follow=True)
    assert page.status_code == 200 and "a record of its own" in page.content.decode()
    assert "Perpetua Quistcomb" in page.content.decode()
