"""What the reporter is told: safely, once, and also whoever told the same worry again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.letters.models import Letter

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


def decided(manager, **fields) -> Concern:
    at = timezone.now()
    concern = a_public_concern(at=at, **fields)
    with viewing(manager, at=at):
        services.start_screening(actor=manager, at=at, concern=concern)
        services.decide(
            actor=manager,
            at=at,
            concern=concern,
            level=1,
            reason="Nothing more is needed.",
            outcomes=[services.OutcomeTold(outcome=rules.Outcome.NO_FURTHER_ACTION)],
        )
    return concern


def test_what_is_safe_for_the_reporter_is_no_address_and_stands_where_they_are_told(manager) -> None:
    concern = decided(
        manager,
        feedback_wanted=True,
        reporter=services.ReporterTold(name="Mags", phone="01632 960000", safe_contact_words="Only in the morning"),
    )
    client, url = signed_in(manager), reverse("concerns:feedback", args=[concern.pk])
    page = client.get(url)
    assert "Only in the morning" in page.content.decode() and "01632 960000" in page.content.decode()
    version = page.context["form"]["version"].value()
    assert client.post(url, {"by": "post", "version": version}).status_code == 400
    with as_system("test"):
        assert not Letter.objects.exists()
    assert client.post(url, {"by": "post", "address": "3 Invented Street", "version": version}).status_code == 302
    with as_system("test"):
        assert Letter.objects.get().to_address == "3 Invented Street"
    page = client.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    assert "Tell the reporter again" in page and page.index(">Close<") < page.index("Tell the reporter again")


def test_of_a_linked_concern_the_reporter_can_be_told_from_its_page(manager) -> None:
    reporter = services.ReporterTold(phone="01632 960001")
    first, again = a_public_concern(at=timezone.now()), a_public_concern(feedback_wanted=True, reporter=reporter)
    at = timezone.now()
    with viewing(manager, at=at):
        services.start_screening(actor=manager, at=at, concern=first)
        services.link_concern(actor=manager, at=at, concern=again, to=first)
    client, page = signed_in(manager), reverse("concerns:concern", args=[again.pk])
    assert "The concern it repeats is not decided yet." in client.get(page).content.decode()
    with viewing(manager, at=at):
        services.decide(
            actor=manager,
            at=at,
            concern=queries.concern(viewer=manager, pk=first.pk),
            level=1,
            reason="Nothing more.",
            outcomes=[services.OutcomeTold(outcome=rules.Outcome.NO_FURTHER_ACTION)],
        )
    assert "Tell the reporter" in client.get(page).content.decode()
    url = reverse("concerns:feedback", args=[again.pk])
    version = client.get(url).context["form"]["version"].value()
    assert client.post(url, {"by": "phone", "version": version}).status_code == 302
    with as_system("test"):
        assert Concern.objects.get(pk=again.pk).feedback_at is not None
