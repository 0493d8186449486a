"""What is read is written down, the list says why it is late, and nothing that is sent breaks a page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import Concern, Decision, Subject
from lifecourse.domains.concerns.views.keys import new_key
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.agencies.tests.factories import a_circle, an_organisation
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.clocks import queries as clocks

from .factories import AT, a_public_concern, a_sender
from .staff import hub_member, join
from .test_hub import LATER, decide, screened
from .test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


@pytest.fixture
def agency():
    return an_organisation("fire")


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency)


def opened(concern, user) -> int:
    with as_system("test"):
        return Event.objects.filter(event="concerns.opened", subject_id=concern.pk, actor_id=user.pk).count()


def test_whoever_signs_or_looks_for_a_person_has_opened_the_concern(manager, agency) -> None:
    other = hub_member("hub_manager", agency)
    with viewing(manager, at=AT):
        concern = screened(manager, rating=rules.Rating.RED)
        decide(manager, concern, agency, level=1)
        decision, subject = Decision.objects.get(), Subject.objects.get()
    client = signed_in(other)
    assert opened(concern, other) == 0
    assert "Nobody has seen them" in client.get(reverse("concerns:sign", args=[decision.pk])).content.decode()
    assert opened(concern, other) == 1
    assert "Ivo" in client.get(reverse("concerns:subject_find", args=[subject.pk])).content.decode()
    assert opened(concern, other) == 2


def test_figures_looked_at_and_taken_out_are_told_apart_in_the_trail(manager) -> None:
    client = signed_in(manager)
    client.get(reverse("concerns:figures"))
    client.get(reverse("concerns:figures_csv"))
    with as_system("test"):
        seen = Event.objects.filter(event__startswith="concerns.figures").values_list("event", flat=True)
        assert sorted(seen) == ["concerns.figures_exported", "concerns.figures_seen"]


def test_what_is_shown_of_a_sealed_circle_is_recorded_in_that_circle_alone(manager) -> None:
    sealed = a_circle("sealed-1", CircleKind.SEALED)
    join(manager, sealed, "hub_manager")
    with viewing(manager, at=AT):
        concern, other = screened(manager), screened(manager)
        services.seal_concern(actor=manager, at=AT, concern=concern, circle=sealed, reason="A colleague.")
        queries.worklist(viewer=manager, at=LATER, filters=queries.Filters())
        events = dict(Event.objects.filter(event="concerns.listed").values_list("circle_id", "data"))
        assert events[sealed.pk]["shown"] == [str(concern.pk)]
        assert events[other.circle_id]["shown"] == [str(other.pk)]


def test_danger_now_is_not_put_last_though_many_came_from_its_address(manager) -> None:
    with viewing(manager, at=AT):
        quiet, flood, danger = (
            a_public_concern(at=AT + dt.timedelta(hours=hour), **more)
            for hour, more in ((2, {}), (0, {"suspect": True}), (1, {"suspect": True, "danger_now": True}))
        )
        rows = queries.worklist(viewer=manager, at=LATER, filters=queries.Filters()).rows
        assert [row.id for row in rows] == [danger.pk, quiet.pk, flood.pk]


def test_the_list_says_what_is_late_and_why(manager) -> None:
    at = AT + dt.timedelta(days=7)
    with viewing(manager, at=at):
        concern = a_public_concern()
        services.start_screening(actor=manager, at=at, concern=concern)
        (row,) = queries.worklist(viewer=manager, at=at, filters=queries.Filters()).rows
        assert row.is_overdue and "Overdue" in row.due_words and not row.why_late
        found = clocks.clocks_for(viewer=manager, subject_type="concerns.concern", subject_ids=[concern.pk], at=at)
        services.explain_delay(
            actor=manager,
            at=at,
            concern=concern,
            clock_id=found[concern.pk][0].id,
            code="workload",
            words="Two were ill.",
            authorised_by=manager,
        )
        (row,) = queries.worklist(viewer=manager, at=at, filters=queries.Filters()).rows
        assert "Overdue" in row.due_words and row.why_late


def test_no_address_and_no_form_breaks_a_page(manager, agency) -> None:
    concern = a_public_concern()
    hub = signed_in(manager)
    for name in ("state", "rating", "channel", "assignee", "page"):
        for value in ("\x00", "9" * 40, "²", "nonsense"):
            assert hub.get(reverse("concerns:worklist"), {name: value}).status_code == 200
    far = {"since_day": 1, "since_month": 1, "since_year": 9999, "until_day": 31, "until_month": 12, "until_year": 9999}
    assert hub.get(reverse("concerns:figures"), far).status_code == 400
    assert hub.get(reverse("concerns:figures_csv"), far).status_code == 200
    with viewing(manager, at=timezone.now()):
        services.start_screening(
            actor=manager, at=timezone.now(), concern=queries.concern(viewer=manager, pk=concern.pk)
        )
    born = {"born_on_day": 1, "born_on_month": 1, "born_on_year": 2020}
    url = reverse("concerns:subject_add", args=[concern.pk])
    refused = hub.post(url, {"kind": "unborn", "given_name": "Baby", **born})
    assert refused.status_code == 400 and "no date of birth" in refused.content.decode()
    due = {"expected_on_day": 1, "expected_on_month": 1, "expected_on_year": 2027}
    assert hub.post(url, {"kind": "unborn", "given_name": "Baby", **due}).status_code == 302
    public = Client()
    public.post("/tell/who/1/", {"kind": "child"})
    public.post("/tell/person/1/", {"given_name": "A"})
    for remove in ("00019", "1" * 5000, "²", "0"):
        assert public.post("/tell/people/", {"remove": remove}).status_code == 200
    desk = signed_in(a_sender(agency))
    form = {"do": "save", "key": new_key(at=timezone.now()), "people": "1", "narrative_\x00": "x", "narrative": "x"}
    assert desk.post(reverse("concerns:new"), form).status_code == 302
    with as_system("test"):
        assert Concern.objects.count() == 1
