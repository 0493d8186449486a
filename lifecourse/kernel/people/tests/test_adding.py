"""Adding people: only after a search; opened and named only for those who may see them."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection

from lifecourse.engines.linkage import marks
from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.base.guard import writing
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import Person, PersonName
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import IdentifierKind
from lifecourse.kernel.people.services import loading, many

from .factories import AT, a_circle, a_person, a_user, told

pytestmark = pytest.mark.django_db


def note_search(user, *, at, given="", family="", other=()):
    """The event that a search leaves."""
    made = marks.of(settings.HASH_KEY.encode(), given=[given], family=[family], other=other)
    record("people.searched", subject=None, actor=user, at=at, circle_id=a_circle().pk, marks=made.flat())


def test_a_person_is_added_only_after_a_search_for_them() -> None:
    editor = a_user("Ed Itor", "index_editor")
    with context.viewing(editor, at=AT):
        details = told("Ayesha", "Example", dt.date(2016, 2, 1))
        with pytest.raises(Refused, match="Search for this person first"):
            services.add_person(actor=editor, at=AT, details=details)
        note_search(editor, at=AT, given="Somebody", family="Else")
        with pytest.raises(Refused, match="Search for this person first"):
            services.add_person(actor=editor, at=AT, details=details)
        note_search(editor, at=AT, given="Aisha", family="Exampel")  # as heard
        person = services.add_person(actor=editor, at=AT, details=details)
        assert person.display_name == "Ayesha Example"


def test_the_search_must_be_recent_and_ones_own() -> None:
    editor, other = a_user("Ed Itor", "index_editor"), a_user("Ann Other", "index_editor")
    with context.viewing(editor, at=AT):
        note_search(other, at=AT, given="Ayesha", family="Example")
        note_search(editor, at=AT - dt.timedelta(minutes=31), given="Ayesha", family="Example")
        with pytest.raises(Refused, match="Search for this person first"):
            services.add_person(actor=editor, at=AT, details=told("Ayesha", "Example"))
        note_search(editor, at=AT - dt.timedelta(minutes=29), given="Ayesha", family="Example")
        services.add_person(actor=editor, at=AT, details=told("Ayesha", "Example"))


def test_a_reader_may_not_add_and_a_stranger_may_not_either() -> None:
    reader = a_user("Rea Der", "index_reader")
    with context.viewing(reader, at=AT):
        note_search(reader, at=AT, given="Ayesha", family="Example")
        with pytest.raises(NotPermitted):
            services.add_person(actor=reader, at=AT, details=told("Ayesha", "Example"))


def test_the_unborn_have_no_name_and_no_sex_until_born() -> None:
    person = a_person("Baby", "Unknown", None, birth=births.expected(dt.date(2026, 6, 1)))
    with context.as_system("test"):
        person.refresh_from_db()
        assert person.display_name == "Unborn child"
        assert person.sex == "unknown"
        assert not PersonName.objects.filter(person=person).exists()


def test_a_wrong_number_is_refused_in_one_sentence() -> None:
    number = services.IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765918")
    with pytest.raises(Refused, match="not a valid NHS number"):
        a_person(identifiers=[number])
    kept = a_person(identifiers=[services.IdentifierGiven(IdentifierKind.NHS_NUMBER, "943 476 5919")])
    again = a_person("Twin", identifiers=[services.IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919")])
    assert kept.pk != again.pk  # two may carry the same number: shown later, not refused


def test_opening_is_logged_and_what_may_not_be_seen_is_not_found() -> None:
    reader, person = a_user("Rea Der", "index_reader"), a_person()
    sealed = a_person("Hid Den", circle="sealed-one")
    with context.viewing(reader, at=AT):
        opened = queries.open_person(viewer=reader, at=AT, pk=person.pk)
        assert opened.name == "Jon Example" and opened.birth_words == "4 May 2015, aged 10"
        assert Event.objects.filter(event="people.opened", subject_id=person.pk, actor_id=reader.pk).count() == 1
        with pytest.raises(NotFound):
            queries.open_person(viewer=reader, at=AT, pk=sealed.pk)
        assert queries.names_of(viewer=reader, ids=[person.pk, sealed.pk]) == {person.pk: "Jon Example"}
    insider = a_user("In Sider", ("index_reader", "sealed-one"))
    with context.viewing(insider, at=AT):  # the control
        assert queries.open_person(viewer=insider, at=AT, pk=sealed.pk).is_sealed


def test_names_of_is_one_query(django_assert_num_queries) -> None:
    reader = a_user("Rea Der", "index_reader")
    people = [a_person(f"Jon{'abcdef'[n]}") for n in range(5)]
    with context.viewing(reader, at=AT), django_assert_num_queries(1):
        assert len(queries.names_of(viewer=reader, ids=[person.pk for person in people])) == 5


def test_the_second_wall_stands_alone() -> None:
    """Without the application's own filter, a sealed person and their rows are still not there."""
    a_person()
    sealed = a_person("Hid", "Den", circle="sealed-one")
    reader = a_user("Rea Der", "index_reader")
    with context.viewing(reader, at=AT):
        assert not Person.objects.filter(pk=sealed.pk).exists()
        assert not PersonName.objects.filter(family="Den").exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_person")
            assert cursor.fetchone() == (1,)


def test_who_is_written_among_many_has_the_keys_that_indexing_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of a list's people are worked out from what was told; they must be those of what was kept."""
    put: list[tuple[list[int], str]] = []

    def remember(people, circles, keys, compared) -> None:
        put.extend((sorted(one), told) for one, told in zip(keys, compared, strict=True))

    monkeypatch.setattr(many, "put_keys", remember)
    monkeypatch.setattr(loading, "put_keys", remember)
    address = services.AddressGiven("12 Mill Lane", "WN1 1AA")
    everybody = [
        told("Ayesha", "O'Example-Sample", dt.date(2016, 2, 1), addresses=[address]),
        told("Baby", "Example", dt.date(2026, 1, 1)),
        services.Added(
            source="Test", names=[services.NameGiven("Unborn", "Example")], birth=births.expected(AT.date())
        ),
        told(
            "Jon",
            "Example",
            dt.date(2016, 2, 1),
            addresses=[services.AddressGiven("Away", "WN2 2BB", is_protected=True)],
        ),
    ]
    circle = a_circle()
    with context.as_system("test"), writing("test"):
        made = many.new_people(everybody, circle_id=circle.pk, at=AT)
        loading.index(*(Person.objects.get(pk=pk) for pk in made))
    assert len(put) == 2 * len(everybody) and put[: len(everybody)] == put[len(everybody) :]
    assert len({tuple(keys) for keys, _ in put}) == len(everybody) and all(keys for keys, _ in put)
    assert "WN22BB" in put[-1][1] and "protected" in put[-1][1]
