"""What the figures count of Eyes and Ears: what was done, as those say who did it."""

import datetime as dt

import pytest

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies.tests.factories import a_team, a_user, an_organisation
from lifecourse.kernel.base.errors import NotPermitted

from .factories import AT, a_hub, a_public_concern
from .staff import desk_member, hub_member, join
from .test_hub import LATER

pytestmark = pytest.mark.django_db
AFTER = LATER + dt.timedelta(hours=1)


@pytest.fixture
def agency():
    return an_organisation("fire")


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency)


@pytest.fixture
def team():
    return a_team(an_organisation("council"), name="Bin crews, north", is_eyes_and_ears=True)


def reported(manager, agency, team, *outcomes: rules.Outcome, already_open: bool) -> Concern:
    concern = a_public_concern(team_code=team.team_code)
    with viewing(manager, at=LATER):
        services.start_screening(actor=manager, at=AT, concern=concern)
        services.decide(
            actor=manager,
            at=LATER,
            concern=concern,
            level=2,
            reason="Two signs.",
            outcomes=[services.OutcomeTold(outcome=one, organisation=agency) for one in outcomes],
            brief="Knock at number 14.",
            already_open=already_open,
        )
    return concern


def done(agency, concern, result: str) -> None:
    responder = desk_member(agency)
    with viewing(responder, at=AFTER):
        (action,) = Action.objects.filter(subject_id=concern.pk)
        actions.record_result(
            actor=responder, at=AFTER, action=action, result=result, words="As told.", made_by_name="Vi", final=True
        )


def test_help_asked_for_is_not_help_and_news_is_what_the_lead_professional_says(manager, agency, team) -> None:
    visit, early, inform = (
        rules.Outcome.SAFE_AND_WELL_VISIT,
        rules.Outcome.EARLY_HELP,
        rules.Outcome.INFORM_LEAD_PROFESSIONAL,
    )
    done(agency, reported(manager, agency, team, visit, already_open=False), "seen")
    done(agency, reported(manager, agency, team, visit, already_open=False), "not_made")
    done(agency, reported(manager, agency, team, early, already_open=False), "help_started")
    reported(manager, agency, team, early, already_open=False)
    done(agency, reported(manager, agency, team, inform, already_open=True), "told_new")
    done(agency, reported(manager, agency, team, inform, already_open=True), "told_known")
    hub_says = reported(manager, agency, team, inform, already_open=True)
    with viewing(manager, at=AFTER):
        hub_says = queries.concern(viewer=manager, pk=hub_says.pk)
        services.record_new_fact(actor=manager, at=AFTER, concern=hub_says, is_new=True)
    analyst = join(a_user(), a_hub(), "analyst")
    with viewing(analyst, at=AFTER):
        found = queries.figures(viewer=analyst, at=AFTER, since=AT - dt.timedelta(1), until=AFTER)
        eyes = found.eyes_and_ears
        assert (eyes.reports, eyes.already_open, eyes.not_open, eyes.not_known) == (7, 3, 4, 0)
        assert (eyes.news, eyes.visited, eyes.helped) == (2, 1, 1)
        # The analyst has counted at the desks and still sees none of what lies there.
        assert not Action.objects.exists()


def test_whoever_holds_no_leave_sees_no_figure(agency) -> None:
    responder = desk_member(agency)
    with viewing(responder, at=AT), pytest.raises(NotPermitted):
        queries.figures(viewer=responder, at=AT, since=AT - dt.timedelta(1), until=AT)
