"""The same worry told twice: what a link may not swallow, and what its undoing gives back."""

import datetime as dt

import pytest

from lifecourse.domains.concerns import rules, services
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.base.errors import Refused

from .factories import AT, a_public_concern
from .staff import hub_member
from .test_hub import LATER, decide, running, screened

pytestmark = pytest.mark.django_db
BY_PHONE = {"feedback_wanted": True, "reporter": services.ReporterTold(phone="01632 960000")}


@pytest.fixture
def agency():
    return an_organisation("fire")


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency)


def fresh(concern: Concern) -> Concern:
    return Concern.objects.select_related("circle").get(pk=concern.pk)


def test_whoever_told_it_again_is_told_too_before_the_first_is_closed(manager, agency) -> None:
    with viewing(manager, at=AT):
        first, again = screened(manager), a_public_concern(narrative="The same child again.", **BY_PHONE)
        services.link_concern(actor=manager, at=AT, concern=again, to=first)
        with pytest.raises(Refused, match="once the decision stands"):
            services.give_feedback(actor=manager, at=AT, concern=fresh(again), by="phone")
        decide(manager, first, agency, outcome=rules.Outcome.ADVICE)
        assert running(manager, again) == {"feedback"} and running(manager, first) == set()
        with pytest.raises(Refused, match="hear back"):
            services.close_concern(actor=manager, at=LATER, concern=fresh(first))
        services.give_feedback(actor=manager, at=LATER, concern=fresh(again), by="phone")
        assert running(manager, again) == set() and fresh(again).feedback_at == LATER
        assert services.close_concern(actor=manager, at=LATER, concern=fresh(first)).state == rules.State.CLOSED


def test_linked_to_what_is_decided_already_the_reporter_waits_from_now(manager, agency) -> None:
    with viewing(manager, at=AT):
        first, again = screened(manager), a_public_concern(narrative="Again.", **BY_PHONE)
        decide(manager, first, agency, outcome=rules.Outcome.ADVICE)
        services.link_concern(actor=manager, at=LATER, concern=again, to=fresh(first))
        assert running(manager, again) == {"feedback"}
        services.unlink_concern(actor=manager, at=LATER, concern=fresh(again))
        assert running(manager, again) == {"concern_decision"}


def test_nothing_is_linked_to_a_closed_concern(manager, agency) -> None:
    with viewing(manager, at=AT):
        first, again = screened(manager), a_public_concern(narrative="Again, months later.")
        decide(manager, first, agency, outcome=rules.Outcome.ADVICE)
        services.close_concern(actor=manager, at=LATER, concern=fresh(first))
        with pytest.raises(Refused, match="open it again first"):
            services.link_concern(actor=manager, at=LATER + dt.timedelta(1), concern=again, to=fresh(first))
        assert running(manager, again) == {"concern_decision"}


def test_danger_now_is_not_linked_away_to_something_quieter(manager) -> None:
    with viewing(manager, at=AT):
        quiet, danger = screened(manager), a_public_concern(danger_now=True)
        with pytest.raises(Refused, match="danger now"):
            services.link_concern(actor=manager, at=AT, concern=danger, to=quiet)
        services.rate(actor=manager, at=AT, concern=quiet, rating=rules.Rating.RED, reason="Danger, says a neighbour.")
        services.link_concern(actor=manager, at=AT, concern=danger, to=fresh(quiet))


def test_links_make_no_chain(manager) -> None:
    with viewing(manager, at=AT):
        first, second, third = (screened(manager) for _ in range(3))
        services.link_concern(actor=manager, at=AT, concern=second, to=first)
        with pytest.raises(Refused, match="linked to this one"):
            services.link_concern(actor=manager, at=AT, concern=first, to=third)


def test_a_parted_concern_has_all_its_limits_again_and_can_be_rated(manager) -> None:
    with viewing(manager, at=AT):
        first, again = screened(manager), screened(manager)
        services.link_concern(actor=manager, at=AT, concern=again, to=first)
        services.unlink_concern(actor=manager, at=AT, concern=fresh(again))
        assert running(manager, again) == {"concern_decision", "rag_amber"}
        services.rate(actor=manager, at=AT, concern=fresh(again), rating=rules.Rating.RED, reason="A baby.")
        assert running(manager, again) == {"concern_decision", "rag_red"}
        with pytest.raises(Refused, match="linked to no other"):
            services.unlink_concern(actor=manager, at=AT, concern=a_public_concern())


def test_a_concern_opened_again_runs_against_the_clock_and_can_be_rated(manager, agency) -> None:
    with viewing(manager, at=AT):
        concern = screened(manager)
        decide(manager, concern, agency, outcome=rules.Outcome.ADVICE)
        assert running(manager, concern) == set()
        services.reopen_concern(actor=manager, at=LATER, concern=fresh(concern), reason="The school told us more.")
        assert running(manager, concern) == {"concern_decision", "rag_amber"}
        services.rate(actor=manager, at=LATER, concern=fresh(concern), rating=rules.Rating.RED, reason="Worse.")
        assert running(manager, concern) == {"concern_decision", "rag_red"}
        decide(manager, fresh(concern), agency, level=4, outcome=rules.Outcome.STRATEGY_DISCUSSION)
        assert running(manager, concern) == set()
