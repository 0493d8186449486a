"""What waits for somebody on their home page, and which agencies a check is addressed to at first."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lifecourse.domains.concerns import rules, services
from lifecourse.domains.concerns.models import Concern, Draft
from lifecourse.domains.concerns.queries.work import open_matters, worklist_items
from lifecourse.kernel.access.context import viewing
from lifecourse.kernel.agencies.tests.factories import a_user, an_organisation
from lifecourse.kernel.base import guard
from lifecourse.kernel.people.tests.factories import a_person

from .factories import AT, a_public_concern
from .staff import an_index, desk_member, hub_member, join

pytestmark = pytest.mark.django_db


def waiting(viewer) -> list[str]:
    with viewing(viewer, at=AT):
        return [item.title for item in worklist_items(viewer=viewer, at=AT)]


def test_a_new_concern_waits_for_all_who_screen_until_it_is_somebodys() -> None:
    officer, other = hub_member("hub_officer"), hub_member("hub_officer")
    analyst = hub_member("hub_support")
    concern = a_public_concern()
    line = f"Concern {concern.reference}"
    assert line in waiting(officer) and line in waiting(other) and line not in waiting(analyst)
    with viewing(officer, at=AT):
        services.start_screening(actor=officer, at=AT, concern=Concern.objects.get(pk=concern.pk))
    assert line in waiting(officer) and line not in waiting(other)


def test_what_is_ready_to_decide_waits_for_those_who_decide() -> None:
    officer, manager = hub_member("hub_officer"), hub_member("hub_manager")
    concern = a_public_concern()
    line = f"Concern {concern.reference}"
    with viewing(officer, at=AT):
        found = services.start_screening(actor=officer, at=AT, concern=Concern.objects.get(pk=concern.pk))
    assert line not in waiting(manager)
    with viewing(officer, at=AT), guard.writing("test"):
        assert Concern.objects.filter(pk=found.pk).update(state=rules.State.DECIDING) == 1
    assert line in waiting(manager)


def test_whom_an_open_concern_is_about_is_known_to_those_who_may_see_it_alone(monkeypatch) -> None:
    manager, reader = hub_member("hub_manager"), join(a_user(), an_index(), "index_editor")
    concern = a_public_concern()
    person = a_person()
    with viewing(manager, at=AT):
        subject = Concern.objects.get(pk=concern.pk).subjects.first()
        assert open_matters(viewer=manager, at=AT) == []
        services.match_subject(actor=manager, at=AT, subject=subject, person=person, reason="Same name.")
        assert open_matters(viewer=manager, at=AT) == [person.root_id]
    with viewing(reader, at=AT):
        assert open_matters(viewer=reader, at=AT) == []
    monkeypatch.setattr(rules, "OPEN", rules.OPEN - {rules.State(concern.state)})  # as if it had ended
    with viewing(manager, at=AT):
        assert open_matters(viewer=manager, at=AT) == []


def test_a_draft_waits_for_its_writer_alone_and_says_nothing_of_what_is_in_it() -> None:
    school = an_organisation("school")
    head, colleague = desk_member(school), desk_member(school)
    with viewing(head, at=AT):
        services.save_draft(
            actor=head, at=AT, circle=school.desk, key=uuid4(), answers={"p1-given_name": ["Ivo"]}, seen=None
        )
        assert Draft.objects.count() == 1
    assert waiting(head) == ["Concern begun and not sent"] and waiting(colleague) == []


@pytest.mark.parametrize(("school_words", "ticked"), [("", False), ("Larkrise Primary", True), ("Mill Lane", False)])
def test_a_school_is_asked_at_first_only_if_somebody_named_it(client, school_words, ticked) -> None:
    school = an_organisation("school", name="Larkrise Primary School", type="school_maintained", answers_checks=True)
    police = an_organisation("police", name="Ashby Police", type="police", answers_checks=True)
    manager = hub_member("hub_manager", school, police)
    child = services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Ivo", school_words=school_words)
    now = timezone.now()
    concern = a_public_concern(subjects=(child,), at=now)
    with viewing(manager, at=now):
        services.start_screening(actor=manager, at=now, concern=Concern.objects.get(pk=concern.pk))
    client.force_login(manager)
    form = client.get(reverse("concerns:ask", args=[concern.pk])).context["form"]
    assert (str(school.pk) in form.initial["organisations"]) is ticked
    assert str(police.pk) in form.initial["organisations"]
