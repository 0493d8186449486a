"""Time limits across a concern: whose delay is explained, by whose leave, and what a new rating hurries."""

import datetime as dt

import pytest

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import CheckRequest, Concern
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.clocks import queries as clocks

from .factories import AT
from .staff import desk_member, hub_member
from .test_hub import LATER, decide, running, screened
from .test_races import answer, ask

pytestmark = pytest.mark.django_db
NEXT_WEEK = AT + dt.timedelta(days=7)


@pytest.fixture
def agency():
    return an_organisation("fire")


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency)


def clock_of(viewer, concern, kind, *, at):
    found = clocks.clocks_for(viewer=viewer, subject_type="concerns.concern", subject_ids=[concern.pk], at=at)
    return next(one for one in found[concern.pk] if one.kind == kind)


def test_a_delay_is_explained_on_its_own_concern_and_agreed_by_whoever_may_decide(manager, agency) -> None:
    officer = hub_member("hub_officer", agency)
    with viewing(officer, at=NEXT_WEEK):
        concern, other = screened(officer), screened(officer)
        late = clock_of(officer, concern, "concern_decision", at=NEXT_WEEK)
        why = {"actor": officer, "at": NEXT_WEEK, "clock_id": late.id, "code": "workload", "words": "Two were ill."}
        with pytest.raises(NotFound):
            services.explain_delay(concern=other, authorised_by=manager, **why)
        with pytest.raises(Refused, match="agree to a delay"):
            services.explain_delay(concern=concern, authorised_by=officer, **why)
        services.explain_delay(concern=concern, authorised_by=manager, **why)
        assert clock_of(officer, concern, "concern_decision", at=NEXT_WEEK).breach_words == "Two were ill."


def test_a_sooner_rating_hurries_the_agencies_that_have_not_answered(manager, agency) -> None:
    slow = an_organisation("housing")
    manager = hub_member("hub_manager", agency, slow)
    responder, other = desk_member(agency), desk_member(slow)
    with viewing(manager, at=AT):
        concern = screened(manager, rating=rules.Rating.GREEN)
        ask(manager, concern, agency, slow)
        mine, theirs = (CheckRequest.objects.get(organisation=one) for one in (agency, slow))
        before = mine.due_at
    answer(other, theirs.pk)
    with viewing(manager, at=LATER):
        concern = Concern.objects.get(pk=concern.pk)
        services.rate(actor=manager, at=LATER, concern=concern, rating=rules.Rating.RED, reason="A baby is there.")
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.rating, theirs.rating) == ("red", "green") and mine.due_at < before
        assert mine.due_at == AT + dt.timedelta(hours=2)
        services.rate(actor=manager, at=LATER, concern=concern, rating=rules.Rating.GREEN, reason="Seen well.")
        assert CheckRequest.objects.get(pk=mine.pk).rating == "red"
    answer(responder, mine.pk)
    with viewing(manager, at=LATER):
        assert Concern.objects.get(pk=concern.pk).state == rules.State.DECIDING


def test_what_waits_for_a_signature_shows_that_limit_in_the_list(manager, agency) -> None:
    with viewing(manager, at=AT):
        concern = screened(manager, rating=rules.Rating.RED)
        decide(manager, concern, agency, level=1)
        assert "second_signature" in running(manager, concern)
        at = NEXT_WEEK
        found = queries.open_concern(viewer=manager, at=at, pk=concern.pk)
        assert "second_signature" in {one.kind for one in found.clocks}
