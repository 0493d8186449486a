"""Pairs come into the review queue once each, whoever proposes them, and with what is at stake in them."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.matching import services
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.matching.services import Proposed
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules.words import Verdict
from lifecourse.kernel.people.services import AddressGiven
from lifecourse.kernel.people.tests.factories import AT, a_circle, a_person

pytestmark = pytest.mark.django_db


def proposed(one: Person, other: Person, *, bits: float = 15.0, band: str = "possible") -> Proposed:
    return Proposed(one.pk, other.pk, "School roll", bits, band, "The same name.")


def propose(*pairs: Proposed) -> int:
    with context.as_system("test") as machine:
        return services.propose_pairs(actor=machine, at=AT, pairs=pairs)


def kept() -> list[Pair]:
    with context.as_system("test"):
        return list(Pair.objects.order_by("created_at"))


def test_a_pair_is_proposed_once_in_either_order() -> None:
    one, other = a_person(), a_person("Jonathan")
    assert propose(proposed(one, other), proposed(other, one)) == 1
    assert propose(proposed(other, one)) == 0
    third = a_person("Jonty")
    assert propose(proposed(one, other), proposed(one, third)) == 1  # the control: another pair is new
    assert [(pair.person_id, pair.other_id) for pair in kept()] == [(one.pk, other.pk), (one.pk, third.pk)]
    with context.as_system("test"):
        told = [event.data for event in Event.objects.filter(event="matching.pairs_proposed")]
    assert sorted(data["pairs"] for data in told) == [0, 1, 1] and all(set(data) == {"pairs"} for data in told)


def test_the_table_itself_refuses_a_second_row_of_a_pair() -> None:
    one, other = a_person(), a_person("Jonathan")
    propose(proposed(one, other))
    with context.as_system("test"), connection.cursor() as cursor:
        columns = [field.column for field in Pair._meta.concrete_fields]
        taken = ", ".join(columns)
        swapped = taken.replace("person_id, other_id", "other_id, person_id")
        wanted = swapped.replace("id,", "%s,", 1)
        with pytest.raises(IntegrityError, match="matching_pair_once"), transaction.atomic():
            cursor.execute(f"INSERT INTO matching_pair ({taken}) SELECT {wanted} FROM matching_pair", [uuid4()])


def test_what_was_decided_or_joined_stays_so() -> None:
    one, other, third, fourth = a_person(), a_person("Jonathan"), a_person("Jonty"), a_person("Jo")
    with context.as_system("test") as machine:
        by = {"actor": machine, "at": AT}
        people.record_comparison(**by, person_id=one.pk, other_id=other.pk, verdict=Verdict.DIFFERENT, reason="Cousins")
        people.merge_people(**by, loser_id=third.pk, survivor_id=other.pk, reason="One child")
    assert propose(proposed(one, other)) == 0
    assert propose(proposed(third, other)) == 0  # joined already
    assert propose(proposed(one, third)) == 0  # the third is read as the other, who is somebody else
    assert propose(proposed(one, one)) == 0
    assert propose(proposed(one, fourth)) == 1  # the control


def test_who_has_a_new_identity_is_never_proposed() -> None:
    one, other = a_person(), a_person("Jonathan")
    with context.as_system("test") as machine:
        people.protect_identity(actor=machine, at=AT, person_id=other.pk)
    assert propose(proposed(one, other)) == 0 and kept() == []


def test_a_pair_with_a_sealed_record_sits_on_the_sealed_side() -> None:
    open_one, sealed = a_person(), a_person("Jonathan", circle="sealed-a")
    assert propose(proposed(open_one, sealed)) == 1
    (pair,) = kept()
    assert pair.person_id == sealed.pk and pair.circle_id == a_circle("sealed-a").pk
    # Whoever may not see the sealed one cannot propose it either.
    third = a_person("Jonty")
    with context.as_system("test") as machine:
        index = a_circle().pk
        context.open_circles([index])
        assert services.propose_pairs(actor=machine, at=AT, pairs=[proposed(third, sealed)]) == 0
        assert Pair.objects.count() == 0


def test_what_is_at_stake_is_said_and_high_harm_needs_two_people() -> None:
    plain, flagged, protected = a_person("Ann"), a_person("Bea"), a_person("Cid")
    twin, other_twin = a_person("Dee", "Sample"), a_person("Eve", "Sample")
    with context.as_system("test") as machine:
        people.raise_flag(
            actor=machine, at=AT, person_id=flagged.pk, kind="missing", text="Ring.", review_on=dt.date(2026, 6, 1)
        )
        people.add_address(
            actor=machine,
            at=AT,
            person_id=protected.pk,
            address=AddressGiven("1 Hidden Street", "WN1 1AA", is_protected=True),
            source="Test",
        )
    other = a_person("Fay", "Nobody", dt.date(2001, 1, 9))
    propose(*(proposed(one, other) for one in (plain, flagged, protected)), proposed(twin, other_twin))
    found = {pair.person_id: pair for pair in kept()}
    assert (found[plain.pk].harm, found[plain.pk].harms, found[plain.pk].needed) == (0, [], 1)
    assert (found[flagged.pk].harm, found[flagged.pk].harms, found[flagged.pk].needed) == (2, ["flag"], 2)
    assert (found[protected.pk].harm, found[protected.pk].harms, found[protected.pk].needed) == (2, ["protected"], 2)
    assert (found[twin.pk].harm, found[twin.pk].harms, found[twin.pk].needed) == (1, ["twin"], 1)


def test_stakes_are_weighed_again_and_the_number_of_reviewers_never_falls() -> None:
    one, other = a_person("Ann"), a_person("Bea", "Nobody")
    propose(proposed(one, other))
    with context.as_system("test") as machine:
        by = {"actor": machine, "at": AT}
        assert services.weigh_again(**by, pairs=list(Pair.objects.all())) == 0
        flag = people.raise_flag(**by, person_id=other.pk, kind="missing", text="Ring.", review_on=dt.date(2026, 6, 1))
        assert services.weigh_again(**by, pairs=list(Pair.objects.all())) == 1
        pair = Pair.objects.get()
        assert (pair.harm, pair.needed) == (2, 2)
        people.end_flag(**by, flag_id=flag.pk, note="No longer")
        services.weigh_again(**by, pairs=[pair])
        pair.refresh_from_db()
        assert (pair.harm, pair.harms, pair.needed) == (0, [], 2)


def test_the_number_of_queries_does_not_grow_with_the_pairs() -> None:
    first = [a_person(f"Given{number}x") for number in range(12)]
    counts = []
    for size in (2, 9):
        other = a_person("Zoe", "Other", dt.date(1990, 1, size))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert propose(*(proposed(one, other) for one in first[:size])) == size
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_unknown_band_is_refused() -> None:
    one, other = a_person(), a_person("Jonathan")
    with pytest.raises(ValueError, match="certain"):
        propose(proposed(one, other, band="certain"))
