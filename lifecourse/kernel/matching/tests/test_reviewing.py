"""The review queue: whose verdict counts, when anything is done, in which order pairs come, and who sees none of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base import manifest as manifests
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.matching import queries, services, tasks
from lifecourse.kernel.matching.models import Pair, PairVerdict
from lifecourse.kernel.matching.queries import Wanted
from lifecourse.kernel.matching.rules import review
from lifecourse.kernel.matching.rules.review import Harm, HarmLevel, PairState, Verdict
from lifecourse.kernel.matching.services import Proposed
from lifecourse.kernel.matching.tables import tables
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Comparison, Merge, Person
from lifecourse.kernel.people.rules.words import IdentifierKind
from lifecourse.kernel.people.services import AddressGiven, IdentifierGiven
from lifecourse.kernel.people.tests.factories import AT, a_person, a_user

pytestmark = pytest.mark.django_db
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE


def a_pair(
    one: Person | None = None, other: Person | None = None, *, bits: float = 15.0, band: str = "possible", **more: str
) -> Pair:
    """A pair in the queue, of new people unless given."""
    one, other = one or a_person(), other or a_person("Jonathan")
    with context.as_system("test") as machine:
        origin = more.get("origin", "School roll")
        services.propose_pairs(
            actor=machine, at=AT, pairs=[Proposed(one.pk, other.pk, origin, bits, band, "The same name.")]
        )
        return Pair.objects.get(person__in=(one, other), other__in=(one, other))


def a_grave_pair() -> Pair:
    """One that two people must review."""
    one = a_person()
    with context.as_system("test") as machine:
        people.raise_flag(
            actor=machine, at=AT, person_id=one.pk, kind="missing", text="Ring first.", review_on=dt.date(2026, 9, 1)
        )
    return a_pair(one)


def editors(count: int) -> list:
    return [a_user(f"Edi Tor{number}", "index_editor") for number in range(count)]


def says(user, pair: Pair, verdict: Verdict, **more) -> Pair:
    with context.viewing(user, at=AT):
        return services.give_verdict(actor=user, at=AT, pair_id=pair.pk, verdict=verdict, **more)


def rows(model):
    with context.as_system("test"):
        return list(model.objects.all())


# One reviewer


def test_one_verdict_decides_an_ordinary_pair() -> None:
    (editor,) = editors(1)
    same, different, unsure = a_pair(), a_pair(), a_pair()
    assert says(editor, same, SAME).state == PairState.SAME
    assert says(editor, different, DIFFERENT, reason="Cousins").state == PairState.DIFFERENT
    assert says(editor, unsure, UNSURE).state == PairState.UNSURE
    (merge,) = rows(Merge)
    assert {merge.loser_id, merge.survivor_id} == {same.person_id, same.other_id} and merge.reason
    assert sorted((one.verdict, one.reason) for one in rows(Comparison)) == [
        ("different", "Cousins"),
        ("unsure", "Compared side by side: possible match."),
    ]
    with pytest.raises(Refused, match="joined already"):
        says(editor, same, DIFFERENT)
    with pytest.raises(Refused, match="has been decided"):
        says(editor, different, SAME)


def test_the_record_kept_longer_stays_and_a_sealed_one_is_never_stayed_with() -> None:
    early, late = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    one, other, sealed = (
        review.Side(a_person().pk, is_sealed, since)
        for is_sealed, since in ((False, early), (False, late), (True, early))
    )
    assert review.loser_and_survivor(one, other) == review.loser_and_survivor(other, one) == (other.id, one.id)
    assert review.loser_and_survivor(sealed, other) == (sealed.id, other.id)


# Two reviewers


def test_nothing_is_joined_before_two_people_have_said_so() -> None:
    first, second = editors(2)
    pair = a_grave_pair()
    assert pair.needed == 2
    assert says(first, pair, SAME).state == PairState.SECOND and rows(Merge) == []
    with pytest.raises(Refused, match="given your verdict"):
        says(first, pair, SAME)
    # Not by the other door either, whoever knocks.
    for user in (first, second):
        with context.viewing(user, at=AT), pytest.raises(Refused, match="two people review them"):
            services.decide_same(
                actor=user, at=AT, loser_id=pair.other_id, survivor_id=pair.person_id, reason="The same"
            )
    assert says(second, pair, SAME).state == PairState.SAME
    assert len(rows(Merge)) == 1


def test_two_who_disagree_leave_it_to_a_third() -> None:
    first, second, third = editors(3)
    pair = a_grave_pair()
    says(first, pair, SAME)
    assert says(second, pair, DIFFERENT).state == PairState.DISPUTED
    assert rows(Merge) == [] and rows(Comparison) == []
    assert says(third, pair, DIFFERENT, reason="Two schools").state == PairState.DIFFERENT
    assert [one.reason for one in rows(Comparison)] == ["Two schools"]


def test_the_second_does_not_see_what_the_first_said_and_the_third_sees_both() -> None:
    first, second, third = editors(3)
    pair = a_grave_pair()
    says(first, pair, SAME, reason="A secret reason")
    with context.viewing(second, at=AT):
        shown = queries.open_pair(viewer=second, at=AT, pair_id=pair.pk)
        assert shown.said == () and not shown.mine and "secret" not in repr(shown)
    with context.as_system("test"):
        (event,) = Event.objects.filter(event="matching.verdict_given")
        assert event.data["verdict"] == ""
    says(second, pair, UNSURE)
    with context.viewing(third, at=AT):
        shown = queries.open_pair(viewer=third, at=AT, pair_id=pair.pk)
        assert [one.verdict for one in shown.said] == [SAME, UNSURE] and "A secret reason" in repr(shown)


def test_a_decision_on_the_records_own_page_settles_the_pair() -> None:
    (editor,) = editors(1)
    pair, grave = a_pair(), a_grave_pair()
    with context.viewing(editor, at=AT):
        by = {"actor": editor, "at": AT, "reason": "Looked"}
        services.decide_same(**by, loser_id=pair.other_id, survivor_id=pair.person_id)
        services.decide_different(**by, person_id=grave.other_id, other_id=grave.person_id)
        assert queries.next_pair(viewer=editor, at=AT, wanted=Wanted()) is None
    assert {one.pk: one.state for one in rows(Pair)} == {pair.pk: "same", grave.pk: "different"}


def test_two_who_cannot_be_joined_are_refused_at_the_first_verdict() -> None:
    (editor,) = editors(1)
    one = a_person(identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, "9434765919")])
    other = a_person("Jonathan", identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, "4010232137")])
    pair = a_pair(one, other)
    with pytest.raises(Refused, match="two valid and different NHS numbers"):
        says(editor, pair, SAME)
    assert rows(PairVerdict) == [] and rows(Pair)[0].state == "waiting"
    assert says(editor, pair, DIFFERENT).state == PairState.DIFFERENT  # the control


def test_a_page_that_is_out_of_date_is_refused() -> None:
    first, second = editors(2)
    pair = a_grave_pair()
    says(first, pair, SAME, seen=1)
    with pytest.raises(StaleRecord):
        says(second, pair, SAME, seen=1)
    assert len(rows(PairVerdict)) == 1
    with pytest.raises(StaleRecord):
        says(second, pair, SAME, seen=2, seen_people=(7, 7))
    assert rows(Merge) == [] and len(rows(PairVerdict)) == 1


def test_a_machine_gives_no_verdict() -> None:
    pair = a_pair()
    with context.as_system("test") as machine, pytest.raises(NotPermitted):
        services.give_verdict(actor=machine, at=AT, pair_id=pair.pk, verdict=SAME)


# Who sees what


def test_who_may_not_see_both_sees_nothing() -> None:
    editor = a_user("Edi Tor", "index_editor")
    inside = a_user("Insi Der", "index_editor", ("index_editor", "sealed-a"))
    reader = a_user("Rea Der", "index_reader")
    pair = a_pair(a_person(), a_person("Jonathan", circle="sealed-a"))
    for user in (editor, reader):
        with context.viewing(user, at=AT):
            assert queries.next_pair(viewer=user, at=AT, wanted=Wanted()) is None
            assert list(queries.pairs(viewer=user, at=AT, wanted=Wanted())) == []
            assert sum(queries.counts(viewer=user).bands.values()) == 0
            assert queries.worklist(viewer=user, at=AT) == []
            with pytest.raises(NotFound):
                queries.open_pair(viewer=user, at=AT, pair_id=pair.pk)
            with pytest.raises(NotFound):
                queries.check_pair(viewer=user, pair_id=pair.pk)
            with pytest.raises(NotFound):
                services.give_verdict(actor=user, at=AT, pair_id=pair.pk, verdict=DIFFERENT)
    with context.viewing(inside, at=AT):  # the control
        assert queries.next_pair(viewer=inside, at=AT, wanted=Wanted()) == pair.pk
        assert queries.open_pair(viewer=inside, at=AT, pair_id=pair.pk).id == pair.pk
        (line,) = queries.pairs_shown(viewer=inside, at=AT, rows=[pair])
        assert line.one.is_sealed


def test_a_pair_disappears_when_one_of_them_gets_a_new_identity_or_is_sealed() -> None:
    (editor,) = editors(1)
    first, second, third = a_pair(), a_pair(), a_pair()
    sealed = a_person("Jo", circle="sealed-b")
    with context.as_system("test") as machine:
        people.protect_identity(actor=machine, at=AT, person_id=first.other_id)
        people.seal_person(
            actor=machine, at=AT, person_id=second.other_id, circle_id=sealed.circle_id, reason_code="colleague"
        )
    with context.viewing(editor, at=AT):
        assert [row.pk for row in queries.pairs(viewer=editor, at=AT, wanted=Wanted())] == [third.pk]
        for hidden in (first, second):
            with pytest.raises(NotFound):
                queries.open_pair(viewer=editor, at=AT, pair_id=hidden.pk)


def test_two_protected_addresses_do_not_agree_because_both_are_hidden() -> None:
    (editor,) = editors(1)
    one, other = a_person(), a_person("Jonathan")
    with context.as_system("test") as machine:
        for number, person in enumerate((one, other)):
            hidden = AddressGiven(f"{number} Hidden Street", "WN1 1AA", is_protected=True)
            people.add_address(actor=machine, at=AT, person_id=person.pk, address=hidden, source="Test")
    pair = a_pair(one, other)
    with context.viewing(editor, at=AT):
        shown = queries.open_pair(viewer=editor, at=AT, pair_id=pair.pk)
    assert "Hidden Street" not in repr(shown) and "WN1" not in repr(shown)
    (line,) = [row for row in shown.rows if row.title == "Addresses"]
    assert line.loser == line.survivor == ("Protected: not shown",) and not line.same and not line.differs


def test_showing_pairs_is_in_the_trail_and_no_name_is() -> None:
    (editor,) = editors(1)
    pair = a_pair()
    with context.viewing(editor, at=AT):
        queries.pairs_shown(viewer=editor, at=AT, rows=[pair])
        queries.open_pair(viewer=editor, at=AT, pair_id=pair.pk)
        events = list(Event.objects.filter(actor_id=editor.pk))
    assert sorted(one.event for one in events) == ["matching.pairs_shown", "people.compared", "people.compared"]
    assert "Example" not in repr([one.data for one in events])


# The order


def test_pairs_come_by_harm_and_then_by_doubt(monkeypatch) -> None:
    first, second, third = editors(3)
    far, near = a_pair(bits=15.5), a_pair(bits=19.0)
    capped = a_pair(bits=24.0)  # the score says strong, something held it back
    grave = a_grave_pair()
    disputed = a_grave_pair()
    for user, verdict in ((first, SAME), (second, DIFFERENT)):
        says(user, disputed, verdict)
    expected = [disputed.pk, grave.pk, capped.pk, near.pk, far.pk]
    with context.viewing(third, at=AT):
        assert [row.pk for row in queries.pairs(viewer=third, at=AT, wanted=Wanted())] == expected
        seen: list = []
        while (found := queries.next_pair(viewer=third, at=AT, wanted=Wanted(), leave_out=seen)) is not None:
            seen.append(found)
        assert seen == expected
    # Something open about somebody, which this viewer may see, comes before harm.
    root = far.person_id
    asked = manifests.Manifest(app="test", title="Test", open_matters=lambda *, viewer, at: [root])
    monkeypatch.setitem(manifests._registered, "test", asked)
    with context.viewing(third, at=AT):
        order = [row.pk for row in queries.pairs(viewer=third, at=AT, wanted=Wanted())]
        assert order == [disputed.pk, far.pk, grave.pk, capped.pk, near.pk]
        assert queries.next_pair(viewer=third, at=AT, wanted=Wanted(), leave_out=[disputed.pk]) == far.pk
    with context.viewing(first, at=AT):  # who has given a verdict is not asked again
        assert queries.next_pair(viewer=first, at=AT, wanted=Wanted()) == far.pk


def test_filters_and_their_counts_agree() -> None:
    (editor,) = editors(1)
    a_pair(origin="Doctors"), a_pair(band="weak", bits=6.0), a_grave_pair()
    with context.viewing(editor, at=AT):
        many = queries.counts(viewer=editor)
        for wanted, count in (
            (Wanted(origins=("Doctors",)), many.origins["Doctors"]),
            (Wanted(bands=(Band.WEAK,)), many.bands["weak"]),
            (Wanted(levels=(HarmLevel.HIGH,)), many.levels[2]),
            (Wanted(state=PairState.WAITING), many.states["waiting"] + 2),
        ):
            assert queries.pairs(viewer=editor, at=AT, wanted=wanted).count() == (count if wanted.state is None else 3)
        assert (many.origins["Doctors"], many.bands["weak"], many.levels[2]) == (1, 1, 1)


def test_the_queue_is_read_from_its_index() -> None:
    (editor,) = editors(1)
    with context.viewing(editor, at=AT), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = queries.pairs(viewer=editor, at=AT, wanted=Wanted())[:1].explain()
    assert "matching_pair_order" in plan and "Sort" not in plan


def test_the_home_page_says_how_many_wait() -> None:
    first, second, third = editors(3)
    a_pair()
    pair = a_grave_pair()
    with context.viewing(third, at=AT):
        (item,) = queries.worklist(viewer=third, at=AT)
        assert item.title == "2 pairs of records that may be one person"
    says(first, pair, SAME)
    says(second, pair, UNSURE)
    with context.viewing(third, at=AT):
        titles = [item.title for item in queries.worklist(viewer=third, at=AT)]
        assert titles[0] == "1 pair of records on which two reviewers disagree"
    with context.viewing(first, at=AT):
        assert [item.title for item in queries.worklist(viewer=first, at=AT)] == [
            "1 pair of records that may be one person"
        ]


# Looking for doubles


def test_the_machine_proposes_doubles_and_protected_addresses_help_none() -> None:
    one = a_person("Catherine", "Okonkwo", dt.date(2015, 5, 4), postcode="WN1 1AA")
    double = a_person("Cathrine", "Okonkwo", dt.date(2015, 5, 4), postcode="WN1 1AA")
    a_person("Zebedee", "Quartermain", dt.date(1990, 1, 2))
    with context.as_system("test") as machine:
        found = queries.doubles_of(viewer=machine, ids=[one.pk, double.pk])
        (pair,) = found
        assert {pair.person_id, pair.other_id} == {one.pk, double.pk}
        open_bits = pair.weighed.bits
        assert services.look_for_doubles(actor=machine, at=AT, ids=[one.pk]) == 1
        assert services.look_for_doubles(actor=machine, at=AT, ids=[double.pk]) == 0
    (kept,) = rows(Pair)
    assert kept.origin == "The index itself" and "Okonkwo" not in kept.reason and "agree" in kept.reason
    # The same two with the same protected address weigh what they would without any.
    hidden = [AddressGiven("1 Hidden Street", "WN9 9ZZ", is_protected=True)]
    two = [a_person(name, "Adeyemi", dt.date(2014, 2, 3), addresses=hidden) for name in ("Temi", "Temmi")]
    bare = [a_person(name, "Balogun", dt.date(1987, 11, 19)) for name in ("Temi", "Temmi")]
    with context.as_system("test") as machine:
        (protected,), (without,) = (
            queries.doubles_of(viewer=machine, ids=[person.pk for person in group]) for group in (two, bare)
        )
    fields = {line.field for line in protected.weighed.evidence}
    assert "address" not in fields and protected.weighed.bits == without.weighed.bits < open_bits


def test_the_job_takes_those_changed_lately() -> None:
    born = dt.date(2015, 5, 4)
    a_person("Catherine", "Okonkwo", born), a_person("Cathrine", "Okonkwo", born)
    assert tasks.find_doubles() == 1 and tasks.find_doubles() == 0
    assert tasks.weigh_pairs() == 0


# The rules alone


@given(st.lists(st.sampled_from(Verdict), min_size=1, max_size=3), st.sampled_from([1, 2]))
def test_nothing_is_decided_as_one_person_by_fewer_than_it_needs(verdicts: list[Verdict], needed: int) -> None:
    try:
        state = review.state_after(needed, verdicts)
    except ValueError:
        return
    if state in review.DECIDED:
        assert len(verdicts) >= needed and state.value == verdicts[-1].value
        assert needed == 1 or verdicts[0] is verdicts[1] or len(verdicts) == 3
    else:
        assert len(verdicts) < needed or verdicts[0] is not verdicts[1]


@given(st.floats(-30, 60), st.sampled_from(Band))
def test_doubt_is_greatest_at_a_border(bits: float, band: Band) -> None:
    assert review.distance(bits, band) >= 0
    assert review.distance(20.0, Band.STRONG) == review.distance(11.0, Band.POSSIBLE) == 0
    assert review.distance(25.0, Band.STRONG) == 5 and review.distance(25.0, Band.POSSIBLE) == 0


def test_harm_of_one_grave_reason_or_of_two() -> None:
    assert review.harm_level([]) is HarmLevel.ORDINARY
    assert review.harm_level([Harm.TWIN]) is review.harm_level([Harm.SERVICE]) is HarmLevel.SOME
    assert review.harm_level([Harm.TWIN, Harm.SERVICE]) is HarmLevel.HIGH
    assert review.harm_level([Harm.FLAG]) is review.harm_level([Harm.PROTECTED]) is HarmLevel.HIGH
    assert review.verdicts_needed(HarmLevel.ORDINARY, Band.WEAK) == 2


def test_twins_share_day_and_family_name_and_not_the_given_name() -> None:
    day = dt.date(2016, 1, 9)
    for name, born, twins in (("Odile", day, True), ("Sabin", day, False), ("Odile", dt.date(2016, 1, 8), False)):
        found = review.looks_like_twins(("Sabine Sample", day), (f"{name} Sample", born), tables())
        assert found is twins, name
    assert not review.looks_like_twins(("Katie Sample", day), ("Catherine Sample", day), tables())
    assert not review.looks_like_twins(("Sabine Sample", None), ("Odile Sample", None), tables())


def test_the_number_of_queries_of_a_page_does_not_grow() -> None:
    (editor,) = editors(1)
    counts = []
    for more in (2, 9):
        for _ in range(more):
            a_pair()
        with context.viewing(editor, at=AT), CaptureQueriesContext(connection) as seen:
            page = list(queries.pairs(viewer=editor, at=AT, wanted=Wanted()))
            assert len(queries.pairs_shown(viewer=editor, at=AT, rows=page)) == len(page) >= more
        counts.append(len(seen))
    assert counts[0] == counts[1]
