"""Runs of the first cohorts: who belongs, who is left out and why, and that every person is in exactly one group."""

import datetime as dt

import pytest

from lifecourse.domains.cohorts import queries, services
from lifecourse.domains.cohorts.models import Member, Run
from lifecourse.domains.cohorts.rules.counts import in_groups
from lifecourse.domains.cohorts.rules.definition import Rule
from lifecourse.domains.cohorts.rules.fitting import Group
from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.agencies.rules import AreaKind
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.involvement.tests import factories as lists
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import EndReason

from .factories import (
    AT,
    HOME,
    MACHINE,
    TODAY,
    a_cohort,
    a_list,
    a_person,
    a_run,
    an_analyst,
    an_index,
    on_list,
)

pytestmark = pytest.mark.django_db


def members_of(run: Run) -> dict[str, Member]:
    """Members by the first name of each."""
    with context.as_system("test"):
        return {
            one.person.display_name.split()[0]: one for one in Member.objects.filter(run=run).select_related("person")
        }


def groups_of(run: Run) -> dict[Group, int]:
    return {group: n for group, n in in_groups(run.counts).items() if n}


def people_in_index() -> int:
    with context.as_system("test"):
        return Person.objects.filter(circle=an_index()).values("root_id").distinct().count()


def test_school_age_on_no_roll_and_no_home_education_list() -> None:
    analyst = an_analyst()
    roll, home, gp = a_list("school_roll", ages=(4, 19)), a_list("home_education"), a_list("births_or_gp")
    with context.as_system("test"):
        agencies.create_area(
            actor=MACHINE, at=AT, code="wards", name="Wards", kind=AreaKind.WARD, postcode_prefixes=["AA1"]
        )
    for name, source in (("Pupil", roll), ("Taught", home)):
        on_list(a_person(name), source)
    on_list(a_person("Katy", postcode="AA1 1AA"), gp)
    left = a_person("Leaver", postcode="AA1 1AA")
    on_list(left, roll, closed_on=dt.date(2025, 12, 19))
    a_person("Toddler", born=dt.date(2024, 1, 1))
    a_person("Grownup", born=dt.date(1990, 1, 1))
    a_person("Elsewhere", postcode="ZZ1 1ZZ")
    a_person("Hidden", postcode="ZZ1 1ZZ", protected=True)
    a_person("Undated", born=None)
    a_person("Around", birth=births.about(16, TODAY))
    a_person("Unborn", birth=births.expected(TODAY + dt.timedelta(days=60)))
    a_person("Nowhere", lines="")
    gone = a_person("Gone")
    with context.as_system("test"):
        people.record_death(actor=MACHINE, at=AT, person_id=a_person("Dead").pk, died_on=TODAY, source="Test")
        address = gone.addresses.get()
        people.end_fact(
            actor=MACHINE,
            at=AT,
            person_id=gone.pk,
            fact="address",
            fact_id=address.pk,
            reason=EndReason.CHANGED,
            on=TODAY,
        )
    run = a_run(a_cohort(analyst), analyst)
    found = members_of(run)
    assert set(found) == {"Katy", "Leaver", "Around", "Nowhere", "Gone", "Hidden"}
    assert {name: one.doubts for name, one in found.items()} == {
        "Katy": [],
        "Leaver": [],
        "Hidden": [],
        "Around": ["age_unsure"],
        "Nowhere": ["no_address"],
        "Gone": ["address_ended"],
    }
    groups = groups_of(run)
    assert groups == {
        Group.FITS: 3,
        Group.DOUBTFUL: 3,
        Group.FOUND: 2,
        Group.LIVES_ELSEWHERE: 1,
        Group.OTHER_AGE: 2 + 3,  # and one grown-up on each of the three lists
        Group.AGE_NOT_KNOWN: 1,
        Group.UNBORN: 1,
        Group.DIED: 1,
    }
    assert sum(groups.values()) == run.considered == people_in_index()
    assert found["Leaver"].evidence[0]["until"] == "2025-12-19"
    assert found["Katy"].last_by == gp.service_id and found["Katy"].last_on == TODAY
    assert run.counts["on_kinds"] == {"0": 5, "1": 3}


def test_a_list_that_is_stale_or_never_came_or_covers_them_not_is_an_honest_doubt() -> None:
    analyst = an_analyst()
    a_list("school_roll", ages=(4, 19), taken_on=TODAY - dt.timedelta(days=30))
    a_list("home_education", taken_on=None)
    a_person("Katy")
    a_person("Older", born=dt.date(2010, 1, 4))
    run = a_run(a_cohort(analyst), analyst)
    assert members_of(run)["Katy"].doubts == ["list_stale", "not_searched"]
    narrow = a_list("early_help", ages=(4, 12))
    definition = queries.definition_of(version=run.definition)
    from dataclasses import replace

    from lifecourse.domains.cohorts.rules.definition import Chosen

    other = a_run(
        a_cohort(analyst, definition=replace(definition, absent_from=Chosen(services=(narrow.service_id,)))), analyst
    )
    assert members_of(other)["Katy"].doubts == []
    assert members_of(other)["Older"].doubts == ["not_covered"]


def test_where_no_list_was_loaded_nobody_is_said_to_be_missing() -> None:
    analyst = an_analyst()
    a_list("school_roll", taken_on=None)
    cohort = a_cohort(analyst)
    with context.viewing(analyst, at=AT), pytest.raises(Refused, match="None of the lists"):
        services.start_run(actor=analyst, at=AT, cohort_id=cohort.pk)


def test_a_person_who_may_be_listed_under_another_record_is_doubtful_and_a_merged_one_found() -> None:
    analyst = an_analyst()
    roll = a_list("school_roll", ages=(4, 19))
    one, other = a_person("Katy"), a_person("Catherine")
    on_list(other, roll)
    with context.as_system("test"):
        twin = a_person("Katie")
        lists_pair(twin, other, roll)
        people.merge_people(actor=MACHINE, at=AT, loser_id=one.pk, survivor_id=other.pk, reason="One child.")
    run = a_run(a_cohort(analyst), analyst)
    assert {name: one.doubts for name, one in members_of(run).items()} == {"Katie": ["possible_duplicate"]}
    assert groups_of(run)[Group.FOUND] == 1
    assert sum(groups_of(run).values()) == people_in_index()


def lists_pair(person: Person, other: Person, source) -> None:
    from lifecourse.kernel.matching.services import Proposed, propose_pairs

    pair = Proposed(person.pk, other.pk, source.name, 21.0, "strong", "The same name.")
    assert propose_pairs(actor=MACHINE, at=AT, pairs=[pair]) == 1


def test_an_adult_is_known_and_the_child_of_the_household_is_not() -> None:
    analyst = an_analyst()
    a_list("social_care", ages=(None, 17))
    care, drugs = a_list("early_help"), a_list("adult_substance_misuse", ages=(18, None))
    parent = a_person("Parent", born=dt.date(1990, 1, 1), postcode="AA1 1AA")
    on_list(parent, drugs)
    a_person("Wren", postcode="AA1 1AA")
    a_person("Linnet", birth=births.expected(TODAY + dt.timedelta(days=60)), postcode="AA1 1AA")
    on_list(a_person("Helped", postcode="AA1 1AA"), care)
    a_person("Neighbour", lines="15 Invented Street", postcode="AA1 1AA")
    # A protected address puts nobody into a household.
    a_person("Refuge", postcode="AA1 1AA", protected=True)
    run = a_run(a_cohort(analyst, Rule.CHILD_OF_KNOWN_ADULT), analyst)
    found = members_of(run)
    assert set(found) == {"Wren", "Linnet"}
    assert found["Wren"].adults == [{"person": str(parent.pk), "service": str(drugs.service_id)}]
    groups = groups_of(run)
    assert groups[Group.FOUND] == 1 and groups[Group.NO_ADULT] == 2
    assert sum(groups.values()) == run.considered == people_in_index()


def test_a_hostel_is_no_household() -> None:
    analyst = an_analyst()
    a_list("social_care")
    drugs = a_list("adult_substance_misuse")
    on_list(a_person("Parent", born=dt.date(1990, 1, 1), postcode="AA1 1AA"), drugs)
    for number in range(15):
        a_person(f"Lodger{number}", postcode="AA1 1AA")
    assert members_of(a_run(a_cohort(analyst, Rule.CHILD_OF_KNOWN_ADULT), analyst)) == {}


def test_seventeen_and_a_half_known_before_and_open_to_no_adult_service() -> None:
    analyst = an_analyst()
    care, adults = a_list("social_care"), a_list("adult_social_care", ages=(16, None))
    nearly, young = dt.date(2008, 6, 1), dt.date(2009, 6, 1)
    for name, born, closed in (("Gap", nearly, TODAY), ("Young", young, TODAY), ("Open", nearly, None)):
        on_list(a_person(name, born=born), care, closed_on=closed)
    carried = a_person("Carried", born=nearly)
    on_list(carried, care, closed_on=TODAY)
    on_list(carried, adults)
    a_person("Stranger", born=nearly)
    run = a_run(a_cohort(analyst, Rule.NO_ADULT_SERVICE), analyst)
    assert set(members_of(run)) == {"Gap", "Open"}
    groups = groups_of(run)
    assert (groups[Group.FOUND], groups[Group.NOT_KNOWN_BEFORE]) == (1, 1)
    assert sum(groups.values()) == run.considered == people_in_index()


def test_the_sealed_leave_no_trace_in_members_or_counts() -> None:
    analyst = an_analyst()
    a_list("school_roll", ages=(4, 19))
    a_person("Katy")
    cohort = a_cohort(analyst)
    before = a_run(cohort, analyst)
    with context.as_system("test"):
        sealed = access.create_circle(actor=MACHINE, at=AT, code="sealed-x", name="X", kind=CircleKind.SEALED)
    a_person("Sealed", circle=sealed)
    # Even for who is inside the sealed circle: a run is over the ordinary index.
    lists.join(analyst, sealed, "index_reader")
    after = a_run(cohort, analyst, at=AT + dt.timedelta(hours=1))
    assert (after.considered, after.counts, after.lists) == (before.considered, before.counts, before.lists)
    assert set(members_of(after)) == {"Katy"}


def test_somebody_sealed_after_a_run_is_gone_from_its_list() -> None:
    analyst = an_analyst()
    a_list("school_roll", ages=(4, 19))
    katy = a_person("Katy")
    a_person("Tom")
    run = a_run(a_cohort(analyst), analyst)
    key = members_of(run)["Katy"].pk
    with context.as_system("test"):
        sealed = access.create_circle(actor=MACHINE, at=AT, code="sealed-x", name="X", kind=CircleKind.SEALED)
        people.seal_person(actor=MACHINE, at=AT, person_id=katy.pk, circle_id=sealed.pk, reason_code="colleague")
    with context.viewing(analyst, at=AT):
        shown = queries.members(viewer=analyst, at=AT, pk=run.pk, filters=queries.Filters())
        assert [row.name.split()[0] for row in shown.rows] == ["Tom"]
        assert shown.page.paginator.count == 1 and sum(shown.standings.values()) == 1
        with pytest.raises(NotFound):
            queries.open_member(viewer=analyst, at=AT, pk=key)


def test_who_is_not_in_the_index_or_not_in_the_circle_runs_nothing() -> None:
    analyst, other = an_analyst(), an_analyst()
    a_list("school_roll")
    cohort = a_cohort(analyst)
    with context.viewing(other, at=AT), pytest.raises(NotFound):
        services.start_run(actor=other, at=AT, cohort_id=cohort.pk)
    run = a_run(cohort, analyst)
    with context.viewing(other, at=AT):
        assert not Run.objects.exists() and not Member.objects.exists()
        with pytest.raises(NotFound):
            queries.open_run(viewer=other, at=AT, pk=run.pk)
    outside = an_analyst()
    with context.as_system("test"):
        for place in outside.memberships.filter(circle=an_index()):
            access.end_membership(actor=MACHINE, at=AT, membership=place, reason="left")
    second = a_cohort(outside)
    with context.viewing(outside, at=AT), pytest.raises(NotPermitted, match="person index"):
        services.start_run(actor=outside, at=AT, cohort_id=second.pk)


def test_being_shown_is_in_the_trail_of_each_person() -> None:
    analyst = an_analyst()
    a_list("school_roll", ages=(4, 19))
    katy = a_person("Katy")
    run = a_run(a_cohort(analyst), analyst)
    with context.viewing(analyst, at=AT):
        queries.members(viewer=analyst, at=AT, pk=run.pk, filters=queries.Filters())
        queries.open_member(viewer=analyst, at=AT, pk=members_of_viewer(run))
    with context.as_system("test"):
        told = Event.objects.filter(subject_id=katy.pk, event__startswith="cohorts.")
        assert set(told.values_list("event", flat=True)) == {"cohorts.member_shown", "cohorts.member_opened"}


def members_of_viewer(run: Run):
    return Member.objects.filter(run=run).values_list("pk", flat=True)[0]


@pytest.mark.parametrize("more", [3, 30])
def test_a_run_and_its_lists_ask_as_often_for_many_as_for_few(more: int, django_assert_max_num_queries) -> None:
    analyst = an_analyst()
    roll = a_list("school_roll", ages=(4, 19))
    for number in range(more):
        on_list(a_person(f"On{number}"), roll)
        a_person(f"Off{number}", lines=f"{HOME} flat {number}")
    cohort = a_cohort(analyst)
    with context.viewing(analyst, at=AT):
        asked = services.start_run(actor=analyst, at=AT, cohort_id=cohort.pk)
        with django_assert_max_num_queries(26):
            services.carry_out_run(actor=analyst, at=AT, run_id=asked.pk)
        with django_assert_max_num_queries(11):
            queries.members(viewer=analyst, at=AT, pk=asked.pk, filters=queries.Filters())
