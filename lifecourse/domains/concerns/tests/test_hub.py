"""A concern from receipt to closing, by commands, each as a person with a shipped role."""

import datetime as dt

import pytest

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import Concern, Decision
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.clocks import queries as clocks

from .factories import AT, a_public_concern
from .staff import desk_member, hub_member

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(hours=1)


@pytest.fixture
def agency():
    return an_organisation("fire")


@pytest.fixture
def officer(agency):
    return hub_member("hub_officer", agency, name="Olive Officer")


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency, name="Mo Manager")


def screened(officer, *, rating=rules.Rating.AMBER, **fields) -> Concern:
    concern = a_public_concern(**fields)
    services.start_screening(actor=officer, at=AT, concern=concern)
    return services.rate(actor=officer, at=AT, concern=concern, rating=rating, reason="Two signs of neglect.")


def running(viewer, concern) -> set[str]:
    found = clocks.clocks_for(viewer=viewer, subject_type="concerns.concern", subject_ids=[concern.pk], at=LATER)
    return {view.kind for view in found[concern.pk] if view.is_open}


def decide(manager, concern, agency, *, outcome=rules.Outcome.SAFE_AND_WELL_VISIT, level=2, **more) -> Decision:
    return services.decide(
        actor=manager,
        at=LATER,
        concern=concern,
        level=level,
        reason="Nobody has seen them for a week.",
        outcomes=[services.OutcomeTold(outcome=outcome, organisation=agency)],
        brief="Knock at number 14 and see whether they are warm and fed.",
        **more,
    )


def test_a_concern_is_screened_rated_decided_followed_up_and_closed(officer, manager, agency) -> None:
    with viewing(officer, at=AT):
        concern = screened(officer, feedback_wanted=True, reporter=services.ReporterTold(phone="01632 960000"))
        # Green at 72 hours would still be decided in one working day: both clocks run, whatever the rating.
        assert running(officer, concern) == {"concern_decision", "rag_amber"}
        with pytest.raises(NotPermitted):
            decide(officer, concern, agency)
    with viewing(manager, at=LATER):
        decision = decide(manager, concern, agency)
        assert not decision.needs_signature
        assert running(manager, concern) == {"feedback"}
        (action,) = Action.objects.all()
        assert (action.kind, action.circle_id) == ("safe_and_well_visit", agency.desk_id)
        assert "number 14" in action.request and concern.narrative not in action.request
        with pytest.raises(Refused, match="still open"):
            services.close_concern(actor=manager, at=LATER, concern=concern)
    responder = desk_member(agency, "visitor")
    with viewing(responder, at=LATER):
        from lifecourse.kernel.actions import services as actions

        action = Action.objects.get()
        actions.accept_action(actor=responder, at=LATER, action=action)
        actions.record_result(
            actor=responder,
            at=LATER,
            action=action,
            result="seen",
            made_at=LATER,
            made_by_name="Vi Visitor",
            words="Warm.",
        )
        assert not Concern.objects.exists()  # the visitor sees the visit and not the concern
    with viewing(manager, at=LATER):
        concern.refresh_from_db()
        with pytest.raises(Refused, match="hear back"):
            services.close_concern(actor=manager, at=LATER, concern=concern)
        services.give_feedback(actor=manager, at=LATER, concern=concern, by="phone")
        services.close_concern(actor=manager, at=LATER, concern=concern)
        assert concern.state == rules.State.CLOSED and running(manager, concern) == set()


def test_doing_nothing_about_red_waits_for_somebody_elses_signature(officer, manager, agency) -> None:
    with viewing(manager, at=AT):
        concern = screened(manager, rating=rules.Rating.RED)
        decision = decide(manager, concern, agency, level=1)
        assert decision.needs_signature and concern.state == rules.State.AWAITING_SIGNATURE
        assert not Action.objects.exists()
        with pytest.raises(Refused, match="somebody else"):
            services.sign_decision(actor=manager, at=LATER, decision=decision)
    other = hub_member("hub_manager", agency)
    with viewing(other, at=LATER):
        decision = queries.decision(viewer=other, pk=decision.pk)
        services.return_decision(actor=other, at=LATER, decision=decision, words="The child is three.")
        concern.refresh_from_db()
        assert concern.state == rules.State.DECIDING and decision.state == "returned"
        second = decide(other, concern, agency, level=1)
    with viewing(manager, at=LATER):
        services.sign_decision(actor=manager, at=LATER, decision=queries.decision(viewer=manager, pk=second.pk))
        assert Action.objects.count() == 1


def test_a_new_rating_keeps_the_time_already_spent(officer) -> None:
    with viewing(officer, at=AT):
        concern = screened(officer, rating=rules.Rating.GREEN)
        services.rate(
            actor=officer, at=LATER, concern=concern, rating=rules.Rating.RED, reason="A baby is in the house."
        )
        found = clocks.clocks_for(viewer=officer, subject_type="concerns.concern", subject_ids=[concern.pk], at=LATER)
        red = next(view for view in found[concern.pk] if view.kind == "rag_red")
        assert red.start_at == concern.received_at
        with pytest.raises(Refused, match="Say why"):
            services.rate(actor=officer, at=LATER, concern=concern, rating=rules.Rating.AMBER, reason=" ")


def test_two_officers_do_not_overwrite_each_other(officer) -> None:
    with viewing(officer, at=AT):
        concern = screened(officer)
        mine, theirs = Concern.objects.get(pk=concern.pk), Concern.objects.get(pk=concern.pk)
        services.rate(
            actor=officer, at=LATER, concern=theirs, rating=rules.Rating.RED, reason="Worse.", seen=theirs.version
        )
        with pytest.raises(StaleRecord):
            services.rate(
                actor=officer, at=LATER, concern=mine, rating=rules.Rating.GREEN, reason="Better.", seen=mine.version
            )
        assert Concern.objects.get(pk=concern.pk).rating == "red"


def test_a_repeated_concern_follows_the_first_and_can_be_parted_again(officer) -> None:
    with viewing(officer, at=AT):
        first, again = screened(officer), a_public_concern(narrative="The same child again.")
        services.link_concern(actor=officer, at=AT, concern=again, to=first)
        assert running(officer, again) == set()
        with pytest.raises(Refused, match="not to itself"):
            services.link_concern(actor=officer, at=AT, concern=first, to=again)
        services.unlink_concern(actor=officer, at=AT, concern=again)
        assert running(officer, again) == {"concern_decision"}


def test_opening_a_concern_is_recorded_and_another_circle_finds_nothing(officer) -> None:
    outsider = desk_member(an_organisation("school"))
    concern = a_public_concern()
    with viewing(officer, at=AT):
        from lifecourse.kernel.audit.models import Event

        queries.open_concern(viewer=officer, at=AT, pk=concern.pk)
        assert Event.objects.filter(event="concerns.opened", subject_id=concern.pk, actor_id=officer.pk).count() == 1
    with viewing(outsider, at=AT), pytest.raises(NotFound):
        queries.open_concern(viewer=outsider, at=AT, pk=concern.pk)


def test_a_sealed_concern_no_longer_exists_for_the_hub(officer, manager, agency) -> None:
    from lifecourse.kernel.access.models import CircleKind
    from lifecourse.kernel.agencies.tests.factories import a_circle

    from .staff import join

    with viewing(manager, at=AT):
        concern = screened(manager)
        decide(manager, concern, agency)
    sealed = a_circle("sealed-1", CircleKind.SEALED)
    join(manager, sealed, "hub_manager")
    with viewing(manager, at=LATER):
        services.seal_concern(
            actor=manager,
            at=LATER,
            concern=queries.concern(viewer=manager, pk=concern.pk),
            circle=sealed,
            reason="A colleague.",
        )
        assert queries.open_concern(viewer=manager, at=LATER, pk=concern.pk).subjects
    with viewing(officer, at=LATER):
        assert not Concern.objects.filter(pk=concern.pk).exists()
        assert not Action.objects.exists()
        found = queries.worklist(viewer=officer, at=LATER, filters=queries.Filters())
        assert found.total == 0 and not any(facet.count for group in found.facets.values() for facet in group)
