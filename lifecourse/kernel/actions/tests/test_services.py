"""Actions run under a clock, stay on their desk, and are closed twice by two people."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from lifecourse.kernel.access import context
from lifecourse.kernel.actions import queries, services
from lifecourse.kernel.actions.models import Action, Attempt
from lifecourse.kernel.actions.rules import Result, State
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.agencies.tests.factories import a_circle, an_organisation
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.clocks.models import Clock
from lifecourse.kernel.letters.models import Letter

from .factories import AT, MACHINE, a_hub_officer, a_responder, an_action, desk_of

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(hours=2)


@pytest.fixture
def housing():
    return an_organisation("housing", domain="housing.example", name="Wigan Housing")


@pytest.fixture
def fire():
    return an_organisation("fire", name="Fire Service")


@pytest.fixture
def opened(housing, fire):
    with context.as_system("test") as machine:
        yield machine


def clock_of(action: Action) -> Clock:
    return Clock.objects.get(subject_id=action.pk)


# Asking -------------------------------------------------------------------------------------------------------------
def test_it_sits_on_the_desk_under_its_clock(housing, opened) -> None:
    action = an_action(housing)
    assert (action.circle_id, action.state, action.title) == (
        housing.desk_id,
        State.OPEN,
        "Community safe and well visit",
    )
    clock = clock_of(action)
    assert (clock.circle_id, clock.kind_id, clock.due_at) == (housing.desk_id, "safe_and_well_visit", action.due_at)
    assert action.due_at == AT + dt.timedelta(hours=72)


def test_only_whoever_may_ask_at_that_desk(housing, fire) -> None:
    hub, responder = a_hub_officer(housing), a_responder(housing)
    with context.viewing(hub, at=AT):
        assert an_action(housing, actor=hub)
        with pytest.raises(NotPermitted):
            an_action(fire, actor=hub)
    with context.viewing(responder, at=AT), pytest.raises(NotPermitted):
        an_action(housing, actor=responder)


def test_an_organisation_without_a_desk_is_refused(opened) -> None:
    elsewhere = an_organisation("elsewhere", desk=False)
    with pytest.raises(Refused, match="has no desk"):
        an_action(elsewhere)


def test_the_agency_is_told_by_reference_and_link_at_its_verified_address(housing, opened) -> None:
    assert not Letter.objects.filter(subject_id=an_action(housing).pk).exists()  # no address: the worklist has it
    agencies.add_contact_point(
        actor=MACHINE, at=AT, organisation=housing, kind="email", purpose="notifications",
        value="duty@housing.example", verified=True,
    )  # fmt: skip
    action = an_action(housing)
    letter = Letter.objects.get(subject_id=action.pk)
    assert (letter.to_address, letter.circle_id) == ("duty@housing.example", housing.desk_id)
    assert action.reference in letter.body and f"/actions/{action.pk}/" in letter.body
    assert "Example" not in letter.body and "Invented" not in letter.body


def test_the_owner_must_answer_for_that_desk(housing, fire, opened) -> None:
    assert an_action(housing, owner_user=a_responder(housing))
    with pytest.raises(Refused, match="does not answer for that desk"):
        an_action(housing, owner_user=a_responder(fire))


# Results ------------------------------------------------------------------------------------------------------------
def result(action: Action, came: str, **given) -> Action:
    at = given.pop("at", LATER)
    return services.record_result(actor=given.pop("actor", MACHINE), at=at, action=action, result=came, **given)


def test_a_visit_is_tried_until_somebody_is_seen(housing, opened) -> None:
    action = an_action(housing)
    result(action, "no_reply", words="Knocked twice.", made_by_name="Officer Sample")
    assert (action.state, action.result, clock_of(action).met_at) == (State.ACCEPTED, Result.NO_REPLY, None)
    result(action, "seen", words="Well, warm, food in the house.", at=LATER + dt.timedelta(hours=1), made_at=LATER)
    assert action.state == State.DONE
    assert clock_of(action).met_at == LATER
    assert [a.made_by_name for a in Attempt.objects.order_by("recorded_at")] == ["Officer Sample", str(MACHINE)]
    with pytest.raises(Refused):
        result(action, "seen", words="Again.")


def test_not_done_ends_it_with_the_reason(housing, opened) -> None:
    action = an_action(housing)
    with pytest.raises(Refused, match="Say why"):
        result(action, "not_made", final=True)
    action.refresh_from_db()
    result(action, "not_made", words="Nobody on shift until Friday.", final=True)
    assert (action.state, clock_of(action).met_at) == (State.NOT_DONE, LATER)


@pytest.mark.parametrize(("moved", "sentence"), [(3, "future"), (-1, "before it was asked")])
def test_a_visit_is_neither_in_the_future_nor_before_it_was_asked(housing, opened, moved, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        result(an_action(housing), "seen", words="Well.", made_at=AT + dt.timedelta(hours=moved))


def test_a_visit_in_the_minute_it_was_asked_is_taken(housing, opened) -> None:
    asked = AT + dt.timedelta(seconds=40)
    action = result(an_action(housing, at=asked), "seen", words="Well.", made_at=AT)
    assert (action.state, clock_of(action).met_at) == (State.DONE, asked)


def test_what_is_finished_stands_below_what_is_not(housing, opened) -> None:
    done, later = an_action(housing), an_action(housing, at=LATER)
    result(done, "moved")
    assert list(queries.actions_of_organisation(viewer=opened, at=LATER)) == [later, done]


def test_declined_goes_back_to_the_hub_and_the_clock_runs_on(housing, fire, opened) -> None:
    action = an_action(housing)
    with pytest.raises(Refused, match="Say why"):
        services.decline_action(actor=MACHINE, at=LATER, action=action, reason=" ")
    action.refresh_from_db()
    services.decline_action(actor=MACHINE, at=LATER, action=action, reason="Not our tenant.")
    assert (action.state, clock_of(action).stopped_at) == (State.DECLINED, None)
    services.reassign_action(
        actor=MACHINE, at=LATER, action=action, owner_organisation=fire, reason="Their home safety team will go."
    )
    clock = clock_of(action)
    assert (action.state, action.circle_id, clock.circle_id) == (State.OPEN, fire.desk_id, fire.desk_id)
    assert clock.due_at == AT + dt.timedelta(hours=72)  # the person has waited since then


def test_withdrawing_stops_the_clock(housing, opened) -> None:
    action = services.withdraw_action(actor=MACHINE, at=LATER, action=an_action(housing), reason="Found to be open.")
    assert (action.state, clock_of(action).stopped_at) == (State.WITHDRAWN, LATER)


# Evidence -----------------------------------------------------------------------------------------------------------
def test_complete_is_not_evidenced(housing) -> None:
    hub, responder = a_hub_officer(housing), a_responder(housing)
    with context.viewing(hub, at=AT):
        action = an_action(housing, actor=hub)
    with context.viewing(responder, at=LATER):
        result(action, "seen", words="Well.", actor=responder)
        with pytest.raises(Refused, match="Somebody else"):
            services.evidence_action(actor=responder, at=LATER, action=action, evidence="I went.")
    with context.viewing(hub, at=LATER):
        services.evidence_action(actor=hub, at=LATER, action=action, evidence="Spoke to the health visitor.")
        assert action.evidenced_by_id == hub.pk
        with pytest.raises(Refused, match="already"):
            services.evidence_action(actor=hub, at=LATER, action=action, evidence="Again.")


def test_the_database_itself_wants_two_people(housing) -> None:
    responder = a_responder(housing)
    with context.as_system("test"):
        action = an_action(housing)
        result(action, "seen", words="Well.", actor=responder)
        stamp = "UPDATE actions_action SET evidence = 'x', evidenced_at = now(), evidenced_by_id = %s WHERE id = %s"
        with pytest.raises(IntegrityError, match="evidenced_by_another"), transaction.atomic():
            connection.cursor().execute(stamp, [responder.pk, action.pk])
        connection.cursor().execute(stamp, [a_responder(housing).pk, action.pk])  # the control


# Two people, and other desks ----------------------------------------------------------------------------------------
def test_a_stale_edit_is_refused(housing, opened) -> None:
    action = an_action(housing)
    seen = action.version
    services.accept_action(actor=MACHINE, at=LATER, action=action, seen=seen)
    other = Action.objects.get(pk=action.pk)
    with pytest.raises(StaleRecord):
        result(other, "seen", words="Well.", seen=seen)
    assert not Attempt.objects.exists()
    other.refresh_from_db()
    result(other, "seen", words="Well.", seen=other.version)  # the control


def test_one_desk_does_not_see_anothers(housing, fire) -> None:
    mine, stranger, hub = a_responder(housing), a_responder(fire), a_hub_officer(housing, fire)
    with context.viewing(hub, at=AT):
        action = an_action(housing, actor=hub)
    for viewer, sees in ((mine, True), (hub, True), (stranger, False)):
        with context.viewing(viewer, at=AT):
            assert queries.actions_of_organisation(viewer=viewer, at=AT).filter(pk=action.pk).exists() is sees
            assert bool(queries.counts(viewer=viewer, at=AT)["state"]) is sees
            if sees:
                assert queries.action(viewer=viewer, action_id=action.pk, at=AT) == action
            else:
                assert not queries.worklist(viewer=viewer, at=AT)
                assert not Action.objects.exists()  # the second wall alone
                with pytest.raises(NotFound):
                    queries.action(viewer=viewer, action_id=action.pk, at=AT)
    with context.viewing(mine, at=AT):
        assert [item.url for item in queries.worklist(viewer=mine, at=AT)] == [f"/actions/{action.pk}/"]
    with context.viewing(hub, at=AT):
        assert not queries.worklist(viewer=hub, at=AT)  # it runs in time: nothing for the hub to do
    late = AT + dt.timedelta(hours=73)
    with context.viewing(hub, at=late):
        assert len(queries.worklist(viewer=hub, at=late)) == 1


def test_access_ends_when_it_is_given_to_another_agency(housing, fire) -> None:
    hub, mine = a_hub_officer(housing, fire), a_responder(housing)
    with context.viewing(hub, at=AT):
        action = an_action(housing, actor=hub)
    with context.viewing(mine, at=LATER):
        result(action, "no_reply", words="Knocked.", actor=mine)
        with pytest.raises(NotPermitted):
            services.reassign_action(actor=mine, at=LATER, action=action, owner_organisation=fire, reason="Theirs.")
    with context.viewing(hub, at=LATER):
        action = queries.action(viewer=hub, action_id=action.pk, at=LATER)
        services.reassign_action(actor=hub, at=LATER, action=action, owner_organisation=fire, reason="Theirs.")
        assert len(queries.action(viewer=hub, action_id=action.pk, at=LATER).tries) == 1
    with context.viewing(mine, at=LATER):
        assert not Action.objects.exists() and not Attempt.objects.exists() and not Clock.objects.exists()


def test_actions_follow_their_record_into_a_sealed_circle(housing, opened) -> None:
    from lifecourse.kernel.access.models import CircleKind

    sealed = a_circle("sealed-1", CircleKind.SEALED)
    context.open_circles([desk_of(housing).pk, sealed.pk])
    about = an_action(housing)
    action, other = an_action(housing, subject=about), an_action(housing)
    result(action, "no_reply", words="Knocked.")
    assert (
        services.move_actions(
            actor=MACHINE, at=LATER, subject_type="actions.action", subject_id=about.pk, circle_id=sealed.pk
        )
        == 1
    )
    assert Action.objects.get(pk=action.pk).circle_id == sealed.pk
    assert Attempt.objects.get(action=action).circle_id == clock_of(action).circle_id == sealed.pk
    assert Action.objects.get(pk=other.pk).circle_id == housing.desk_id


# Questions ----------------------------------------------------------------------------------------------------------
def test_what_is_asked_about_a_record(housing, fire, opened) -> None:
    about = an_action(housing, kind="task")
    ids = [an_action(where, subject=about).pk for where in (housing, fire)]
    found = queries.actions_for(viewer=opened, subject_type="actions.action", subject_ids=[about.pk, ids[0]])
    assert [a.pk for a in found[about.pk]] == ids and found[ids[0]] == []
    assert queries.unfinished_for(viewer=opened, subject_type="actions.action", subject_id=about.pk) == 2
    result(Action.objects.get(pk=ids[0]), "moved")
    assert queries.unfinished_for(viewer=opened, subject_type="actions.action", subject_id=about.pk) == 1


def test_mine_and_overdue(housing) -> None:
    me, colleague = a_responder(housing), a_responder(housing)
    with context.as_system("test"):
        mine = an_action(housing, owner_user=me)
        an_action(housing, owner_user=colleague)
        early = an_action(housing, at=AT - dt.timedelta(hours=80))
    with context.viewing(me, at=AT):
        assert list(queries.my_actions(viewer=me, at=AT)) == [mine]
        assert list(queries.overdue(viewer=me, at=AT)) == [early]
        assert {item.url for item in queries.worklist(viewer=me, at=AT)} == {
            f"/actions/{mine.pk}/",
            f"/actions/{early.pk}/",
        }
        assert list(queries.actions_of_organisation(viewer=me, at=AT, mine=True)) == [mine]
        assert list(queries.actions_of_organisation(viewer=me, at=AT, overdue_only=True)) == [early]


def test_the_list_asks_the_database_as_often_for_one_as_for_twenty(housing, django_assert_num_queries) -> None:
    me = a_responder(housing)

    def shown() -> None:
        with context.viewing(me, at=AT):
            for row in queries.actions_of_organisation(viewer=me, at=AT):
                assert row.owner_organisation.name and row.circle.name
                _ = row.owner_user

    def ask(number: int) -> None:
        with context.as_system("test"):
            for _ in range(number):
                an_action(housing, owner_user=me)

    ask(1)
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        shown()
    ask(19)
    with django_assert_num_queries(len(one)):
        shown()
