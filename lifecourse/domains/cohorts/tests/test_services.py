"""Cohorts by commands: agreed by another, versioned, ended; members decided and moved into one concern."""

import csv
import datetime as dt
import io

import pytest

from lifecourse.domains.cohorts import exports, queries, services
from lifecourse.domains.cohorts.models import Cohort, Definition, Member, MemberDecision, Publication, Run
from lifecourse.domains.cohorts.rules import Standing, State
from lifecourse.domains.cohorts.rules.ages import Ages
from lifecourse.domains.cohorts.rules.definition import Chosen, Rule, defined
from lifecourse.domains.concerns.models import Concern, Note, Subject
from lifecourse.domains.concerns.tests.factories import a_hub
from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.involvement.tests import factories as lists

from .factories import (
    AT,
    MACHINE,
    TODAY,
    a_cohort,
    a_list,
    a_person,
    a_run,
    an_analyst,
    an_approver,
    an_office,
    wanted,
)

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


def test_a_cohort_has_a_circle_of_its_own_with_its_owner_in_it_and_nobody_else() -> None:
    analyst, approver = an_analyst(), an_approver()
    cohort = a_cohort(analyst, agreed=False)
    assert cohort.members_circle_id != cohort.circle_id
    names = list(cohort.members_circle.memberships.values_list("user__full_name", "role_id", "reason"))
    assert names == [(analyst.full_name, "cohort_analyst", "Owner of the cohort")]
    with context.viewing(approver, at=AT):
        assert queries.cohort_record(viewer=approver, pk=cohort.pk).sees_members is False


def test_nobody_agrees_their_own_and_a_later_version_is_read_first() -> None:
    analyst, approver = an_analyst(), an_approver()
    lists.join(analyst, an_office(), "cohort_approver")
    cohort = a_cohort(analyst, agreed=False)
    with context.viewing(analyst, at=AT):
        with pytest.raises(Refused, match="Somebody else"):
            services.agree_cohort(actor=analyst, at=AT, cohort_id=cohort.pk, number=1)
        services.change_cohort(actor=analyst, at=AT, cohort_id=cohort.pk, wanted=wanted(Rule.NO_ADULT_SERVICE), seen=1)
    with context.viewing(approver, at=AT):
        with pytest.raises(StaleRecord):
            services.agree_cohort(actor=approver, at=AT, cohort_id=cohort.pk, number=1)
        services.agree_cohort(actor=approver, at=AT, cohort_id=cohort.pk, number=2)
        with pytest.raises(Refused, match="agreed already"):
            services.agree_cohort(actor=approver, at=AT, cohort_id=cohort.pk, number=2)
        with pytest.raises(NotPermitted):
            services.change_cohort(actor=approver, at=AT, cohort_id=cohort.pk, wanted=wanted())
        assert Cohort.objects.get().state == State.AGREED


def test_a_change_is_a_new_version_and_the_agreed_one_stands_until_it_is_agreed() -> None:
    analyst = an_analyst()
    a_list("school_roll")
    cohort = a_cohort(analyst)
    narrower = defined(Rule.ON_NO_LIST, ages=Ages(120, 144))
    with context.viewing(analyst, at=AT):
        services.change_cohort(actor=analyst, at=AT, cohort_id=cohort.pk, wanted=wanted(definition=narrower))
        record = queries.cohort_record(viewer=analyst, pk=cohort.pk)
        assert (record.standing.number, record.proposed.number) == (1, 2)
        assert a_run(cohort, analyst).definition.number == 1
        first = Definition.objects.get(number=1)
        assert queries.definition_of(version=first).ages.school, "history is not rewritten"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"lawful_basis": "because"}, "lawful_basis"),
        ({"lawful_condition": ""}, "lawful_condition"),
        ({"expires_on": TODAY}, "expires_on"),
        ({"definition": defined(Rule.ON_NO_LIST, absent_from=Chosen(("gossip",)))}, "absent_from"),
    ],
)
def test_what_cannot_be_agreed_is_not_started(fields: dict, field: str) -> None:
    analyst = an_analyst()
    with pytest.raises(Refused) as refused:
        a_cohort(analyst, agreed=False, **fields)
    assert refused.value.field == field
    with context.as_system("test"):
        assert not Cohort.objects.exists(), "nothing is left of it, nor its circle"


def test_who_may_not_see_cohorts_is_told_that_there_is_none() -> None:
    analyst, stranger = an_analyst(), lists.member(lists.an_index(), "index_reader")
    cohort = a_cohort(analyst)
    with context.viewing(stranger, at=AT):
        assert queries.cohorts(viewer=stranger) == []
        for act in (
            lambda: queries.cohort(viewer=stranger, pk=cohort.pk),
            lambda: services.agree_cohort(actor=stranger, at=AT, cohort_id=cohort.pk, number=1),
            lambda: services.end_cohort(actor=stranger, at=AT, cohort_id=cohort.pk, because="Mine"),
        ):
            with pytest.raises(NotFound):
                act()


def test_ending_lets_everybody_out_and_stops_runs() -> None:
    analyst = an_analyst()
    a_list("school_roll")
    cohort = a_cohort(analyst)
    run = a_run(cohort, analyst)
    with context.viewing(analyst, at=LATER):
        services.end_cohort(actor=analyst, at=LATER, cohort_id=cohort.pk, because="The purpose is met.")
    after = LATER + dt.timedelta(minutes=1)
    with context.viewing(analyst, at=after):
        assert queries.cohort_record(viewer=analyst, pk=cohort.pk).cohort.ended_because == "The purpose is met."
        with pytest.raises(NotFound):
            queries.open_run(viewer=analyst, at=after, pk=run.pk)
        with pytest.raises(NotFound):
            services.start_run(actor=analyst, at=after, cohort_id=cohort.pk)


def test_a_cohort_runs_once_at_a_time_and_not_after_its_last_day() -> None:
    analyst = an_analyst()
    a_list("school_roll")
    cohort = a_cohort(analyst, expires_on=TODAY + dt.timedelta(days=1))
    with context.viewing(analyst, at=AT):
        asked = services.start_run(actor=analyst, at=AT, cohort_id=cohort.pk)
        with pytest.raises(Refused, match="already"):
            services.start_run(actor=analyst, at=AT, cohort_id=cohort.pk)
        services.fail_run(actor=analyst, at=AT, run_id=asked.pk, problem="The worker stopped.")
    with context.viewing(analyst, at=AT + dt.timedelta(days=2)), pytest.raises(Refused, match="over"):
        services.start_run(actor=analyst, at=AT + dt.timedelta(days=2), cohort_id=cohort.pk)


@pytest.fixture
def found():
    """A hub officer's cohort with one member, Katy, and what belongs to it."""
    officer = an_analyst("Olive Officer-Invented", hub=True)
    a_list("school_roll", ages=(4, 19))
    katy = a_person("Katy")
    cohort = a_cohort(officer)
    return officer, cohort, katy, a_run(cohort, officer)


def the_member(run: Run) -> Member:
    return Member.objects.get(run=run)


def test_a_decision_stays_through_the_next_run_and_what_was_said_stays_said(found) -> None:
    officer, cohort, katy, run = found
    with context.viewing(officer, at=AT):
        member = the_member(run)
        services.decide_member(
            actor=officer, at=AT, member_id=member.pk, standing=Standing.LOOKED_AT, words="Rang the school."
        )
        services.decide_member(
            actor=officer, at=AT, member_id=member.pk, standing=Standing.EXPLAINED, reason="home_educated", seen=2
        )
        with pytest.raises(StaleRecord):
            services.decide_member(
                actor=officer, at=AT, member_id=member.pk, standing=Standing.EXPLAINED, reason="died", seen=2
            )
        assert MemberDecision.objects.count() == 2
    again = a_run(cohort, officer, at=LATER)
    with context.viewing(officer, at=LATER):
        assert the_member(again).standing == Standing.EXPLAINED and the_member(again).reason == "home_educated"
        with pytest.raises(Refused, match="newer run"):
            services.decide_member(
                actor=officer, at=LATER, member_id=member.pk, standing=Standing.LOOKED_AT, words="Again."
            )


def test_moving_into_a_concern_is_one_command_and_twice_is_once(found) -> None:
    officer, cohort, katy, run = found
    with context.viewing(officer, at=AT):
        member = the_member(run)
        with pytest.raises(Refused, match="worries"):
            services.move_to_concern(actor=officer, at=AT, member_id=member.pk, words=" ")
        for _ in range(2):
            moved = services.move_to_concern(actor=officer, at=AT, member_id=member.pk, words="No school knows her.")
        concern = Concern.objects.get()
        subject = Subject.objects.get()
        assert subject.person_id == katy.pk and subject.resolution == "matched"
        assert subject.given_name == "Katy" and subject.kind == "child" and subject.address_words == ""
        assert cohort.reference in concern.narrative and cohort.reference in Note.objects.get().text
        assert (moved.concern_id, moved.concern_reference) == (concern.pk, concern.reference)
        assert concern.lawful_basis == "public_task"
        with pytest.raises(Refused, match="moved into a concern"):
            services.decide_member(
                actor=officer, at=AT, member_id=member.pk, standing=Standing.EXPLAINED, reason="died"
            )
    again = a_run(cohort, officer, at=LATER)
    with context.viewing(officer, at=LATER):
        kept = the_member(again)
        assert (kept.standing, kept.concern_reference) == (Standing.MOVED, concern.reference)
        services.move_to_concern(actor=officer, at=LATER, member_id=kept.pk, words="Once more.")
        assert Concern.objects.count() == 1
        shown = queries.open_member(viewer=officer, at=LATER, pk=kept.pk)
        assert [entry.title for entry in shown.concerns] == [f"Concern {concern.reference}"]
    with context.as_system("test"):
        assert Event.objects.filter(event="cohorts.member_moved", subject_id=katy.pk).count() == 3


def test_who_is_not_of_the_hub_moves_nobody_and_nothing_is_left_of_the_try() -> None:
    analyst = an_analyst()
    a_list("school_roll", ages=(4, 19))
    a_person("Katy")
    a_hub()
    run = a_run(a_cohort(analyst), analyst)
    with context.viewing(analyst, at=AT):
        with pytest.raises(NotPermitted):
            services.move_to_concern(actor=analyst, at=AT, member_id=the_member(run).pk, words="No school knows her.")
        assert the_member(run).standing == Standing.NEW
    with context.as_system("test"):
        assert not Concern.objects.exists()


def test_small_counts_are_published_by_nobody(found) -> None:
    officer, cohort, katy, run = found
    reader = lists.member(an_office(), "cohort_reader")
    with context.viewing(officer, at=AT):
        made = services.publish_counts(actor=officer, at=AT, run_id=run.pk)
        assert services.publish_counts(actor=officer, at=AT, run_id=run.pk).pk == made.pk
    with context.viewing(reader, at=AT):
        shown = queries.published(viewer=reader, at=AT, pk=made.pk)
        assert shown.threshold == 5
        cells = [cell for _, *row in shown.rows for cell in row]
        assert "hidden" in cells and not any(isinstance(cell, int) and 1 <= cell <= 5 for cell in cells)
        text = exports.published_csv(found=shown, made_at=AT).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text)))
        assert ["Belongs", "0", "c", "0", "0", "0", "0", "c"] in table
        assert not Run.objects.exists(), "the run itself is not the office's"


def test_whoever_is_let_in_sees_who_belongs_and_only_then(found) -> None:
    officer, cohort, katy, run = found
    other = an_analyst()
    with context.viewing(other, at=AT), pytest.raises(NotFound):
        queries.member(viewer=other, pk=_member_id(run))
    lists.join(other, cohort.members_circle, "cohort_analyst")
    with context.viewing(other, at=AT):
        assert queries.open_member(viewer=other, at=AT, pk=_member_id(run)).line.name.startswith("Katy")
    with context.as_system("test"):
        for place in other.memberships.filter(circle=lists.an_index()):
            access.end_membership(actor=MACHINE, at=AT, membership=place, reason="left")
    with context.viewing(other, at=LATER):
        assert queries.members(viewer=other, at=LATER, pk=run.pk, filters=queries.Filters()).rows == ()
        assert not Publication.objects.exists()


def _member_id(run: Run):
    with context.as_system("test"):
        return Member.objects.get(run=run).pk
