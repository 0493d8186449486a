"""Searching: found although spoiled, logged without names, never another circle's, and by the index."""

import datetime as dt
import importlib
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lifecourse.engines.linkage import keys
from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.matching import queries, rules, services
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import queries as people_queries
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Address
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import IdentifierKind, Sex, Tie
from lifecourse.kernel.people.services import IdentifierGiven, NameGiven
from lifecourse.kernel.people.tests.factories import AT, a_circle, a_person, a_user, told

pytestmark = pytest.mark.django_db
BORN = dt.date(2015, 5, 4)


@pytest.fixture
def reader():
    return a_user("Rea Der", "index_reader")


def search(viewer, **details):
    details.setdefault("birth", births.UNKNOWN)
    return queries.find_candidates(viewer=viewer, at=AT, query=PersonQuery(**details), purpose=Purpose.CONCERN)


def crowd() -> None:
    """People who are somebody else."""
    for number, (given, family) in enumerate(
        [("Ruby", "Smith"), ("Oliver", "Jones"), ("Aisha", "Khan"), ("Jan", "Nowak"), ("Mary", "Kelly")]
    ):
        a_person(given, family, dt.date(1980 + number, 2, 3 + number), postcode="WN5 0AA")


SPOILED = {
    "exact": {"given": "Catherine", "family": "Okonkwo", "birth": births.known(BORN)},
    "day and month swapped": {"given": "Catherine", "family": "Okonkwo", "birth": births.known(dt.date(2015, 4, 5))},
    "names swapped": {"given": "Okonkwo", "family": "Catherine", "birth": births.known(BORN)},
    "typos": {"given": "Cathrine", "family": "Okonkow", "birth": births.known(BORN)},
    "nickname and age": {"given": "Katie", "family": "Okonkwo", "birth": births.about(10, AT.date())},
    "known as": {"known_as": "Kiki", "family": "Okonkwo", "birth": births.known(BORN)},
    "number": {"nhs_number": "943 476 5919"},
    "first letter misheard": {"given": "Satherine", "family": "Okonwko", "birth": births.known(dt.date(2015, 5, 14))},
    "house": {"address": "12 Mill Lane"},
    "house, as a visitor says it": {"address": "number 12, Mill Ln"},
    "given name, age, house": {"given": "Katy", "birth": births.about(10, AT.date()), "address": "12 Mill Lane"},
    "given name and street": {"given": "Katy", "address": "Mill Lane"},
    "age and street": {"birth": births.about(10, AT.date()), "address": "Mill Lane", "sex": "female"},
    "family name and postcode": {"family": "Okonkwo", "postcode": "WN1 1AA"},
    "unique pupil number": {"upn": "R330202100021"},
    "half a postcode and age": {"postcode": "wn1", "given": "Katie", "birth": births.about(10, AT.date())},
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_search_finds_the_person_first(reader, kind) -> None:
    crowd()
    person = a_person(
        "Catherine", "Okonkwo", BORN, postcode="WN1 1AA", lines="12 Mill Lane", names=[NameGiven("Kiki")],
        identifiers=[
            IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919"),
            IdentifierGiven(IdentifierKind.UPN, "R330202100021"),
        ],
        sex=Sex.FEMALE,
    )  # fmt: skip
    with context.viewing(reader, at=AT):
        found = search(reader, **SPOILED[kind])
        assert [candidate.id for candidate in found.candidates[:1]] == [person.pk]
        assert not found.truncated and found.searched
        assert search(reader, given="Zebedee", family="Quartermain").candidates == ()  # the control


def test_what_was_searched_and_shown_is_logged_and_no_name_is(reader) -> None:
    person = a_person("Catherine", "Okonkwo", BORN)
    with context.viewing(reader, at=AT):
        search(reader, given="Catherine", family="Okonkwo", birth=births.known(BORN))
        searched = Event.objects.get(event="people.searched")
        assert searched.actor_id == reader.pk and searched.data["found"] == 1 and searched.data["purpose"] == "concern"
        shown = Event.objects.get(event="people.shown")
        assert shown.subject_id == person.pk
        text = json.dumps([searched.data, shown.data]).lower()
        assert not any(word in text for word in ("catherine", "okonkwo", "2015"))


def test_a_search_lets_a_person_be_added() -> None:
    editor = a_user("Ed Itor", "index_editor")
    with context.viewing(editor, at=AT):
        details = told("Ayesha", "Example", BORN)
        with pytest.raises(Refused, match="Search for this person first"):
            people.add_person(actor=editor, at=AT, details=details)
        assert search(editor, given="Aisha", family="Example", birth=births.known(BORN)).candidates == ()
        added = people.add_person(actor=editor, at=AT, details=details)
        again = search(editor, given="Ayesha", family="Example", birth=births.known(BORN))
        assert again.candidates[0].id == added.pk and again.candidates[0].band == Band.STRONG


def test_the_unborn_need_a_search_too_and_are_found_by_their_mother() -> None:
    editor = a_user("Ed Itor", "index_editor")
    mother = a_person("Ayesha", "Okonkwo", dt.date(1995, 1, 2), sex=Sex.FEMALE)
    due = births.expected(dt.date(2026, 6, 1))
    with context.viewing(editor, at=AT):
        with pytest.raises(Refused, match="Search for this person first"):
            people.add_person(actor=editor, at=AT, details=told("Baby", "", birth=due))
        search(editor, mother_given="Ayesha", mother_family="Okonkwo", birth=due)
        child = people.add_person(actor=editor, at=AT, details=told("Baby", "", birth=due))
        people.add_relationship(
            actor=editor, at=AT, person_id=child.pk, other_id=mother.pk, kind=Tie.MOTHER, source="Midwife"
        )
        near = births.expected(dt.date(2026, 6, 8))
        found = search(editor, mother_given="Aisha", mother_family="Okonkwo", birth=near)
        assert found.candidates[0].id == child.pk


def test_another_circles_person_is_never_returned_and_leaves_no_trace(reader) -> None:
    sealed = a_person("Catherine", "Okonkwo", BORN, circle="sealed-one", postcode="WN1 1AA")
    insider = a_user("In Sider", ("index_reader", "sealed-one"), "index_reader")
    exact = {"given": "Catherine", "family": "Okonkwo", "birth": births.known(BORN), "postcode": "WN1 1AA"}
    with context.viewing(insider, at=AT):  # the control
        assert [candidate.id for candidate in search(insider, **exact).candidates] == [sealed.pk]
    with context.viewing(reader, at=AT):
        hit = search(reader, **exact)
        miss = search(reader, given="Zebedee", family="Quartermain", birth=births.known(BORN), postcode="WN1 1AA")
        assert (hit.candidates, hit.truncated) == (miss.candidates, miss.truncated) == ((), False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('test.keys', '', true)")
            cursor.execute("SELECT count(*) FROM people_find(ARRAY[1, 2, 3, 4, 5]::bigint[], NULL, NULL, 10)")
            assert cursor.fetchone() == (0,)


def test_sealing_moves_the_keys_too(reader) -> None:
    person = a_person("Catherine", "Okonkwo", BORN)
    manager = a_user("Man Ager", "index_manager")
    circle = a_circle("sealed-one")
    with context.viewing(reader, at=AT):
        assert search(reader, given="Catherine", family="Okonkwo").candidates
    with context.viewing(manager, at=AT):
        people.seal_person(actor=manager, at=AT, person_id=person.pk, circle_id=circle.pk, reason_code="colleague")
    with context.viewing(reader, at=AT):
        assert not search(reader, given="Catherine", family="Okonkwo").candidates


def test_nobody_reads_the_keys_but_through_the_function(reader, owner_connection) -> None:
    a_person()
    for statement in (
        "SELECT * FROM people_search_key",
        "UPDATE people_search_key SET keys = '{}'",
        "DELETE FROM people_search_key",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    rows = owner_connection.execute(
        "SELECT proname, pg_get_userbyid(proowner), prosecdef, proconfig::text, has_function_privilege('public', oid, "
        "'execute'), has_function_privilege('lifecourse_app', oid, 'execute') FROM pg_proc "
        "WHERE proname LIKE 'people\\_%'"
    ).fetchall()
    assert {row[0] for row in rows} == {"people_find", "people_kept", "people_put_keys"}
    for _, owner, definer, config, everybody, app in rows:
        assert (owner, definer, everybody, app) == ("lifecourse_index", True, False, True)
        assert "search_path=public, pg_temp" in config.replace('"', "")
    with pytest.raises(DatabaseError, match="only in the circles"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT people_put_keys(ARRAY[gen_random_uuid()], '{1}', ARRAY['{1}'], ARRAY['{}'])")


def test_a_protected_address_never_helps_to_find_anybody(reader) -> None:
    editor = a_user("Ed Itor", "index_editor")
    person = a_person("Catherine", "Okonkwo", BORN, postcode="WN1 1AA", lines="12 Mill Lane")
    with context.viewing(editor, at=AT):
        assert search(editor, address="12 Mill Lane", postcode="WN1 1AA").candidates  # the control
        address = Address.objects.get()
        people.mark_address_protected(actor=editor, at=AT, person_id=person.pk, address_id=address.pk)
        assert not search(editor, address="12 Mill Lane", postcode="WN1 1AA").candidates
        named = search(editor, given="Catherine", family="Okonkwo", birth=births.known(BORN), postcode="WN1 1AA")
        (found,) = named.candidates
        assert found.address == "" and not any(line.field == "address" for line in found.evidence)


def test_a_number_shows_what_disagrees(reader) -> None:
    a_person("Catherine", "Okonkwo", BORN, identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919")])
    with context.viewing(reader, at=AT):
        found = search(
            reader, given="Ruby", family="Smith", birth=births.known(dt.date(1980, 1, 2)), nhs_number="9434765919"
        )
        (candidate,) = found.candidates
        assert candidate.band == Band.POSSIBLE and len(candidate.speaks_against) >= 3
        with pytest.raises(Refused, match="NHS number"):
            search(reader, nhs_number="9434765918")


def test_a_twin_in_the_index_is_never_strong(reader) -> None:
    a_person("Hussain", "Example", BORN, postcode="WN1 1AA")
    with context.viewing(reader, at=AT):
        found = search(reader, given="Hassan", family="Example", birth=births.known(BORN), postcode="WN1 1AA")
        assert found.candidates[0].band == Band.POSSIBLE and "Twin" in found.candidates[0].cautions[0]


def test_merged_records_are_one_candidate_with_the_facts_of_both() -> None:
    editor = a_user("Ed Itor", "index_editor")
    one, other = a_person("Catherine", "Okonkwo", BORN), a_person("Katie", "Brown", None, postcode="WN1 1AA")
    with context.viewing(editor, at=AT):
        services.decide_same(actor=editor, at=AT, loser_id=other.pk, survivor_id=one.pk, reason="Mother says")
        (found,) = search(editor, family="Brown", given="Katie", postcode="WN1 1AA").candidates
        assert found.id == one.pk and "Katie Brown" in found.other_names and set(found.ids) == {one.pk, other.pk}


def test_doubles_are_offered_until_somebody_says_they_are_different() -> None:
    editor = a_user("Ed Itor", "index_editor")
    one, other = a_person("Catherine", "Okonkwo", BORN), a_person("Katherine", "Okonkwo", BORN)
    with context.viewing(editor, at=AT):
        record = people_queries.open_person(viewer=editor, at=AT, pk=one.pk)
        doubles = queries.possible_doubles(viewer=editor, at=AT, person=record)
        assert [candidate.id for candidate in doubles.candidates] == [other.pk]
        services.leave_unsure(actor=editor, at=AT, person_id=one.pk, other_id=other.pk, reason="Ask the school")
        assert queries.possible_doubles(viewer=editor, at=AT, person=record).candidates
        services.decide_different(actor=editor, at=AT, person_id=one.pk, other_id=other.pk, reason="Cousins")
        assert not queries.possible_doubles(viewer=editor, at=AT, person=record).candidates


def test_nothing_asked_and_no_leave_are_refused(reader) -> None:
    stranger = a_user("Stran Ger")
    with context.viewing(reader, at=AT), pytest.raises(Refused, match="Say something"):
        search(reader, given="Baby", sex="female")
    with context.viewing(stranger, at=AT), pytest.raises(NotPermitted):
        search(stranger, given="Jon")


TOO_LITTLE = {
    "family name": {"family": "Okonkwo"},
    "given name": {"given": "Catherine"},
    "date": {"birth": births.known(BORN)},
    "half a postcode": {"postcode": "WN1"},
}


@pytest.mark.parametrize("kind", TOO_LITTLE)
def test_one_detail_alone_is_too_little_and_never_called_no_record(reader, kind) -> None:
    a_person("Catherine", "Okonkwo", BORN, postcode="WN1 1AA")
    with context.viewing(reader, at=AT):
        found = search(reader, **TOO_LITTLE[kind])
        assert found.too_little and not found.candidates
        # The control: with a second detail she is found, and a stranger is honestly not.
        more = {"given": "Catherine", "family": "Okonkwo", **TOO_LITTLE[kind]}
        assert [one.name for one in search(reader, **more).candidates] == ["Catherine Okonkwo"]
        nobody = search(reader, given="Ivo", family="Quillfeather")
        assert not nobody.candidates and not nobody.too_little


def test_a_search_is_a_fixed_number_of_queries(reader, django_assert_max_num_queries) -> None:
    counts = []
    for size in (1, 12):
        for number in range(size):
            a_person("Catherine", "Okonkwo", BORN - dt.timedelta(days=number), postcode="WN1 1AA")
        with context.viewing(reader, at=AT), django_assert_max_num_queries(14) as seen:
            found = search(reader, given="Catherine", family="Okonkwo", birth=births.known(BORN))
        assert len(found.candidates) >= size
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_likeliest_of_many_are_weighed_by_what_they_share_and_how_they_are_written(reader, monkeypatch) -> None:
    """Seven in a house of whom two are weighed: whoever is called so is among them."""
    for number in range(6):
        a_person(f"Ruby {'abcdef'[number]}", "Smith", dt.date(1980 + number, 1, 2), postcode="WN1 1AA")
    a_person("Catherine", "Okonkwo", BORN, postcode="WN1 1AA")
    monkeypatch.setattr(queries.search.rules, "MOST_WEIGHED", 2)
    with context.viewing(reader, at=AT):
        found = search(reader, given="Cathrin", postcode="WN1 1AA")
        assert found.candidates[0].name == "Catherine Okonkwo" and len(found.candidates) <= 2
        assert not found.truncated


def test_who_shares_weightier_keys_comes_first_from_the_index(reader) -> None:
    """A date and an initial before a postcode alone, whatever the number of keys."""
    same_house = a_person("Zoe", "Abbott", dt.date(1980, 1, 2), postcode="WN1 1AA", lines="12 Mill Lane")
    dated = a_person("Catherine", "Smith", BORN, postcode="WN9 9ZZ", lines="1 Oak Road")
    asked = rules.asked(PersonQuery(given="Catherine", family="Okonkwo", birth=births.known(BORN), postcode="WN1 1AA"))
    secret = settings.HASH_KEY.encode()
    with context.viewing(reader, at=AT):
        wanted = keys.asked_keys(secret, asked, tables())._replace(spelt=())
        found = people_queries.find(viewer=reader, wanted=wanted, most=10)
        points = {one.id: one.points for one in found.near}
        assert set(points) == {str(same_house.pk), str(dated.pk)} and not found.more
        assert points[str(same_house.pk)] == keys.POINTS[keys.Kind.POSTCODE]
        assert points[str(dated.pk)] == keys.POINTS[keys.Kind.DATE]
        assert {one.called for one in found.near} == {'[["zoe","abbott"]]', '[["catherine","smith"]]'}
        found = people_queries.find(viewer=reader, wanted=wanted, most=1)
        assert len(found.near) == 1 and found.more


def test_the_database_counts_the_kinds_of_key_as_the_engine_does() -> None:
    migration = importlib.import_module("lifecourse.kernel.people.migrations.0009_said_before_guessed")
    assert {kind.value: points for kind, points in keys.POINTS.items()} == {
        number: points for number, points in enumerate(migration.POINTS) if points
    }
    assert rules.MOST_FOUND < migration.BLOCK, "or it would not be known that some were left out"


def test_keys_are_made_anew_for_everybody(reader) -> None:
    person = a_person("Catherine", "Okonkwo", BORN)
    with context.as_system("test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_put_keys(ARRAY[%s::uuid], ARRAY[%s], ARRAY['{16}'], ARRAY['{}'])",
            [person.pk, person.circle_id],
        )
    with context.viewing(reader, at=AT):
        assert not search(reader, given="Catherine", family="Okonkwo").candidates
    call_command("rebuild_search_keys", verbosity=0)
    with context.viewing(reader, at=AT):
        assert search(reader, given="Catherine", family="Okonkwo").candidates


def test_a_block_too_big_to_compare_is_said_to_be_so(reader, monkeypatch) -> None:
    for number in range(6):
        a_person("Catherine", "Okonkwo", BORN - dt.timedelta(days=number))
    monkeypatch.setattr(queries.search.rules, "MOST_FOUND", 3)
    with context.viewing(reader, at=AT):
        found = search(reader, given="Catherine", family="Okonkwo")
        assert found.truncated and len(found.candidates) == 3
