"""Two people at one concern: whoever comes second loses nothing of what they wrote."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries, services
from lifecourse.domains.concerns.models import Concern, Decision, Subject
from lifecourse.domains.concerns.rules import Rating, Resolution
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.people.models import Person

from .factories import a_public_concern
from .staff import hub_member
from .test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.MFA_SKIP_ALLOWED = True


@pytest.fixture
def manager():
    return hub_member("hub_manager", an_organisation("fire"))


@pytest.fixture
def concern(manager) -> Concern:
    concern = a_public_concern(at=timezone.now())
    with viewing(manager, at=timezone.now()):
        services.start_screening(actor=manager, at=timezone.now(), concern=concern)
    return concern


def rated_meanwhile(manager, concern) -> None:
    with viewing(manager, at=timezone.now()):
        services.rate(
            actor=manager,
            at=timezone.now(),
            concern=queries.concern(viewer=manager, pk=concern.pk),
            rating=Rating.AMBER,
            reason="Two signs.",
        )


def test_a_decision_written_meanwhile_is_kept_and_can_be_sent_again(manager, concern) -> None:
    client, url = signed_in(manager), reverse("concerns:decide", args=[concern.pk])
    words = "What the school said, and what the neighbour said before."
    posted = {
        "level": 1,
        "reason": words,
        "outcomes": ["no_further_action"],
        "already_open": "unknown",
        "version": client.get(url).context["form"]["version"].value(),
    }
    rated_meanwhile(manager, concern)
    page = client.post(url, posted)
    assert page.status_code == 409 and words in page.content.decode()
    assert "Somebody else changed this" in page.content.decode()
    with as_system("test"):
        assert not Decision.objects.exists()
    again = {**posted, "version": page.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    with as_system("test"):
        assert Decision.objects.get().reason == words


def test_a_rating_given_meanwhile_is_not_overwritten_unseen(manager, concern) -> None:
    client, url = signed_in(manager), reverse("concerns:rate", args=[concern.pk])
    posted = {"rating": "red", "reason": "A baby.", "version": client.get(url).context["form"]["version"].value()}
    rated_meanwhile(manager, concern)
    page = client.post(url, posted)
    assert page.status_code == 409 and "A baby." in page.content.decode()
    with as_system("test"):
        assert Concern.objects.get().rating == "amber"


def test_of_two_who_say_who_it_is_the_second_adds_nobody(manager, concern) -> None:
    with as_system("test"):
        subject = Subject.objects.get()
    client, url = signed_in(manager), reverse("concerns:subject_find", args=[subject.pk])
    client.get(url)
    with viewing(manager, at=timezone.now()):
        services.set_subject_unidentified(
            actor=manager,
            at=timezone.now(),
            subject=Subject.objects.get(),
            resolution=Resolution.NOT_SURE,
            reason="Two people fit.",
        )
    assert client.post(url, {"act": "new", "version": subject.version}).status_code == 409
    with as_system("test"):
        assert not Person.objects.exists() and Subject.objects.get().resolution == "not_sure"
    kept = client.post(
        url, {"act": "resolve", "resolution": "not_identified", "reason": "Looked twice.", "version": subject.version}
    )
    assert kept.status_code == 409 and "Looked twice." in kept.content.decode()
