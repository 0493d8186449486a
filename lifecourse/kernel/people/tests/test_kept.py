"""What is kept beside the keys of a record is what its tables say, after every command; protected places apart."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.linkage.records import Born, Known, Name, Place
from lifecourse.kernel.access import context
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName
from lifecourse.kernel.people.queries.known import Facts, to_keep
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import kept
from lifecourse.kernel.people.rules.words import Answer, EndReason, IdentifierKind, Sex, Tie
from lifecourse.kernel.people.services import AddressGiven, IdentifierGiven, NameGiven

from .factories import AT, a_circle, a_person, a_user

text = st.text(min_size=0, max_size=12)
names = st.builds(Name.of, text, text)
days = st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1))
born = st.builds(lambda a, b, due: Born(min(a, b), max(a, b), due), days, days, st.booleans())
places = st.builds(Place.of, text, st.sampled_from(["", "WN1 1AA", "WN2 2BB"]))
knowns = st.builds(
    Known,
    names=st.lists(names, unique=True, max_size=3).map(tuple),
    births=st.lists(born, unique=True, max_size=2).map(tuple),
    sexes=st.sampled_from([frozenset[str](), frozenset(["female"])]),
    places=st.lists(places, unique=True, max_size=3).map(tuple),
    numbers=st.dictionaries(st.sampled_from(["nhs_number", "upn"]), st.frozensets(text, min_size=1, max_size=2)),
)


@given(knowns, places)
def test_what_is_kept_is_read_back_as_it_was(known: Known, hidden: Place) -> None:
    told = kept.written(known, [hidden])
    assert kept.read([(told, False)]) == known
    assert hidden in kept.read([(told, True)]).places
    assert kept.read([(told, False), (told, False)]) == known, "twice the same says no more"


def differing() -> list[str]:
    """The records of which something else is kept than their own tables say now."""
    with context.as_system("test"), connection.cursor() as cursor:
        people = list(Person.objects.order_by("pk"))
        facts = Facts.of([one.pk for one in people])
        cursor.execute("SELECT person, facts FROM people_kept(%s)", [[one.pk for one in people]])
        there = dict(cursor.fetchall())
        return [one.display_name for one in people if there.get(one.pk) != json.loads(to_keep(one, facts))]


@pytest.mark.django_db
def test_no_command_leaves_what_is_kept_behind() -> None:
    editor, manager = a_user("Ed Itor", "index_editor"), a_user("Man Ager", "index_manager")
    person = a_person("Ayesha", "Example", dt.date(2015, 5, 4), postcode="WN1 1AA")
    mother = a_person("Amina", "Example", dt.date(1990, 1, 2))
    unborn = a_person("", "", None, birth=births.expected(AT.date() + dt.timedelta(days=60)))
    other = a_person("Aisha", "Example", dt.date(2015, 5, 4), postcode="WN2 2BB")
    told: dict[str, Any] = {"actor": editor, "at": AT, "person_id": person.pk}

    def ended(model: type[Any], **which: Any) -> None:
        row = model.objects.get(person=person, valid_to__isnull=True, **which)
        services.end_fact(**told, fact=model._meta.model_name.replace("personname", "name"), fact_id=row.pk,
                          reason=EndReason.ERROR)  # fmt: skip

    def protected(may_not: bool) -> None:
        row = Address.objects.filter(person=person).first()
        assert row is not None
        who = editor if may_not else manager
        services.mark_address_protected(actor=who, at=AT, person_id=person.pk, address_id=row.pk, protected=may_not)

    def version() -> int:
        return Person.objects.get(pk=person.pk).version

    steps = [
        lambda: services.add_name(**told, name=NameGiven("Ash", "Example"), source="School"),
        lambda: services.correct_details(
            **told, seen=version(), source="School", birth=births.known(dt.date(2015, 4, 5)), sex=Sex.FEMALE
        ),
        lambda: services.add_identifier(
            **told, number=IdentifierGiven(IdentifierKind.NHS_NUMBER, "9990000018"), source="GP"
        ),
        lambda: services.add_address(**told, address=AddressGiven("3 Oak Road", "WN5 9ZZ"), source="GP"),
        lambda: protected(True),
        lambda: protected(False),
        lambda: ended(PersonName, given="Ash"),
        lambda: ended(Identifier),
        lambda: ended(Address, postcode="WN5 9ZZ"),
        lambda: services.add_relationship(
            actor=editor, at=AT, person_id=mother.pk, other_id=unborn.pk, kind=Tie.CHILD, source="Midwife",
            parental_responsibility=Answer.YES,
        ),
        lambda: services.record_birth(
            actor=editor, at=AT, person_id=unborn.pk, born_on=AT.date(), sex=Sex.FEMALE, source="Midwife",
            name=NameGiven("Zara", "Example"),
        ),
        lambda: services.record_death(**told, died_on=AT.date(), source="GP"),
    ]  # fmt: skip
    assert differing() == []
    for number, step in enumerate(steps):
        with context.viewing(manager if number == 5 else editor, at=AT):
            step()
        assert differing() == [], f"after step {number}"
    with context.viewing(manager, at=AT):
        services.seal_person(
            actor=manager, at=AT, person_id=other.pk, circle_id=a_circle("sealed-one").pk, reason_code="colleague"
        )
    assert differing() == []
    # The control: a row changed by no command.
    with connection.cursor() as cursor, context.as_system("test"):
        cursor.execute("UPDATE people_address SET lines = '9 Elm Road' WHERE person_id = %s", [str(person.pk)])
    assert differing() == ["Ayesha Example"]


@pytest.mark.django_db
def test_a_protected_place_is_compared_for_those_alone_who_may_know_it() -> None:
    editor, manager = a_user("Ed Itor", "index_editor"), a_user("Man Ager", "index_manager")
    person = a_person("Amy", postcode="WN1 1AA")
    with context.viewing(editor, at=AT):
        address = Address.objects.get(person=person)
        services.mark_address_protected(actor=editor, at=AT, person_id=person.pk, address_id=address.pk)
        (seen,) = queries.to_compare(viewer=editor, ids=[person.pk], with_mothers=False)
        assert seen.known.places == ()
    with context.viewing(manager, at=AT):
        (seen,) = queries.to_compare(viewer=manager, ids=[person.pk], with_mothers=False)
        assert [place.postcode for place in seen.known.places] == ["WN11AA"]


@pytest.mark.django_db
def test_a_record_put_by_an_earlier_release_is_compared_all_the_same() -> None:
    editor, person = a_user("Ed Itor", "index_editor"), a_person("Amy", postcode="WN1 1AA")
    with context.viewing(editor, at=AT):
        (before,) = queries.to_compare(viewer=editor, ids=[person.pk], with_mothers=False)
    with context.as_system("test"), connection.cursor() as cursor:
        cursor.execute("SELECT people_put_keys(ARRAY[%s::uuid], ARRAY[%s], ARRAY['{16}'], ARRAY[NULL])",
                       [str(person.pk), person.circle_id])  # fmt: skip
    with context.viewing(editor, at=AT):
        (after,) = queries.to_compare(viewer=editor, ids=[person.pk], with_mothers=False)
    assert before == after and before.known.names
