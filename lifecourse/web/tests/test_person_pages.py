"""The pages about people: found, opened, added, changed, joined and parted in a browser's own way."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access.session import mark_second_factor
from lifecourse.kernel.people import services
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.tests.factories import a_person, a_user, kept

pytestmark = pytest.mark.django_db
BORN = dt.date(2015, 5, 4)
CANARY = "Zzqxcanary"


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    session = client.session
    mark_second_factor(session, "totp")
    session.save()
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in(a_user("Ed Itor", "index_editor"))


@pytest.fixture
def reader() -> Client:
    return signed_in(a_user("Rea Der", "index_reader"))


def url(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def posted(prefix: str, day: dt.date) -> dict[str, str]:
    return {f"{prefix}_day": str(day.day), f"{prefix}_month": str(day.month), f"{prefix}_year": str(day.year)}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_search_then_add_is_one_path_and_adding_alone_is_refused(editor) -> None:
    search = {"given": "Aisha", "family": "Example", "purpose": "concern", **posted("born_on", BORN)}
    add = {"given": "Ayesha", "family": "Example", "sex": "female", "source": "Mother", **posted("born_on", BORN)}
    refused = editor.post(url("person_add"), add)
    assert refused.status_code == 400 and "Search for this person first" in text_of(refused)
    assert kept("Person") == []
    found = editor.post(url("search"), search)
    assert found.status_code == 200 and "No record found" in text_of(found)
    assert 'name="given" value="Aisha"' in text_of(found)
    form = editor.post(url("person_add"), {**search, "act": "prefill"})
    assert form.status_code == 200 and 'value="Aisha"' in text_of(form) and 'value="2015"' in text_of(form)
    assert "There is a problem" not in text_of(form)
    made = editor.post(url("person_add"), add)
    assert made.status_code == 302 and [person.display_name for person in kept("Person")] == ["Ayesha Example"]
    again = editor.post(url("search"), search)
    assert "Ayesha Example" in text_of(again) and "Strong match" in text_of(again) and "sounds alike" in text_of(again)


def test_katy_about_seven_at_number_14_is_catherine_of_that_house(reader) -> None:
    """What a bin crew could say: no family name, no date; beside her, others of that street and another Catherine."""
    today = timezone.now().date()
    a_person("Catherine", "Example", births.years_before(today, 7), lines="14 Quillfeather Lane", postcode="WN1 1AA")
    a_person("Oliver", "Example", births.years_before(today, 7), lines="16 Quillfeather Lane", postcode="WN1 1AA")
    a_person("Catherine", "Other", births.years_before(today, 7), lines="3 Oak Road", postcode="WN5 5AA")
    heard = {"given": "Katy", "age": "7", "address": "number 14 Quillfeather Lane", "purpose": "concern"}
    page = text_of(reader.post(url("search"), heard))
    names = re.findall(r'govuk-summary-card__title"><a class="govuk-link" href="[^"]*">([^<]*)</a>', page)
    assert names[0] == "Catherine Example" and "Oliver Example" not in names
    assert "one is short for the other" in page and "the same house" in page
    # The control: another house of the street is no "same house".
    other = text_of(reader.post(url("search"), {**heard, "address": "number 15 Quillfeather Lane"}))
    assert "Catherine Example" in other and "the same house" not in other and "the same street" in other


def test_a_search_that_cannot_be_made_says_why_beside_its_field(reader) -> None:
    for wrong, sentence in (
        ({"nhs_number": "9434765918"}, "not a valid NHS number"),
        ({"postcode": "WN1 1"}, "not a UK postcode"),
        ({}, "Say something to search for"),
        ({"given": "Jon", "born_on_day": "40"}, "the year"),
    ):
        page = reader.post(url("search"), {"purpose": "concern", **wrong})
        assert page.status_code == 400 and "There is a problem" in text_of(page), wrong
        assert sentence.split()[0].lower() in text_of(page).lower()


def test_no_name_is_in_any_title_or_address(editor) -> None:
    person = a_person(CANARY, "Example", BORN, postcode="WN1 1AA")
    for page in (url("person", person.pk), url("person_details", person.pk), url("person_compare", person.pk)):
        body = editor.get(page).content.decode()
        title = re.search(r"<title>(.*?)</title>", body, re.S).group(1)
        assert CANARY not in title and CANARY not in page
        assert CANARY in body  # the control: the name is on the page
        assert not re.search(r'href="[^"]*' + CANARY, body)
        assert not re.search(r'\sstyle="|<script>|\son\w+="', body)


def test_whoever_may_not_see_a_person_is_told_nothing(reader) -> None:
    sealed = a_person(CANARY, "Example", BORN, circle="sealed-one", postcode="WN1 1AA")
    open_one = a_person("Jon", "Example", BORN, postcode="WN1 1AA")
    stranger = signed_in(a_user("Stran Ger"))
    nobody = "00000000-0000-4000-8000-000000000000"
    names = (
        "person",
        "person_details",
        "person_trail",
        "person_compare",
        "person_relate",
        "person_flag",
        "person_seal",
    )
    for name in names:
        assert reader.get(url(name, sealed.pk)).status_code == 404
        assert stranger.get(url(name, open_one.pk)).status_code == 404
        assert Client().get(url(name, open_one.pk)).status_code == 302
    assert reader.get(url("person", sealed.pk)).content == reader.get(url("person", nobody)).content
    assert stranger.get(url("search")).status_code == 404
    assert CANARY not in text_of(reader.get(url("person", open_one.pk)))
    found = reader.post(url("search"), {"given": CANARY, "family": "Example", "purpose": "concern"})
    assert "No record found" not in text_of(found) or str(sealed.pk) not in text_of(found)
    assert str(sealed.pk) not in text_of(found)
    assert reader.get(url("person", open_one.pk)).status_code == 200  # the control


def test_a_reader_reads_and_may_change_nothing(reader, editor) -> None:
    person, other = a_person("Jon", postcode="WN1 1AA"), a_person("Jonny")
    page = text_of(reader.get(url("person", person.pk)))
    assert "There is nothing for you to do here now" in page and "/details/" not in page
    for name in ("details", "name", "address", "number", "contact", "flag", "relate", "death", "compare", "seal"):
        assert reader.get(url(f"person_{name}", person.pk)).status_code == 403, name
    assert reader.get(url("person_compare_with", person.pk, other.pk)).status_code == 404
    assert "/details/" in text_of(editor.get(url("person", person.pk)))  # the control
    assert reader.get(url("person_trail", person.pk)).status_code == 404


def test_details_are_corrected_and_a_second_editor_loses_nothing(editor) -> None:
    person = a_person("Jon", "Example", BORN)
    given = {
        "precision": "known", "sex": "male", "language": "Polish", "ethnicity": "WOTH", "source": "School",
        "version": "1", **posted("born_on", dt.date(2015, 4, 5)),
    }  # fmt: skip
    assert editor.post(url("person_details", person.pk), given).status_code == 302
    assert "5 April 2015" in text_of(editor.get(url("person", person.pk)))
    late = editor.post(url("person_details", person.pk), {**given, "language": "Kurdish"})
    assert late.status_code == 409 and "Kurdish" in text_of(late) and "Polish" in text_of(late)
    page = editor.post(url("person_details", person.pk), {**given, "version": "2", "ethnicity": "ZZZZ"})
    assert page.status_code == 400


def test_facts_are_added_replaced_protected_and_ended(editor) -> None:
    person = a_person("Jon", "Exmaple", BORN, postcode="WN1 1AA")
    page = text_of(editor.get(url("person_name", person.pk)))
    old = re.search(r'<option value="([0-9a-f-]{36})"', page).group(1)
    name = {
        "kind": "legal",
        "given": "Jon",
        "family": "Example",
        "replaces": old,
        "reason": "error",
        "source": "School",
    }
    assert editor.post(url("person_name", person.pk), name).status_code == 302
    number = {"kind": "nhs_number", "value": "943 476 5919", "status": "traced", "reason": "error", "source": "GP"}
    assert editor.post(url("person_number", person.pk), number).status_code == 302
    wrong = editor.post(url("person_number", person.pk), {**number, "value": "9434765918"})
    assert wrong.status_code == 400 and "not a valid NHS number" in text_of(wrong)
    contact = {"kind": "phone", "value": "01942 000000", "is_safe": "no", "source": "Mother"}
    assert editor.post(url("person_contact", person.pk), contact).status_code == 302
    (address,) = kept("Address")
    assert editor.post(url("person_protect", person.pk, address.pk)).status_code == 302
    shown = text_of(editor.get(url("person", person.pk)))
    assert "Jon Example" in shown and "Recorded in error" in shown and "943 476 5919" in shown
    assert "Not safe to use" in shown and "WN1 1AA" not in shown and "Protected: not shown" in shown
    new = {"address_kind": "home", "lines": "9 New Road", "postcode": "WN2 2AB", "reason": "changed", "source": "GP"}
    assert editor.post(url("person_address", person.pk), new).status_code == 302
    end = url("person_end_fact", person.pk, "address", address.pk)
    assert editor.post(end, {"reason": "changed"}).status_code == 302
    assert editor.post(end, {"reason": "changed"}).status_code == 400
    nonsense = url("person_end_fact", person.pk, "nonsense", address.pk)
    assert editor.get(nonsense).status_code == editor.post(nonsense, {"reason": "error"}).status_code == 404


def test_relatives_flags_birth_and_death(editor) -> None:
    mother = a_person("Ayesha", "Example", dt.date(1995, 1, 2))
    due = timezone.now().date() + dt.timedelta(days=10)
    child = a_person("", "", None, birth=births.expected(due))
    found = editor.post(url("person_relate", child.pk), {"given": "Aisha", "family": "Example", "purpose": "records"})
    assert url("person_relate_to", child.pk, mother.pk) in text_of(found)
    tie = {"relationship": "mother", "parental_responsibility": "yes", "source": "Midwife"}
    assert editor.post(url("person_relate_to", child.pk, mother.pk), tie).status_code == 302
    again = editor.post(url("person_relate_to", child.pk, mother.pk), tie)
    assert again.status_code == 400 and "on record already" in text_of(again)
    shown = text_of(editor.get(url("person", child.pk)))
    assert "Has parental responsibility" in shown and "Record the birth" in shown and "Unborn" in shown
    birth = {"sex": "female", "given": "Zara", "family": "Example", "source": "Midwife", **posted("born_on", due)}
    future = editor.post(url("person_birth", child.pk), birth)
    assert future.status_code == 400 and "in the future" in text_of(future)
    today = posted("born_on", timezone.now().date())
    assert editor.post(url("person_birth", child.pk), {**birth, **today}).status_code == 302
    flag = {"flag_kind": "communication", "text": "Needs an interpreter"}
    soon = timezone.now().date() + dt.timedelta(days=30)
    assert editor.post(url("person_flag", child.pk), {**flag, **posted("review_on", soon)}).status_code == 302
    assert "Needs an interpreter" in text_of(editor.get(url("person", child.pk)))
    (raised,), (related,) = kept("Flag"), kept("Relationship")
    assert editor.post(url("person_end_flag", child.pk, raised.pk), {"note": "Learned English"}).status_code == 302
    assert editor.post(url("person_end_tie", child.pk, related.pk), {"reason": "error"}).status_code == 302
    death = {"source": "Hospital", **posted("died_on", timezone.now().date())}
    assert editor.post(url("person_death", mother.pk), death).status_code == 302
    assert "died" in text_of(editor.get(url("person", mother.pk)))


def test_two_records_are_compared_joined_and_parted(editor) -> None:
    one, other = a_person("Catherine", "Okonkwo", BORN), a_person("Katherine", "Okonkwo", dt.date(2015, 4, 5))
    offered = text_of(editor.get(url("person_compare", one.pk)))
    assert url("person_compare_with", one.pk, other.pk) in offered and "day and month swapped" in offered
    page = text_of(editor.get(url("person_compare_with", one.pk, other.pk)))
    assert "Are these the same person?" in page and "Different" in page and "Entries on the timeline" in page
    decision = {"loser_version": "1", "survivor_version": "1", "reason": "Mother says so"}
    compare = url("person_compare_with", one.pk, other.pk)
    assert editor.post(compare, {**decision, "decision": "unsure"}).status_code == 302
    assert "was not sure" in text_of(editor.get(url("person", one.pk)))
    stale = editor.post(compare, {**decision, "decision": "same", "loser_version": "7"})
    assert stale.status_code == 400 and "Somebody else changed" in text_of(stale)
    assert editor.post(compare, {**decision, "decision": "same"}).status_code == 302
    shown = text_of(editor.get(url("person", other.pk)))
    assert "The records disagree" in shown and "Records joined" in shown and "Katherine Okonkwo" in shown
    (merge,) = kept("Merge")
    assert editor.post(url("person_unmerge", one.pk, merge.pk), {"reason": "Cousins"}).status_code == 302
    assert {person.root_id for person in kept("Person")} == {one.pk, other.pk}
    assert editor.post(compare, {**decision, "decision": "different", "reason": "Cousins"}).status_code == 302
    assert url("person_compare_with", one.pk, other.pk) not in text_of(editor.get(url("person_compare", one.pk)))


def test_the_trail_of_a_person_for_whoever_may_read_it(reader) -> None:
    person = a_person()
    manager = signed_in(a_user("Man Ager", "index_manager"))
    reader.get(url("person", person.pk))
    page = text_of(manager.get(url("person_trail", person.pk)))
    assert "Rea Der" in page and "Opened the record" in page and "Added the person" in page


def test_sealing_by_page(editor) -> None:
    person = a_person(CANARY, "Example", BORN)
    manager = signed_in(a_user("Man Ager", "index_manager", ("index_manager", "sealed-one")))
    page = text_of(manager.get(url("person_seal", person.pk)))
    circle = re.search(r'<option value="(\d+)"', page).group(1)
    sealed = manager.post(url("person_seal", person.pk), {"circle": circle, "reason": "colleague"}, follow=True)
    assert sealed.status_code == 200 and "Sealed record" in text_of(sealed)
    assert editor.get(url("person", person.pk)).status_code == 404


def test_the_timeline_is_one_newest_first_and_filtered_by_room(reader) -> None:
    person = a_person()
    page = text_of(reader.get(url("person", person.pk)))
    assert "Added to the index of people" in page
    assert "Added to the index of people" in text_of(reader.get(url("person", person.pk) + "?about=people"))
    assert "Added to the index of people" not in text_of(reader.get(url("person", person.pk) + "?about=actions"))


def test_the_household_is_asked_for_another_day(editor) -> None:
    person = a_person("Jon", postcode="WN1 1AA")
    moved = services.AddressGiven("1 Invented Street", "WN1 1AA", valid_from=dt.date(2026, 2, 1))
    a_person("Ruby", "Other", addresses=[moved])
    page = url("person", person.pk)
    assert "Ruby Other" in text_of(editor.get(page))
    assert "Ruby Other" in text_of(editor.get(page, posted("on", dt.date(2026, 2, 1))))
    assert "Ruby Other" not in text_of(editor.get(page, posted("on", dt.date(2026, 1, 31))))
    assert "is not a real date" in text_of(editor.get(page, {"on_day": "31", "on_month": "2", "on_year": "2026"}))


def test_a_record_costs_the_same_queries_however_much_is_on_it(reader) -> None:
    editor = a_user("Ed Itor", "index_editor")
    person = a_person("Jon", postcode="WN1 1AA")
    a_person("Relative", postcode="WN1 1AA")

    def relate(size: int) -> None:
        for number in range(size):
            other = a_person(f"Ruby{'abcdefghij'[number]}{size}", postcode="WN1 1AA")
            with context.viewing(editor, at=timezone.now()):
                services.add_relationship(
                    actor=editor, at=timezone.now(), person_id=person.pk, other_id=other.pk, kind="sibling", source="x"
                )
                services.add_name(
                    actor=editor, at=timezone.now(), person_id=person.pk, source="x",
                    name=services.NameGiven(f"Jon{'abcdefghij'[number]}", f"Other{size}"),
                )  # fmt: skip

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert reader.get(url("person", person.pk)).status_code == 200
        return len(seen)

    relate(1)
    count()  # code lists are read once a process
    few = count()
    relate(6)
    assert count() == few
    assert few < 60
