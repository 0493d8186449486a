"""One of everything about each of two people: seen together after a merge, and apart again when it is undone."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries as concerns
from lifecourse.domains.concerns import rules
from lifecourse.domains.concerns import services as hub
from lifecourse.domains.concerns.models import Concern, Subject
from lifecourse.domains.concerns.tests.factories import a_public_concern
from lifecourse.domains.concerns.tests.staff import an_index, hub_member, join
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.agencies.tests.factories import a_user, an_organisation
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.involvement import services as involvement
from lifecourse.kernel.involvement.tests.factories import a_service
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import Merge, Person
from lifecourse.kernel.people.rules.words import ContactKind, IdentifierKind
from lifecourse.kernel.people.tests.factories import a_person
from lifecourse.web.person.queries import person_timeline

pytestmark = pytest.mark.django_db
# What is told about each: whatever of it is on a page belongs to that one.
ALPHA = {"given": "Alphonse", "number": "943 476 5919", "postcode": "AA1 1AA", "phone": "01632 960001"}
BETA = {"given": "Betterton", "number": "", "postcode": "BB1 1AA", "phone": "01632 960002"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


@pytest.fixture
def agency():
    return an_organisation("housing", answers_checks=True)


@pytest.fixture
def manager(agency):
    return join(hub_member("hub_manager", agency), an_index(), "index_manager")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode()))


def with_everything(told: dict[str, str], agency, manager) -> tuple[Person, Concern]:
    """A person with a name, number, address, phone, relative, service, concern, action, clocks and a flag."""
    at, given = timezone.now(), told["given"]
    person = a_person(given, "Example", dt.date(2015, 5, 4), postcode=told["postcode"])
    relative = a_person(f"Aunt {given}", "Relation", None)
    service = a_service(agency, code=f"service-{given.lower()}", name=f"Service of {given}")
    subject = hub.SubjectTold(kind=rules.SubjectKind.CHILD, given_name=given)
    concern = a_public_concern(at=at, subjects=(subject,))
    with viewing(manager, at=at):
        by = {"actor": manager, "at": at, "person_id": person.pk}
        if told["number"]:
            number = services.IdentifierGiven(IdentifierKind.NHS_NUMBER, told["number"])
            services.add_identifier(**by, number=number, source="GP")
        services.add_contact(**by, kind=ContactKind.PHONE, value=told["phone"], source="Mother")
        services.add_relationship(**by, other_id=relative.pk, kind="aunt_or_uncle", source="School")
        services.raise_flag(
            **by, kind="danger_to_staff", text=f"Dog of {given}", review_on=at.date() + dt.timedelta(days=30)
        )
        involvement.record_involvement(
            **by, service=service, told_by="A call", told_on=at.date(), opened_on=at.date(), lead_name=f"Lead {given}"
        )
        hub.start_screening(actor=manager, at=at, concern=concern)
        hub.match_subject(
            actor=manager, at=at, subject=Subject.objects.get(concern=concern), person=person, reason="Told"
        )
    with as_system("test") as machine:
        actions.create_action(
            actor=machine, at=at, kind="safe_and_well_visit", owner_organisation=agency, request=f"See {given}",
            title=f"Visit to {given}", subject=concern, person=person,
        )  # fmt: skip
    return person, concern


def marks_of(told: dict[str, str], concern: Concern) -> list[str]:
    """What the person's page must show if, and only if, it is this one's."""
    given = told["given"]
    shown = [f"{given} Example", told["postcode"], told["phone"], f"Aunt {given}", f"Dog of {given}"]
    shown += [
        f"Service of {given}",
        f"Concern {concern.reference}",
        f"Visit to {given}",
        f"Opened to Service of {given}",
    ]
    return [*shown, *([told["number"]] if told["number"] else [])]


def counts_of(viewer, loser: Person, survivor: Person) -> dict[str, tuple[int, int]]:
    at = timezone.now()
    with viewing(viewer, at=at):
        preview = queries.merge_preview(viewer=viewer, at=at, loser_id=loser.pk, survivor_id=survivor.pk)
    return {title: (one, two) for title, one, two in preview.counts}


def test_everything_comes_together_and_all_of_it_comes_back(agency, manager) -> None:
    alpha, alphas = with_everything(ALPHA, agency, manager)
    beta, betas = with_everything(BETA, agency, manager)
    client = signed_in(manager)

    def page(person: Person) -> str:
        return text_of(client.get(reverse("web:person", args=[person.pk])))

    # Apart: each page has its own and none of the other's.
    own = {alpha.pk: marks_of(ALPHA, alphas), beta.pk: marks_of(BETA, betas)}
    before = {}
    for one, other in ((alpha, beta), (beta, alpha)):
        before[one.pk] = page(one)
        assert [mark for mark in own[one.pk] if mark not in before[one.pk]] == []
        assert [mark for mark in own[other.pk] if mark in before[one.pk]] == []
    # The preview counts every kind, in every room.
    counts = counts_of(manager, alpha, beta)
    for title in (
        "Names", "Addresses", "Telephone and e-mail", "Relationships", "Flags", "Spells with services", "Concerns",
        "Actions", "Time limits of actions",
    ):  # fmt: skip
        assert counts[title] == (1, 1), title
    assert counts["Numbers"] == (1, 0)
    assert min(counts["Time limits of concerns"]) >= 1 and min(counts["Lines in the trail of who looked"]) > 5
    compare = reverse("web:person_compare_with", args=[beta.pk, alpha.pk])
    assert "Time limits of concerns" in text_of(client.get(compare)) and "Concerns" in text_of(client.get(compare))
    with viewing(manager, at=timezone.now()):
        versions = dict(Person.objects.filter(pk__in=[alpha.pk, beta.pk]).values_list("pk", "version"))
    decision = {"loser_version": versions[alpha.pk], "survivor_version": versions[beta.pk], "reason": "One child"}
    assert client.post(compare, {**decision, "decision": "same"}).status_code == 302
    # Together: all of both, from either; the survivor's name is the title.
    for person in (alpha, beta):
        joined = page(person)
        assert [mark for mark in (*own[alpha.pk], *own[beta.pk]) if mark not in joined] == []
        assert "Records joined" in joined and re.search(r"<h1[^>]*>Betterton Example</h1>", joined)
    with viewing(manager, at=timezone.now()):
        ids = queries.ids_of(viewer=manager, pk=beta.pk)
        found = concerns.concerns_about(viewer=manager, person_ids=ids)
        assert {concern.pk for concern in found} == {alphas.pk, betas.pk}
        moments, _ = person_timeline(viewer=manager, at=timezone.now(), ids=ids)
        titles = " ".join(moment.title for moment in moments)
        assert all(mark in titles for mark in (alphas.reference, betas.reference, "Visit to Alph", "Visit to Bett"))
    # The trail of the survivor tells of both records; that of the concerns, and the worklist, are as they were.
    trail = text_of(client.get(reverse("web:person_trail", args=[beta.pk])))
    assert trail.count("Added the person") == 2 and "Joined the record to another" in trail
    for concern, person in ((alphas, alpha), (betas, beta)):
        shown = text_of(client.get(reverse("concerns:concern", args=[concern.pk])))
        assert reverse("web:person", args=[person.pk]) in shown and "Found in the index" in shown
        # Whoever is open to a service of either record is told of both services.
        assert "Lead Alphonse" in shown and "Lead Betterton" in shown
    work = text_of(client.get(reverse("concerns:worklist")))
    assert alphas.reference in work and betas.reference in work
    listed = text_of(client.get(reverse("actions:list")))
    assert "Visit to Alphonse" in listed and "Visit to Betterton" in listed
    figures = text_of(client.get(reverse("concerns:figures")))
    # Undone: each page is again what it was, but for the lines that tell of the merge.
    with viewing(manager, at=timezone.now()):
        (merge,) = Merge.objects.all()
    undo = reverse("web:person_unmerge", args=[beta.pk, merge.pk])
    assert client.post(undo, {"reason": "Cousins"}).status_code == 302
    for one, other in ((alpha, beta), (beta, alpha)):
        after = page(one)
        assert [mark for mark in own[one.pk] if mark not in after] == []
        assert [mark for mark in own[other.pk] if mark in after] == []
    again = counts_of(manager, alpha, beta)
    kept = {title: both for title, both in counts.items() if not title.startswith("Lines in the trail")}
    assert {title: both for title, both in again.items() if title in kept} == {**kept, "Earlier merges": (1, 1)}
    assert text_of(client.get(reverse("concerns:figures"))) == figures
    for concern in (alphas, betas):
        shown = text_of(client.get(reverse("concerns:concern", args=[concern.pk])))
        assert ("Lead Alphonse" in shown) == (concern == alphas) and ("Lead Betterton" in shown) == (concern == betas)


def test_who_looked_is_told_on_four_levels_across_joined_records(agency, manager) -> None:
    """Searched, shown in results, opened, service detail seen: through the pages, each with its purpose."""
    alpha, _ = with_everything(ALPHA, agency, manager)
    beta, _ = with_everything(BETA, agency, manager)
    at = timezone.now()
    with viewing(manager, at=at):
        merge = services.merge_people(actor=manager, at=at, loser_id=alpha.pk, survivor_id=beta.pk, reason="One child")
    reader = join(a_user("Rea Der"), an_index(), "index_reader")
    client = signed_in(reader)
    born = {"born_on_day": "4", "born_on_month": "5", "born_on_year": "2015"}
    # By the loser's name: the survivor is shown, for they are one.
    found = client.post(reverse("web:search"), {"given": "Alphonse", "family": "Example", "purpose": "direct", **born})
    assert "Betterton Example" in text_of(found)
    page = text_of(client.get(reverse("web:person", args=[alpha.pk])))
    detail = re.search(r'href="(/lists/involvement/[0-9a-f-]{36}/)"', page)
    assert detail is not None and client.get(detail[1]).status_code == 200
    with as_system("test"):
        mine = {event.event: event for event in Event.objects.filter(actor_id=reader.pk)}
    searched, shown, opened, seen = (
        mine[name] for name in ("people.searched", "people.shown", "people.opened", "involvement.seen")
    )
    assert searched.data["purpose"] == "direct" and searched.subject_id is None
    assert "Alphonse" not in str(searched.data) and "Example" not in str(searched.data)
    assert shown.data["purpose"] == "direct" and shown.subject_id == beta.pk
    assert opened.subject_id == beta.pk
    assert seen.data["purpose"] == "record" and seen.data["services"] and seen.subject_id == beta.pk
    # Who may know is told, from either record; nobody else is.
    sentences = ("Was shown this person in a list of results", "Opened the record", "Saw which services work with")
    for person in (alpha, beta):
        told = text_of(signed_in(manager).get(reverse("web:person_trail", args=[person.pk])))
        assert "Rea Der" in told and all(sentence in told for sentence in sentences)
        assert client.get(reverse("web:person_trail", args=[person.pk])).status_code == 404
        assert signed_in(hub_member("hub_officer", agency)).get(
            reverse("web:person_trail", args=[person.pk])
        ).status_code == 404  # fmt: skip
    # Parted again, what was looked at as one stays with the record that stood for both.
    with viewing(manager, at=at):
        services.unmerge_people(actor=manager, at=at, merge_id=merge.pk, reason="Cousins")
    told = text_of(signed_in(manager).get(reverse("web:person_trail", args=[alpha.pk])))
    assert "Undid a merge" in told and "Rea Der" not in told
    told = text_of(signed_in(manager).get(reverse("web:person_trail", args=[beta.pk])))
    assert "Rea Der" in told
