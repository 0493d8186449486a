"""Two people at the same moment: each test waits until one stands before the other's lock."""

import datetime as dt

import pytest

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import CheckRequest, Concern, Decision, DecisionOutcome, Subject
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.base.errors import Refused, StaleRecord

from .factories import AT
from .staff import desk_member, hub_member
from .test_hub import LATER, decide, screened
from .test_intake_services import everybody_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def one_after_another(*acts) -> list:
    """Each act once, all starting together, each on a connection of its own."""
    waiting = list(acts)
    return everybody_at_once(lambda: waiting.pop()(), times=len(acts))


def ask(actor, concern, *agencies) -> None:
    services.ask_agencies(
        actor=actor,
        at=AT,
        concern=concern,
        organisations=agencies,
        subjects=list(Subject.objects.filter(concern=concern)),
        purpose="To decide",
        lawful_basis="public_task",
        lawful_condition="safeguarding",
    )


def answer(user, request_id, *, at=LATER) -> str:
    with viewing(user, at=at):
        request = queries.open_request(viewer=user, at=at, pk=request_id)
        services.answer_check(
            actor=user,
            at=at,
            request=request,
            answers=[
                services.AnswerTold(asked=one, answer=rules.Answer.NO_RECORD, service="", searched="All cases")
                for one in request.subjects.all()
            ],
        )
    return "answered"


def test_when_the_last_agencies_answer_at_once_the_concern_moves_on() -> None:
    agencies = [an_organisation(f"agency-{number}") for number in range(5)]
    manager = hub_member("hub_manager", *agencies)
    with viewing(manager, at=AT):
        concern = screened(manager)
        ask(manager, concern, *agencies)
        requests = dict(CheckRequest.objects.values_list("organisation_id", "pk"))
    desks = [desk_member(agency) for agency in agencies]
    acts = [
        lambda user=user, pk=requests[agency.pk]: answer(user, pk) for user, agency in zip(desks, agencies, strict=True)
    ]
    assert one_after_another(*acts) == ["answered"] * 5
    with as_system("test"):
        assert Concern.objects.get().state == rules.State.DECIDING


def test_an_answer_and_its_withdrawal_at_once_leave_one_of_them() -> None:
    agency = an_organisation("fire")
    manager, responder = hub_member("hub_manager", agency), desk_member(agency)
    with viewing(manager, at=AT):
        ask(manager, screened(manager), agency)
        pk = CheckRequest.objects.get().pk

    def withdraw() -> str:
        with viewing(manager, at=LATER):
            request = queries.request_for_hub(viewer=manager, pk=pk)
            services.withdraw_request(actor=manager, at=LATER, request=request, reason="Not needed any more.")
        return "withdrawn"

    found = one_after_another(lambda: answer(responder, pk), withdraw)
    done = [one for one in found if isinstance(one, str)]
    assert len(done) == 1 and all(isinstance(one, str | Refused) for one in found), found
    with as_system("test"):
        assert CheckRequest.objects.get().state == done[0]
        assert Concern.objects.get().state == rules.State.DECIDING


def test_of_two_who_decide_and_of_two_who_sign_one_does() -> None:
    agency = an_organisation("fire")
    people = [hub_member("hub_manager", agency) for _ in range(3)]
    with viewing(people[0], at=AT):
        pk = screened(people[0], rating=rules.Rating.RED).pk

    def make(user) -> str:
        with viewing(user, at=LATER):
            decide(user, queries.concern(viewer=user, pk=pk), agency, level=1)
        return user.pk

    found = one_after_another(lambda: make(people[0]), lambda: make(people[0]))
    assert len([one for one in found if not isinstance(one, Exception)]) == 1
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in found), found
    with as_system("test"):
        decision = Decision.objects.get()

    def sign(user) -> str:
        with viewing(user, at=LATER):
            mine = queries.decision(viewer=user, pk=decision.pk)
            services.sign_decision(actor=user, at=LATER, decision=mine)
        return "signed"

    found = one_after_another(lambda: sign(people[1]), lambda: sign(people[2]))
    assert sorted(str(type(one).__name__) for one in found if one != "signed") in (["Refused"], ["StaleRecord"]), found


def test_two_who_link_crosswise_make_no_ring() -> None:
    manager = hub_member("hub_manager")
    with viewing(manager, at=AT):
        one, other = screened(manager).pk, screened(manager).pk

    def link(from_pk, to_pk) -> str:
        with viewing(manager, at=LATER):
            concern, to = (queries.concern(viewer=manager, pk=pk) for pk in (from_pk, to_pk))
            services.link_concern(actor=manager, at=LATER, concern=concern, to=to)
        return "linked"

    found = one_after_another(lambda: link(one, other), lambda: link(other, one))
    assert found.count("linked") == 1 and any(isinstance(one, Refused) for one in found), found
    with as_system("test"):
        assert Concern.objects.filter(linked_to__isnull=False).count() == 1


def test_a_decision_that_waits_to_be_signed_is_not_decided_over() -> None:
    agency = an_organisation("fire")
    manager = hub_member("hub_manager", agency)
    with viewing(manager, at=AT):
        concern = screened(manager, rating=rules.Rating.RED)
        decide(manager, concern, agency, level=1)
        with pytest.raises(Refused, match="second signature"):
            decide(manager, concern, agency, level=4, outcome=rules.Outcome.STRATEGY_DISCUSSION)


def test_the_same_outcome_chosen_twice_is_one() -> None:
    agency = an_organisation("fire")
    manager = hub_member("hub_manager", agency)
    with viewing(manager, at=AT):
        told = services.OutcomeTold(outcome=rules.Outcome.EARLY_HELP, organisation=agency)
        services.decide(
            actor=manager,
            at=LATER,
            concern=screened(manager),
            level=2,
            reason="Two signs.",
            outcomes=[told, told],
            brief="Call them.",
        )
        assert DecisionOutcome.objects.count() == 1


def test_a_stale_answer_is_refused_without_a_trace() -> None:
    agency = an_organisation("fire")
    manager, responder = hub_member("hub_manager", agency), desk_member(agency)
    with viewing(manager, at=AT):
        ask(manager, screened(manager), agency)
        request = CheckRequest.objects.get()
        old = CheckRequest.objects.get()
    with viewing(responder, at=LATER):
        services.decline_check(actor=responder, at=LATER, request=request, code="no_basis", words="No.")
        with pytest.raises((StaleRecord, Refused)):
            services.decline_check(actor=responder, at=LATER + dt.timedelta(1), request=old, code="no_basis", words="")
