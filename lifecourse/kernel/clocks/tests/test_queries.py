"""Reading clocks: one query for many records, nothing of other circles, and figures that add up."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.actors import PUBLIC
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.clocks import queries, rules, services
from lifecourse.kernel.clocks.models import Clock

from .factories import MACHINE, a_colleague, a_hub, a_subject, london

pytestmark = pytest.mark.django_db
TUESDAY = london(2026, 3, 3, 9)
HOUR = dt.timedelta(hours=1)


def start(subject: User, circle_id: int, kind: str = "rag_red", at: dt.datetime = TUESDAY) -> Clock:
    return services.start_clock(actor=MACHINE, at=at, kind=kind, subject=subject, circle_id=circle_id)


def test_one_query_however_many_records() -> None:
    hub = a_hub()
    robin = a_colleague(hub)
    with context.as_system("test"):
        subjects = [a_subject(f"s{number}@hub.example") for number in range(12)]
        for subject in subjects:
            start(subject, hub.pk)
            start(subject, hub.pk, "concern_decision")
    nobody = uuid.uuid4()
    with context.viewing(robin, at=TUESDAY):
        wanted = {"viewer": robin, "subject_type": "access.user", "at": london(2026, 3, 9)}
        queries.clocks_for(subject_ids=[subjects[0].pk], **wanted)  # the calendar is read once a process
        with CaptureQueriesContext(
            connection,
        ) as few:
            queries.clocks_for(subject_ids=[subjects[0].pk], **wanted)
        with CaptureQueriesContext(connection) as many:
            found = queries.clocks_for(subject_ids=[*(one.pk for one in subjects), nobody], **wanted)
    assert len(few) == len(many) == 1
    assert found[nobody] == []
    assert all(len(found[one.pk]) == 2 for one in subjects)
    assert "working day" in found[subjects[0].pk][1].words


def test_a_colleague_of_another_circle_sees_no_clock_through_either_wall() -> None:
    hub, elsewhere = a_hub(), a_hub("elsewhere")
    robin, stranger = a_colleague(hub), a_colleague(elsewhere, "sam.example@elsewhere.example")
    with context.as_system("test"):
        subject = a_subject()
        clock = start(subject, hub.pk)
    late = TUESDAY + 5 * HOUR

    def seen_by(user: User) -> list[int]:
        found = queries.clocks_for(viewer=user, subject_type="access.user", subject_ids=[subject.pk], at=late)
        return [
            len(found[subject.pk]),
            len(queries.overdue(viewer=user, at=late)),
            queries.visible(viewer=user).count(),
            int(queries.is_open(viewer=user, kind="rag_red", subject_type="access.user", subject_id=subject.pk)),
        ]

    with context.viewing(robin, at=TUESDAY):
        assert seen_by(robin) == [1, 1, 1, 1]  # the control
        assert queries.one_clock(viewer=robin, clock_id=clock.pk, at=late).is_late
    with context.viewing(stranger, at=TUESDAY):
        assert seen_by(stranger) == [0, 0, 0, 0]
        assert Clock.objects.count() == 0  # the second wall alone
        with pytest.raises(NotFound):
            queries.one_clock(viewer=stranger, clock_id=clock.pk, at=late)
    with context.as_system("test"):  # the first wall alone: every circle is open
        assert seen_by(stranger) == [0, 0, 0, 0]
        assert seen_by(PUBLIC) == [0, 0, 0, 0]


def test_records_are_ordered_by_their_next_clock() -> None:
    hub = a_hub()
    with context.as_system("test"):
        later, sooner, none = (a_subject(f"{name}@hub.example") for name in ("later", "sooner", "none"))
        start(later, hub.pk, "rag_green")
        start(sooner, hub.pk, "rag_green"), start(sooner, hub.pk, "rag_red")
        start(none, hub.pk, "rag_red")
        services.meet_clock(actor=MACHINE, at=TUESDAY, kind="rag_red", subject=none)
        due = queries.next_due(viewer=MACHINE, subject_type="access.user")
        rows = User.objects.filter(email__endswith="@hub.example").annotate(due_at=due)
        assert list(rows.exclude(due_at=None).order_by("due_at").values_list("email", flat=True)) == [
            "sooner@hub.example",
            "later@hub.example",
        ]
        only = queries.next_due(viewer=MACHINE, subject_type="access.user", kinds=["rag_green"])
        assert User.objects.annotate(due_at=only).get(pk=sooner.pk).due_at == TUESDAY + 72 * HOUR


def test_the_most_urgent_clock() -> None:
    hub = a_hub()
    with context.as_system("test"):
        subject = a_subject()
        start(subject, hub.pk, "rag_green")
        start(subject, hub.pk, "subject_access", at=TUESDAY - 24 * 200 * HOUR)
        views = queries.clocks_for(viewer=MACHINE, subject_type="access.user", subject_ids=[subject.pk], at=TUESDAY)[
            subject.pk
        ]
        assert queries.most_urgent(views).kind == "subject_access"
        assert queries.most_urgent([]) is None
        services.stop_clocks(actor=MACHINE, at=TUESDAY, subject=subject, reason="test")
        views = queries.clocks_for(viewer=MACHINE, subject_type="access.user", subject_ids=[subject.pk], at=TUESDAY)[
            subject.pk
        ]
        assert queries.most_urgent(views) is None


def test_figures_add_up_to_what_was_started() -> None:
    hub = a_hub()
    ends = {"met": 3 * HOUR, "to the second": 4 * HOUR, "missed": 5 * HOUR}
    with context.as_system("test"):
        for name, after in ends.items():
            subject = a_subject(f"{name.replace(' ', '')}@hub.example")
            start(subject, hub.pk)
            services.meet_clock(actor=MACHINE, at=TUESDAY + after, kind="rag_red", subject=subject)
        start(a_subject("overdue@hub.example"), hub.pk)
        start(a_subject("running@hub.example"), hub.pk, at=TUESDAY + 8 * HOUR)
        stopped = a_subject("stopped@hub.example")
        start(stopped, hub.pk)
        services.stop_clock(actor=MACHINE, at=TUESDAY, kind="rag_red", subject=stopped, reason="linked")
        start(a_subject("before@hub.example"), hub.pk, at=TUESDAY - HOUR)
        start(a_subject("after@hub.example"), hub.pk, at=TUESDAY + 9 * HOUR)
        figures = queries.timeliness(
            viewer=MACHINE,
            kinds=["rag_red", "rag_green"],
            since=TUESDAY,
            until=TUESDAY + 9 * HOUR,
            at=TUESDAY + 9 * HOUR,
        )
    assert figures["rag_red"] == queries.Timeliness(met=2, missed=1, overdue=1, running=1, stopped=1)
    assert figures["rag_red"].started == 6
    assert figures["rag_green"].started == 0


def test_an_overdue_list_holds_the_longest_overdue_first() -> None:
    hub = a_hub()
    with context.as_system("test"):
        start(a_subject("b@hub.example"), hub.pk, at=TUESDAY + HOUR)
        start(a_subject("a@hub.example"), hub.pk)
        start(a_subject("c@hub.example"), hub.pk, "rag_green")
        found = queries.overdue(viewer=MACHINE, at=TUESDAY + 10 * HOUR, subject_type="access.user")
        assert [one.due_at for one in found] == [TUESDAY + 4 * HOUR, TUESDAY + 5 * HOUR]
        assert {one.status for one in found} == {rules.Status.OVERDUE}
        assert queries.overdue(viewer=MACHINE, at=TUESDAY + 10 * HOUR, subject_type="people.person") == []
