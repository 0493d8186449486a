"""The hub's and the desks' pages, asked for as staff with shipped roles."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import CheckRequest, Concern, Subject
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation

from .factories import a_public_concern
from .staff import desk_member, hub_member

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
    return client


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


@pytest.fixture
def agency():
    agency = an_organisation("housing", answers_checks=True)
    return agency


@pytest.fixture
def manager(agency):
    return hub_member("hub_manager", agency)


@pytest.fixture
def concern(manager) -> Concern:
    concern = a_public_concern(at=timezone.now() - dt.timedelta(hours=2))
    with viewing(manager, at=timezone.now()):
        services.start_screening(actor=manager, at=timezone.now(), concern=concern)
        services.rate(
            actor=manager,
            at=timezone.now(),
            concern=concern,
            rating=rules.Rating.AMBER,
            reason="A child alone at night.",
        )
    return concern


PAGES = [
    "concern",
    "rate",
    "assign",
    "note",
    "link",
    "subject_add",
    "ask",
    "decide",
    "feedback",
    "reopen",
    "new_fact",
    "seal",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_concern_opens_for_the_hub_and_is_not_there_for_others(name, manager, concern) -> None:
    url = reverse(f"concerns:{name}", args=[concern.pk])
    page = signed_in(manager).get(url)
    assert page.status_code == 200
    assert concern.narrative not in page.content.decode() or name == "concern"
    outsider = desk_member(an_organisation("school"))
    nothing = signed_in(outsider).get(url)
    assert nothing.status_code == 404
    assert nothing.content == signed_in(outsider).get("/concerns/00000000-0000-4000-8000-000000000000/").content
    assert Client().get(url).status_code == 302


def test_the_worklist_shows_what_is_due_with_a_constant_number_of_queries(
    manager, django_assert_max_num_queries
) -> None:
    client = signed_in(manager)
    for _ in range(3):
        a_public_concern()
    url = reverse("concerns:worklist")
    client.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        page = client.get(url)
    assert page.content.decode().count("lc-reference") == 3
    for _ in range(12):
        a_public_concern()
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert page.content.decode().count("lc-reference") == 15
    assert len(many) == len(few) <= 40


def test_agencies_are_asked_and_one_answers_at_its_desk(manager, concern, agency) -> None:
    client = signed_in(manager)
    with viewing(manager, at=timezone.now()):
        subject = Subject.objects.get(concern=concern)
    done = client.post(
        reverse("concerns:ask", args=[concern.pk]),
        {
            "subjects": [str(subject.pk)],
            "organisations": [str(agency.pk)],
            "purpose": "To decide what help is needed",
            "lawful_basis": "public_task",
            "lawful_condition": "safeguarding",
            "version": concern.version,
        },
    )
    assert done.status_code == 302, done.content.decode()
    responder = desk_member(agency)
    desk = signed_in(responder)
    with viewing(responder, at=timezone.now()):
        request = CheckRequest.objects.get()
    listed = desk.get(reverse("concerns:desk")).content.decode()
    assert request.reference in listed and "Ivo" not in listed
    page = desk.get(reverse("concerns:answer", args=[request.pk])).content.decode()
    assert "Ivo" in page and concern.narrative not in page
    incomplete = desk.post(
        reverse("concerns:answer", args=[request.pk]), {"p0-answer": "known_open", "p0-searched": "Cases"}
    )
    assert incomplete.status_code == 400 and "who leads the work" in incomplete.content.decode()
    done = desk.post(
        reverse("concerns:answer", args=[request.pk]),
        {"p0-answer": "no_record", "p0-searched": "Our case system, names and addresses, back to 2015"},
    )
    assert done.status_code == 302
    with viewing(manager, at=timezone.now()):
        found = queries.open_concern(viewer=manager, at=timezone.now(), pk=concern.pk)
        assert found.concern.state == rules.State.DECIDING
        assert found.requests[0].state == "answered"
    page = client.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    assert "No record found" in page and "Our case system" in page


def test_an_agency_may_decline_and_says_why(manager, concern, agency) -> None:
    with viewing(manager, at=timezone.now()):
        services.ask_agencies(
            actor=manager,
            at=timezone.now(),
            concern=queries.concern(viewer=manager, pk=concern.pk),
            organisations=[agency],
            subjects=list(Subject.objects.filter(concern=concern)),
            purpose="To decide",
            lawful_basis="public_task",
            lawful_condition="safeguarding",
        )
    responder = desk_member(agency)
    with viewing(responder, at=timezone.now()):
        request = CheckRequest.objects.get()
    desk = signed_in(responder)
    url = reverse("concerns:decline", args=[request.pk])
    assert desk.post(url, {"words": ""}).status_code == 400
    from lifecourse.kernel.codelists import queries as codelists

    reason = codelists.choices(viewer=responder, list_code="check_decline_reason", on=timezone.now().date())[0]
    assert desk.post(url, {"code": reason.code, "words": "Police matter."}).status_code == 302
    assert reason.label in signed_in(manager).get(reverse("concerns:concern", args=[concern.pk])).content.decode()


@pytest.mark.parametrize(
    ("told", "searched"),
    [
        ({"address_words": "number 14"}, ("number 14, Mill Lane", "ZZ9 9ZZ")),
        ({"address_words": "14 Fuller Row"}, ("14 Fuller Row", "")),
        ({"address_words": "number 14", "postcode": "ZZ8 8ZZ"}, ("number 14", "ZZ8 8ZZ")),
        ({}, ("", "")),
    ],
)
def test_a_number_without_a_street_is_looked_for_where_it_was_seen(manager, told, searched) -> None:
    child = services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Katy", age_words="about 7", **told)
    seen = {"place_words": "Mill Lane", "postcode": "ZZ9 9ZZ"}
    concern = a_public_concern(at=timezone.now(), subjects=(child,), **seen)
    with viewing(manager, at=timezone.now()):
        services.start_screening(actor=manager, at=timezone.now(), concern=concern)
        subject = Subject.objects.get(concern=concern)
    form = signed_in(manager).get(reverse("concerns:subject_find", args=[subject.pk])).context["form"]
    assert (form["address"].value(), form["postcode"].value()) == searched


def test_finding_who_it_is_searches_and_can_add(manager) -> None:
    client = signed_in(manager)
    child = services.SubjectTold(
        kind=rules.SubjectKind.CHILD, given_name="Ivo", family_name="Quillfeather", born_on=dt.date(2019, 5, 4)
    )
    first, again = (a_public_concern(at=timezone.now(), subjects=(child,)) for _ in range(2))
    with viewing(manager, at=timezone.now()):
        for concern in (first, again):
            services.start_screening(actor=manager, at=timezone.now(), concern=concern)
        subject, other = (Subject.objects.get(concern=concern) for concern in (first, again))
    url = reverse("concerns:subject_find", args=[subject.pk])
    assert "Nobody like this was found" in client.get(url).content.decode()
    assert client.post(url, {"act": "new", "version": subject.version}).status_code == 302
    with viewing(manager, at=timezone.now()):
        subject.refresh_from_db()
        assert subject.resolution == "new_person" and subject.person is not None
    url = reverse("concerns:subject_find", args=[other.pk])
    page = client.get(url).content.decode()
    assert "This is the person" in page and "Strong" in page
    done = client.post(url, {"act": "match", "person": str(subject.person_id), "version": other.version})
    assert done.status_code == 302
    with viewing(manager, at=timezone.now()):
        other.refresh_from_db()
        assert other.person_id == subject.person_id


def test_bulk_assignment_says_how_many_will_and_will_not_change(manager, agency) -> None:
    other = hub_member("hub_officer", agency, name="Olive Officer")
    first, second = a_public_concern(), a_public_concern()
    with viewing(manager, at=timezone.now()):
        services.assign(actor=manager, at=timezone.now(), concern=second, to=other)
    client = signed_in(manager)
    data = {"concern": [str(first.pk), str(second.pk)], "to": str(other.pk)}
    preview = client.post(reverse("concerns:assign_many"), data).content.decode()
    assert "1 concern will change" in preview and "is theirs already" in preview
    with viewing(manager, at=timezone.now()):
        assert Concern.objects.filter(assigned_to=other).count() == 1
    client.post(reverse("concerns:assign_many"), {**data, "confirm": "1"})
    with viewing(manager, at=timezone.now()):
        assert Concern.objects.filter(assigned_to=other).count() == 2


def test_the_figures_add_up_and_the_file_says_the_same(manager, concern) -> None:
    client = signed_in(manager)
    page = client.get(reverse("concerns:figures"))
    assert page.status_code == 200 and "1 concern received" in page.content.decode()
    with viewing(manager, at=timezone.now()):
        found = queries.figures(
            viewer=manager,
            at=timezone.now(),
            since=timezone.now() - dt.timedelta(days=1),
            until=timezone.now() + dt.timedelta(days=1),
        )
    for counts in (found.by_channel, found.by_month, found.by_area, found.by_rating, found.by_state):
        assert sum(n for _, n in counts) == found.received == 1
    eyes = found.eyes_and_ears
    assert eyes.already_open + eyes.not_open + eyes.not_known == eyes.reports == 0
    file = client.get(reverse("concerns:figures_csv"))
    assert file["Content-Type"].startswith("text/csv") and b"Amber" in file.content
    backwards = {
        "since_day": 2,
        "since_month": 1,
        "since_year": 2026,
        "until_day": 1,
        "until_month": 1,
        "until_year": 2026,
    }
    assert client.get(reverse("concerns:figures"), backwards).status_code == 400


def test_home_shows_each_person_their_own_work_and_nothing_personal(manager, concern, agency) -> None:
    home = signed_in(manager).get("/").content.decode()
    assert concern.reference in home and "Ivo" not in home
    responder = desk_member(agency)
    assert "Nothing waits for you" in signed_in(responder).get("/").content.decode()
    with viewing(manager, at=timezone.now()):
        services.ask_agencies(
            actor=manager,
            at=timezone.now(),
            concern=queries.concern(viewer=manager, pk=concern.pk),
            organisations=[agency],
            subjects=list(Subject.objects.filter(concern=concern)),
            purpose="To decide",
            lawful_basis="public_task",
            lawful_condition="safeguarding",
        )
    home = signed_in(responder).get("/").content.decode()
    assert "1 person" in home and concern.reference not in home and "Ivo" not in home
