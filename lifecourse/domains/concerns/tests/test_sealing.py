"""A sealed concern: what it asks, tells and does stays in its circle, and nothing outside shows that it is there."""

from uuid import uuid4

import pytest

from lifecourse.domains.concerns import queries, rules, services
from lifecourse.domains.concerns.models import CheckRequest, Concern, Note, Subject
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.agencies.rules import ContactKind, ContactPurpose
from lifecourse.kernel.agencies.tests.factories import ACTOR, a_circle, an_organisation
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.clocks.models import Clock
from lifecourse.kernel.letters.models import Letter
from lifecourse.kernel.people.tests.factories import a_person

from .factories import AT, a_public_concern, a_sender, told
from .staff import desk_member, hub_member, join
from .test_hub import LATER, decide, screened
from .test_races import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    agency = an_organisation("fire", domain="fire.example")
    for purpose in (ContactPurpose.CHECKS, ContactPurpose.NOTIFICATIONS):
        agencies.add_contact_point(
            actor=ACTOR,
            at=AT,
            organisation=agency,
            kind=ContactKind.EMAIL,
            value="duty@fire.example",
            purpose=purpose,
            verified=True,
        )
    return agency


@pytest.fixture
def circle():
    return a_circle("sealed-1", CircleKind.SEALED)


@pytest.fixture
def manager(agency, circle):
    return join(hub_member("hub_manager", agency), circle, "hub_manager")


def seal(manager, concern, circle) -> Concern:
    return services.seal_concern(
        actor=manager,
        at=LATER,
        concern=queries.concern(viewer=manager, pk=concern.pk),
        circle=circle,
        reason="A colleague's child.",
    )


def test_an_agency_is_written_to_when_it_is_asked(manager, agency) -> None:
    with viewing(manager, at=AT):
        ask(manager, screened(manager), agency)
    with viewing(desk_member(agency), at=AT):
        (letter,) = Letter.objects.filter(code="check_request")
        assert letter.to_address == "duty@fire.example" and "Ivo" not in letter.body


def test_sealing_takes_everything_along_and_leaves_nothing_at_the_desk(manager, agency, circle) -> None:
    sender = a_sender(agency)
    with viewing(sender, at=AT):
        concern = services.receive_professional_concern(
            actor=sender, at=AT, key=uuid4(), told=told(feedback_wanted=True), from_circle=agency.desk
        )
    again = a_public_concern(narrative="Told again.")
    with viewing(manager, at=AT):
        concern = queries.concern(viewer=manager, pk=concern.pk)
        services.start_screening(actor=manager, at=AT, concern=concern)
        services.rate(actor=manager, at=AT, concern=concern, rating=rules.Rating.GREEN, reason="Seen well.")
        services.link_concern(actor=manager, at=AT, concern=again, to=concern)
        ask(manager, concern, agency)
        decide(manager, concern, agency, why_now="It cannot wait.")
        services.give_feedback(actor=manager, at=LATER, concern=concern, by="desk", family="advice_given")
        assert Letter.objects.count() == 3
        seal(manager, concern, circle)
    responder = desk_member(agency)
    for outsider in (responder, hub_member("hub_manager", agency)):
        with viewing(outsider, at=LATER):
            for table in (Concern, CheckRequest, Action, Letter, Clock, Subject, Note):
                assert not table.objects.exists(), table
    with viewing(manager, at=LATER):
        found = queries.open_concern(viewer=manager, at=LATER, pk=concern.pk)
        (request,) = found.requests
        assert request.state == rules.RequestState.WITHDRAWN and "colleague" in found.notes[0].text
        assert [one.pk for one in found.linked] == [again.pk]


def test_what_a_sealed_concern_asks_and_decides_reaches_no_desk(manager, agency, circle) -> None:
    with viewing(manager, at=AT):
        concern = seal(manager, screened(manager), circle)
        ask(manager, concern, agency)
        request = CheckRequest.objects.get()
        assert request.circle_id == circle.pk and not Letter.objects.exists()
    responder = desk_member(agency)
    with viewing(responder, at=LATER):
        assert not CheckRequest.objects.exists()
        with pytest.raises(NotFound):
            queries.open_request(viewer=responder, at=LATER, pk=request.pk)
    with viewing(manager, at=LATER):
        # They telephone, and write the agency's answer down.
        request = queries.open_request(viewer=manager, at=LATER, pk=request.pk)
        services.answer_check(
            actor=manager,
            at=LATER,
            request=request,
            answers=[
                services.AnswerTold(
                    asked=one, answer=rules.Answer.NO_RECORD, service="", searched="Told by telephone: all cases"
                )
                for one in request.subjects.all()
            ],
        )
        concern = queries.concern(viewer=manager, pk=concern.pk)
        assert concern.state == rules.State.DECIDING
        decide(manager, concern, agency)
        assert Action.objects.get().circle_id == circle.pk and not Letter.objects.exists()
    with viewing(responder, at=LATER):
        assert not Action.objects.exists() and not Letter.objects.exists()


def test_nobody_seals_a_concern_into_a_circle_they_do_not_belong_to(manager, agency, circle) -> None:
    outsider = hub_member("hub_manager", agency)
    with viewing(outsider, at=AT):
        concern = screened(outsider)
        with pytest.raises(NotPermitted):
            seal(outsider, concern, circle)
        assert Concern.objects.get().circle_id == concern.circle_id


def test_a_concern_that_many_see_does_not_point_to_a_sealed_person(manager, circle) -> None:
    join(manager, circle, "index_manager")
    with viewing(manager, at=AT):
        concern = screened(manager)
    person = a_person("Ivo", "Quillfeather", circle="sealed-1")
    with viewing(manager, at=LATER):
        person.refresh_from_db()
        subject = Subject.objects.get(concern=concern)
        with pytest.raises(Refused, match="seal the concern first"):
            services.match_subject(actor=manager, at=LATER, subject=subject, person=person)
        seal(manager, concern, circle)
        subject = Subject.objects.get(concern=concern)
        services.match_subject(actor=manager, at=LATER, subject=subject, person=person)
        assert Subject.objects.get().person_id == person.pk
