"""Somebody open to a service already: seen at screening, and every lead professional told unless somebody objects."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import CheckRequest, Concern, Subject
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.involvement import services as involvement
from lifecourse.kernel.involvement.tests.factories import a_service
from lifecourse.kernel.people.tests.factories import a_person

from .factories import a_public_concern
from .staff import desk_member, hub_member
from .test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


@pytest.fixture
def agencies():
    return [an_organisation(code, answers_checks=True) for code in ("housing", "health-visitors")]


@pytest.fixture
def manager(agencies):
    return hub_member("hub_manager", *agencies)


def open_to(person, agency, *, lead: str) -> None:
    service = a_service(agency, code=f"{agency.code}-service", name=f"{agency.name} support")
    with as_system("test") as machine:
        involvement.record_involvement(
            actor=machine,
            at=timezone.now(),
            person_id=person.pk,
            service=service,
            opened_on=dt.date(2026, 1, 5),
            lead_name=lead,
            told_by="A call",
            told_on=timezone.localdate(),
        )


def screened(manager, *people) -> Concern:
    told = tuple(services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name=f"Child{n}") for n in range(len(people)))
    concern = a_public_concern(at=timezone.now(), subjects=told)
    with viewing(manager, at=timezone.now()):
        services.start_screening(actor=manager, at=timezone.now(), concern=concern)
        for subject, person in zip(Subject.objects.filter(concern=concern).order_by("order"), people, strict=True):
            services.match_subject(actor=manager, at=timezone.now(), subject=subject, person=person)
    return concern


def test_whoever_is_open_already_goes_straight_to_the_lead_professional(manager, agencies) -> None:
    person = a_person("Ivo", "Quillfeather")
    open_to(person, agencies[0], lead="Ann Sample")
    concern = screened(manager, person)
    client = signed_in(manager)
    page = client.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    assert "Tell the lead professional now" in page and "led by Ann Sample" in page
    with as_system("test"):
        assert Event.objects.filter(event="involvement.leads_seen", actor_id=manager.pk).count() == 1
    url = reverse("concerns:decide", args=[concern.pk]) + "?to=lead"
    form = client.get(url).context["form"]
    assert form["by_inform_lead_professional"].value() == [str(agencies[0].pk)]
    assert "Ann Sample" in form["brief"].value() and "Open already" in form["reason"].value()
    with viewing(manager, at=timezone.now()):
        version = queries.concern(viewer=manager, pk=concern.pk).version
    done = client.post(
        url,
        {
            "level": 2,
            "reason": form["reason"].value(),
            "outcomes": ["inform_lead_professional"],
            "by_inform_lead_professional": [str(agencies[0].pk)],
            "brief": form["brief"].value(),
            "already_open": "yes",
            "version": version,
        },
    )
    assert done.status_code == 302, done.content.decode()
    responder = desk_member(agencies[0])
    with viewing(responder, at=timezone.now()):
        assert "Ann Sample" in Action.objects.get().request
    with as_system("test"):
        assert Concern.objects.get().state == rules.State.FOLLOWING_UP and not Concern.objects.get().rating


def test_nobody_open_shows_no_short_way(manager) -> None:
    concern = screened(manager, a_person("Ivo", "Quillfeather"))
    page = signed_in(manager).get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    assert "Tell the lead professional now" not in page and "Open already" not in page


def test_every_lead_professional_is_told_and_none_is_told_of_the_others(manager, agencies) -> None:
    person = a_person("Ivo", "Quillfeather")
    for agency, lead in zip(agencies, ("Ann Sample", "Bo Example"), strict=True):
        open_to(person, agency, lead=lead)
    concern = screened(manager, person)
    client = signed_in(manager)
    url = reverse("concerns:decide", args=[concern.pk]) + "?to=lead"
    form = client.get(url).context["form"]
    assert set(form["by_inform_lead_professional"].value()) == {str(agency.pk) for agency in agencies}
    assert form["brief"].value() == ""
    posted = {
        "level": 2,
        "reason": "Open already.",
        "outcomes": ["inform_lead_professional"],
        "by_inform_lead_professional": [str(agency.pk) for agency in agencies],
        "brief": "Ivo was out alone at night.",
        "already_open": "yes",
        "version": form["version"].value(),
    }
    without = {name: value for name, value in posted.items() if name != "by_inform_lead_professional"}
    assert "Choose which agency" in client.post(url, without).content.decode()
    assert client.post(url, posted).status_code == 302
    for agency in agencies:
        with viewing(desk_member(agency), at=timezone.now()):
            assert Action.objects.get().kind == "inform_lead_professional"


def test_a_concern_about_many_asked_of_many_is_shown_with_as_many_queries_as_one_about_few() -> None:
    agencies = [an_organisation(f"agency-of-{n}", answers_checks=True) for n in range(10)]
    manager = hub_member("hub_manager", *agencies)
    client = signed_in(manager)

    def queries_for(count: int) -> int:
        people = [a_person(f"Ivo{count}{'abcdefghij'[n]}", "Quillfeather") for n in range(count)]
        concern = screened(manager, *people)
        with viewing(manager, at=timezone.now()):
            concern = Concern.objects.get(pk=concern.pk)
            services.rate(
                actor=manager, at=timezone.now(), concern=concern, rating=rules.Rating.AMBER, reason="Two signs."
            )
            services.ask_agencies(
                actor=manager,
                at=timezone.now(),
                concern=concern,
                organisations=agencies[:count],
                subjects=list(Subject.objects.filter(concern=concern)),
                purpose="To decide",
                lawful_basis="public_task",
                lawful_condition="safeguarding",
            )
            assert CheckRequest.objects.filter(background_check__concern=concern).count() == count
        url = reverse("concerns:concern", args=[concern.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as made:
            assert client.get(url).status_code == 200
        return len(made)

    assert queries_for(2) == queries_for(10) < 60
