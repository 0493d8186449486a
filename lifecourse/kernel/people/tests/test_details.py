"""Facts are ended, not overwritten; protected addresses are not told; sealing takes all along."""

import datetime as dt

import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import Address, PersonName, Relationship
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import Answer, EndReason, Sex, Tie
from lifecourse.kernel.people.services import AddressGiven, NameGiven

from .factories import AT, a_circle, a_person, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return a_user("Ed Itor", "index_editor")


def opened(viewer, person):
    return queries.open_person(viewer=viewer, at=AT, pk=person.pk)


def test_a_corrected_name_keeps_the_old_one_as_wrong(editor) -> None:
    person = a_person("Jon", "Exmaple")
    with context.viewing(editor, at=AT):
        wrong = opened(editor, person).names[0]
        services.add_name(
            actor=editor, at=AT, person_id=person.pk, name=NameGiven("Jon", "Example"), source="School",
            replaces=wrong.id, reason=EndReason.ERROR,
        )  # fmt: skip
        record = opened(editor, person)
        assert record.name == "Jon Example"
        assert [(n.text, n.standing, n.in_error) for n in record.names] == [
            ("Jon Example", True, False),
            ("Jon Exmaple", False, True),
        ] or {(n.text, n.in_error) for n in record.names} == {("Jon Example", False), ("Jon Exmaple", True)}
        assert PersonName.objects.filter(person=person).count() == 2


def test_two_people_correcting_at_once_never_overwrite(editor) -> None:
    person = a_person()
    with context.viewing(editor, at=AT):
        seen = opened(editor, person).version
        correct = {"actor": editor, "at": AT, "person_id": person.pk, "seen": seen, "source": "Mother"}
        services.correct_details(**correct, sex=Sex.MALE)
        with pytest.raises(StaleRecord):
            services.correct_details(**correct, sex=Sex.FEMALE)
        assert opened(editor, person).sex == Sex.MALE


def test_the_unborn_is_born_and_keeps_the_record(editor) -> None:
    mother = a_person("Ayesha", "Example", dt.date(1995, 1, 2), sex=Sex.FEMALE)
    child = a_person("", "", None, birth=births.expected(dt.date(2026, 2, 20)))
    with context.viewing(editor, at=AT):
        services.add_relationship(
            actor=editor, at=AT, person_id=mother.pk, other_id=child.pk, kind=Tie.CHILD, source="Midwife",
            parental_responsibility=Answer.YES,
        )  # fmt: skip
        row = Relationship.objects.get()
        assert (row.person_id, row.other_id, row.kind) == (child.pk, mother.pk, "mother")
        services.record_birth(
            actor=editor, at=AT, person_id=child.pk, born_on=dt.date(2026, 3, 1), sex=Sex.FEMALE, source="Midwife",
            name=NameGiven("Zara", "Example"),
        )  # fmt: skip
        record = opened(editor, child)
        assert record.id == child.pk and record.name == "Zara Example" and record.sex == Sex.FEMALE
        assert [tie.words for tie in queries.relationships_of(viewer=editor, at=AT, ids=record.ids)] == ["Mother"]
        back = queries.relationships_of(viewer=editor, at=AT, ids=[mother.pk])
        assert [(tie.words, tie.parental_responsibility) for tie in back] == [
            ("Child", "this person has parental responsibility")
        ]
        with pytest.raises(Refused, match="born already"):
            services.record_birth(
                actor=editor, at=AT, person_id=child.pk, born_on=dt.date(2026, 3, 1), sex=Sex.FEMALE, source="x"
            )


def test_a_protected_address_is_told_to_nobody_who_may_not_know(editor) -> None:
    person, other = a_person("Amy", postcode="WN1 1AA"), a_person("Ruby", "Other", postcode="WN1 1AA")
    manager = a_user("Man Ager", "index_manager")
    with context.viewing(editor, at=AT):
        assert [m.person.name for m in queries.household(viewer=editor, at=AT, ids=[other.pk], on=AT.date())] == [
            "Amy Example"
        ]  # the control
        address = Address.objects.get(person=person)
        services.mark_address_protected(actor=editor, at=AT, person_id=person.pk, address_id=address.pk)
        shown = opened(editor, person).addresses[0]
        assert shown.is_protected and "WN1" not in str(shown) and "Invented" not in str(shown)
        assert queries.household(viewer=editor, at=AT, ids=[other.pk], on=AT.date()) == []
        assert queries.household(viewer=editor, at=AT, ids=[person.pk], on=AT.date()) == []
    with context.viewing(manager, at=AT):
        assert "WN1 1AA" in opened(manager, person).addresses[0].text
        assert len(queries.household(viewer=manager, at=AT, ids=[other.pk], on=AT.date())) == 1


def test_a_relative_is_shown_with_where_they_live_now(editor) -> None:
    child = a_person("Amy", postcode="WN1 1AA")
    father = a_person("Ruben", "Other", None, postcode="WN2 2AB", lines="9 New Road")
    manager = a_user("Man Ager", "index_manager")

    def lives(viewer) -> list[str]:
        return [tie.lives for tie in queries.relationships_of(viewer=viewer, at=AT, ids=[child.pk])]

    with context.viewing(editor, at=AT):
        services.add_relationship(
            actor=editor, at=AT, person_id=child.pk, other_id=father.pk, kind=Tie.FATHER, source="School"
        )
        assert lives(editor) == ["9 New Road, WN2 2AB"]
        first = Address.objects.get(person=father)
        services.add_address(
            actor=editor, at=AT, person_id=father.pk, source="Landlord", replaces=first.pk,
            address=AddressGiven("1 Newer Row", "WN3 3AB", valid_from=dt.date(2026, 2, 1)),
        )  # fmt: skip
        assert lives(editor) == ["1 Newer Row, WN3 3AB"]
        now = Address.objects.get(person=father, valid_to=None)
        services.mark_address_protected(actor=editor, at=AT, person_id=father.pk, address_id=now.pk)
        assert lives(editor) == ["Protected: not shown"]
    with context.viewing(manager, at=AT):
        assert lives(manager) == ["1 Newer Row, WN3 3AB"]


def test_household_is_asked_at_a_date(editor) -> None:
    person = a_person("Amy", postcode="WN1 1AA")
    mover = a_person("Ruby", "Other", postcode="WN1 1AA")
    with context.viewing(editor, at=AT):
        old = Address.objects.get(person=mover)
        services.add_address(
            actor=editor, at=AT, person_id=mover.pk, source="Landlord", replaces=old.pk,
            address=AddressGiven("9 New Road", "WN2 2AB", valid_from=dt.date(2026, 2, 1)),
        )  # fmt: skip
        at = {"viewer": editor, "at": AT, "ids": [person.pk]}
        assert [m.person.name for m in queries.household(**at, on=dt.date(2026, 1, 15))] == ["Ruby Other"]
        assert queries.household(**at, on=dt.date(2026, 2, 1)) == []


def test_flags_have_a_review_and_an_end(editor) -> None:
    person = a_person()
    with context.viewing(editor, at=AT):
        flag = {"actor": editor, "at": AT, "person_id": person.pk, "kind": "danger_to_staff"}
        with pytest.raises(Refused, match="after today"):
            services.raise_flag(**flag, text="Visit in pairs", review_on=AT.date())
        made = services.raise_flag(**flag, text="Visit in pairs", review_on=dt.date(2026, 6, 1))
        assert opened(editor, person).flags[0].text == "Visit in pairs"
        services.end_flag(actor=editor, at=AT, flag_id=made.pk, note="Dog has gone")
        assert opened(editor, person).flags[0].ended_at == AT


def test_sealing_takes_every_row_and_leaves_no_trace(editor, owner_connection) -> None:
    person = a_person("Hid", "Den", postcode="WN1 1AA")
    neighbour = a_person("Ruby", "Other", postcode="WN1 1AA")
    manager = a_user("Man Ager", "index_manager")
    insider = a_user("In Sider", ("index_reader", "sealed-one"))
    sealed = a_circle("sealed-one")
    with context.viewing(editor, at=AT):
        services.add_relationship(
            actor=editor, at=AT, person_id=neighbour.pk, other_id=person.pk, kind=Tie.SIBLING, source="x"
        )
        assert len(queries.relationships_of(viewer=editor, at=AT, ids=[neighbour.pk])) == 1  # the control
    with context.viewing(manager, at=AT):
        services.seal_person(actor=manager, at=AT, person_id=person.pk, circle_id=sealed.pk, reason_code="colleague")
        with pytest.raises(NotFound):
            opened(manager, person)
    with context.viewing(editor, at=AT):
        assert queries.relationships_of(viewer=editor, at=AT, ids=[neighbour.pk]) == []
        assert queries.household(viewer=editor, at=AT, ids=[neighbour.pk], on=AT.date()) == []
        assert not PersonName.objects.filter(family="Den").exists()
    with context.viewing(insider, at=AT):
        assert opened(insider, person).addresses[0].text.endswith("WN1 1AA")
    with context.as_system("test"):
        assert set(Address.objects.filter(person=person).values_list("circle_id", flat=True)) == {sealed.pk}
