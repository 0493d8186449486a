"""Merging is edges: any order of merges and undoings gives the groups a plain union-find gives, and loses nothing."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import Merge, Person, PersonName
from lifecourse.kernel.people.rules.words import IdentifierKind, Verdict

from .factories import AT, a_circle, a_person, a_user

pytestmark = pytest.mark.django_db
WHY = "Same child, seen twice"


def merge(actor, loser, survivor, **more):
    return services.merge_people(actor=actor, at=AT, loser_id=loser.pk, survivor_id=survivor.pk, reason=WHY, **more)


class Undo(Exception):
    """Ends an example with nothing kept."""


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_any_order_of_merges_and_undoings(steps) -> None:
    try:
        with transaction.atomic():
            _play(steps)
            raise Undo
    except Undo:
        pass


def _play(steps) -> None:
    people = [a_person(f"Jon{letter}", "Example") for letter in "abcdef"]
    # What a merge joins is the two records that stand for both groups at the time: those the page shows.
    standing: list[tuple[int, int, Merge]] = []

    def stands_for(x: int) -> int:
        for one, other, _ in standing:
            if one == x:
                return stands_for(other)
        return x

    def groups() -> list[int]:
        parent = list(range(6))

        def find(x: int) -> int:
            while parent[x] != x:
                x = parent[x]
            return x

        for one, other, _ in standing:
            parent[find(one)] = find(other)
        return [find(x) for x in range(6)]

    with context.as_system("test") as machine:
        for is_merge, one, other in steps:
            before = groups()
            if is_merge:
                try:
                    made = merge(machine, people[one], people[other])
                except Refused:
                    assert before[one] == before[other]
                else:
                    assert before[one] != before[other]
                    standing.append((stands_for(one), stands_for(other), made))
            elif standing:
                _, _, made = standing.pop(one % len(standing))
                services.unmerge_people(actor=machine, at=AT, merge_id=made.pk, reason=WHY)
        roots = dict(Person.objects.values_list("pk", "root_id"))
        now = groups()
        for one in range(6):
            for other in range(6):
                assert (roots[people[one].pk] == roots[people[other].pk]) == (now[one] == now[other])
        # Nothing moved and nothing is gone.
        for person in people:
            assert PersonName.objects.get(person=person).family == "Example"


def test_undoing_a_merge_in_the_middle_gives_back_what_came_with_it() -> None:
    a, b, c, d = (a_person(f"Jon{x}") for x in "abcd")
    editor = a_user("Ed Itor", "index_editor")
    with context.viewing(editor, at=AT):
        merge(editor, a, b)
        middle = merge(editor, b, c)
        merge(editor, c, d)
        assert {p.root_id for p in Person.objects.all()} == {d.pk}
        opened = queries.open_person(viewer=editor, at=AT, pk=a.pk)
        assert opened.root_id == d.pk and len(opened.ids) == 4 and len(opened.names) == 4
        assert queries.names_of(viewer=editor, ids=[a.pk]) == {a.pk: "Jond Example"}
        services.unmerge_people(actor=editor, at=AT, merge_id=middle.pk, reason="Not the same")
        roots = dict(Person.objects.values_list("pk", "root_id"))
        assert roots == {a.pk: b.pk, b.pk: b.pk, c.pk: d.pk, d.pk: d.pk}
        with pytest.raises(Refused, match="undone already"):
            services.unmerge_people(actor=editor, at=AT, merge_id=middle.pk, reason="Again")


def test_a_sealed_record_that_the_merger_cannot_see_follows() -> None:
    insider = a_user("In Sider", "index_editor", ("index_editor", "sealed-one"))
    editor = a_user("Ed Itor", "index_editor")
    hidden, a, b = a_person("Hid", circle="sealed-one"), a_person("Jona"), a_person("Jonb")
    with context.viewing(insider, at=AT):
        with pytest.raises(Refused, match="sealed record is joined to the open one"):
            merge(insider, a, hidden)
        merge(insider, hidden, a)
    with context.viewing(editor, at=AT):
        assert queries.open_person(viewer=editor, at=AT, pk=a.pk).ids == (a.pk,)
        assert queries.open_person(viewer=editor, at=AT, pk=a.pk).merges == ()
        with pytest.raises(NotFound):
            merge(editor, hidden, b)
        merge(editor, a, b)
    with context.viewing(insider, at=AT):
        opened = queries.open_person(viewer=insider, at=AT, pk=hidden.pk)
        assert opened.root_id == b.pk and set(opened.ids) == {hidden.pk, a.pk, b.pk} and opened.is_sealed


def test_what_forbids_a_merge() -> None:
    number = IdentifierKind.NHS_NUMBER
    one = a_person("Jon", identifiers=[services.IdentifierGiven(number, "9434765919")])
    other = a_person("Jonny", identifiers=[services.IdentifierGiven(number, "4505577104")])
    third = a_person("Ruby")
    editor = a_user("Ed Itor", "index_editor")
    manager = a_user("Man Ager", "index_manager")
    reader = a_user("Rea Der", "index_reader")
    with context.viewing(reader, at=AT), pytest.raises(NotPermitted):
        merge(reader, one, third)
    with context.viewing(editor, at=AT):
        with pytest.raises(Refused, match="two valid and different NHS numbers"):
            merge(editor, one, other)
        with pytest.raises(Refused, match="joined already"):
            merge(editor, one, one)
        with pytest.raises(Refused, match="Say why"):
            services.merge_people(actor=editor, at=AT, loser_id=one.pk, survivor_id=third.pk, reason=" ")
        decided = services.record_comparison(
            actor=editor, at=AT, person_id=third.pk, other_id=one.pk, verdict=Verdict.DIFFERENT, reason="Seen together"
        )
        with pytest.raises(Refused, match="different people"):
            merge(editor, one, third)
        services.withdraw_comparison(actor=editor, at=AT, comparison_id=decided.pk)
        with pytest.raises(StaleRecord):
            merge(editor, one, third, seen=(99, 1))
        merge(editor, one, third, seen=(1, 1))  # the control
        # The number of the joined record still counts.
        with pytest.raises(Refused, match="NHS"):
            merge(editor, other, third)
    with context.viewing(manager, at=AT):
        services.protect_identity(actor=manager, at=AT, person_id=other.pk)
    alone = a_person("Amy")
    with context.viewing(editor, at=AT), pytest.raises(Refused, match="new identity"):
        merge(editor, alone, other)


def test_the_preview_shows_both_sides_and_what_disagrees() -> None:
    one = a_person("Jon", born=dt.date(2015, 5, 4), postcode="WN1 1AA")
    other = a_person("Jonny", born=dt.date(2015, 4, 5))
    editor, reader = a_user("Ed Itor", "index_editor"), a_user("Rea Der", "index_reader")
    with context.viewing(editor, at=AT):
        preview = queries.merge_preview(viewer=editor, at=AT, loser_id=one.pk, survivor_id=other.pk)
        differs = {row.title for row in preview.rows if row.differs}
        assert differs == {"Name", "Date of birth"}
        assert ("Addresses", 1, 0) in preview.counts and preview.obstacles == ()
        merge(editor, one, other)
        assert "different dates of birth" in queries.open_person(viewer=editor, at=AT, pk=one.pk).conflicts[0]
    with context.viewing(reader, at=AT), pytest.raises(NotFound):
        queries.merge_preview(viewer=reader, at=AT, loser_id=one.pk, survivor_id=other.pk)


def test_a_record_is_taken_out_of_the_middle_and_the_others_stay_joined() -> None:
    a, b, c, d, e = (a_person(f"Jon{x}") for x in "abcde")
    editor, reader = a_user("Ed Itor", "index_editor"), a_user("Rea Der", "index_reader")

    def roots() -> dict[str, str]:
        with context.as_system("test"):
            names = {person.pk: person.display_name[3] for person in Person.objects.all()}
            return {names[person.pk]: names[person.root_id] for person in Person.objects.all()}

    def take_out(person, by=editor):
        services.separate_record(actor=by, at=AT, person_id=person.pk, reason="Somebody else")

    with context.viewing(editor, at=AT):
        for loser, survivor in ((a, b), (b, c), (d, c), (c, e)):
            merge(editor, loser, survivor)
        assert set(roots().values()) == {"e"}
        take_out(b)
        assert roots() == {"a": "e", "b": "b", "c": "e", "d": "e", "e": "e"}
        take_out(e)  # the one that stood for all: the one joined to it first takes its place
        assert roots() == {"a": "c", "b": "b", "c": "c", "d": "c", "e": "e"}
        take_out(d)  # an end
        assert roots() == {"a": "c", "b": "b", "c": "c", "d": "d", "e": "e"}
        with pytest.raises(Refused, match="joined to no other"):
            take_out(d)
        with pytest.raises(Refused, match="Say why"):
            services.separate_record(actor=editor, at=AT, person_id=a.pk, reason=" ")
    with context.viewing(reader, at=AT), pytest.raises(NotPermitted):
        take_out(a, by=reader)


def test_what_could_not_be_joined_without_a_record_is_not_left_joined_without_it() -> None:
    number = IdentifierKind.NHS_NUMBER
    numbers = ("9434765919", "4505577104")
    one, other = (a_person("Jon", identifiers=[services.IdentifierGiven(number, value)]) for value in numbers)
    between = a_person("Jonny", identifiers=[services.IdentifierGiven(number, value) for value in numbers])
    editor = a_user("Ed Itor", "index_editor")
    with context.viewing(editor, at=AT):
        merge(editor, one, between)
        merge(editor, between, other)
        with pytest.raises(Refused, match="two valid and different NHS numbers"):
            services.separate_record(actor=editor, at=AT, person_id=between.pk, reason="Somebody else")
        assert {person.root_id for person in Person.objects.all()} == {other.pk}
        assert Merge.objects.filter(undone_at__isnull=True).count() == 2


def test_a_sealed_record_stays_with_the_record_that_is_taken_out() -> None:
    insider = a_user("In Sider", "index_editor", ("index_editor", "sealed-one"))
    editor = a_user("Ed Itor", "index_editor")
    hidden, a, b, c = a_person("Hid", circle="sealed-one"), a_person("Jona"), a_person("Jonb"), a_person("Jonc")
    with context.viewing(insider, at=AT):
        merge(insider, hidden, b)
    with context.viewing(editor, at=AT):
        merge(editor, a, b)
        merge(editor, b, c)
        services.separate_record(actor=editor, at=AT, person_id=b.pk, reason="Somebody else")
    with context.as_system("test"):
        assert dict(Person.objects.values_list("pk", "root_id")) == {
            hidden.pk: b.pk, b.pk: b.pk, a.pk: c.pk, c.pk: c.pk,
        }  # fmt: skip


def test_an_open_record_is_never_left_pointing_to_a_sealed_one() -> None:
    both = ("index_manager", "index_editor")
    keeper = a_user("Kee Per", *both, *((role, "sealed-one") for role in both))
    second = a_user("Sec Ond", *both, *((role, "sealed-two") for role in both))
    hidden, survivor = a_person("Hid", circle="sealed-two"), a_person("Jona")
    index, one = a_circle(), a_circle("sealed-one")
    with context.viewing(second, at=AT):
        made = merge(second, hidden, survivor)
    with context.viewing(keeper, at=AT):
        services.seal_person(actor=keeper, at=AT, person_id=survivor.pk, circle_id=one.pk, reason_code="x")
    with context.viewing(second, at=AT):
        opened = queries.open_person(viewer=second, at=AT, pk=hidden.pk)
        assert (opened.root_id, opened.group_id) == (hidden.pk, survivor.pk)
        with pytest.raises(Refused, match="stays sealed"):
            services.unseal_person(actor=second, at=AT, person_id=hidden.pk, circle_id=index.pk, reason_code="x")
    with context.as_system("test") as machine:
        services.unmerge_people(actor=machine, at=AT, merge_id=made.pk, reason="Test")
    with context.viewing(second, at=AT):  # the control
        services.unseal_person(actor=second, at=AT, person_id=hidden.pk, circle_id=index.pk, reason_code="x")


def test_a_new_identity_is_parted_from_a_sealed_record_that_nobody_there_sees() -> None:
    insider = a_user("In Sider", "index_editor", ("index_editor", "sealed-one"))
    manager = a_user("Man Ager", "index_manager")
    hidden, child = a_person("Hid", circle="sealed-one"), a_person("Jona")
    with context.viewing(insider, at=AT):
        merge(insider, hidden, child)
    with context.viewing(manager, at=AT):
        services.protect_identity(actor=manager, at=AT, person_id=child.pk)
    with context.viewing(insider, at=AT):
        opened = queries.open_person(viewer=insider, at=AT, pk=hidden.pk)
        assert opened.ids == (hidden.pk,) and "new identity" in opened.merges[0].undo_reason
