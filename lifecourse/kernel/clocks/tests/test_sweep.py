"""The sweep finds each overdue clock once: run twice, run at once, run while somebody writes."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context
from lifecourse.kernel.audit import sealing
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.tasks import seal_audit
from lifecourse.kernel.clocks import services, tasks
from lifecourse.kernel.clocks.models import Clock

from .factories import MACHINE, a_hub, a_subject, london

TUESDAY = london(2026, 3, 3, 9)
HOUR = dt.timedelta(hours=1)


def start_clocks(count: int) -> None:
    hub = a_hub()
    with context.as_system("test"):
        for number in range(count):
            subject = a_subject(f"s{number}@hub.example")
            services.start_clock(actor=MACHINE, at=TUESDAY, kind="rag_red", subject=subject, circle_id=hub.pk)


def events(name: str) -> int:
    with sealing._whole_trail():
        return Event.objects.filter(event=name).count()


@pytest.mark.django_db
def test_each_overdue_clock_is_found_once() -> None:
    start_clocks(3)
    assert tasks.sweep(at=TUESDAY + 4 * HOUR) == 0  # due, to the second, is not overdue
    assert (events("clocks.overdue"), events("clocks.swept")) == (0, 0)
    late = TUESDAY + 4 * HOUR + dt.timedelta(seconds=1)
    assert tasks.sweep(at=late) == 3
    assert tasks.sweep(at=late) == 0
    assert tasks.sweep(at=late + 24 * HOUR) == 0
    assert (events("clocks.overdue"), events("clocks.swept")) == (3, 1)
    with context.as_system("test"):
        assert set(Clock.objects.values_list("overdue_at", "version")) == {(late, 1)}


@pytest.mark.django_db
def test_met_stopped_and_paused_clocks_are_left_alone() -> None:
    start_clocks(2)
    hub = a_hub("other")
    with context.as_system("test"):
        met, stopped = (clock.subject_id for clock in Clock.objects.order_by("id"))
        users = {user.pk: user for user in type(a_subject("x@hub.example")).objects.all()}
        services.meet_clock(actor=MACHINE, at=TUESDAY + 5 * HOUR, kind="rag_red", subject=users[met])
        services.stop_clock(actor=MACHINE, at=TUESDAY, kind="rag_red", subject=users[stopped], reason="test")
        paused = a_subject("paused@hub.example")
        services.start_clock(actor=MACHINE, at=TUESDAY, kind="subject_access", subject=paused, circle_id=hub.pk)
        services.pause_clock(actor=MACHINE, at=TUESDAY, kind="subject_access", subject=paused, reason="scope")
    assert tasks.sweep(at=TUESDAY + 24 * 365 * HOUR) == 0


@pytest.mark.django_db
def test_the_sweep_needs_every_circle_open_and_the_task_opens_them() -> None:
    start_clocks(1)
    with transaction.atomic():
        context.open_circles([])
        assert services.sweep_clocks(actor=MACHINE, at=TUESDAY + 5 * HOUR) == 0
    assert tasks.sweep(at=TUESDAY + 5 * HOUR) == 1


@pytest.mark.django_db
def test_the_worker_sweeps_and_seals_each_minute() -> None:
    crons = {name: one.cron for (name, _), one in app.periodic_registry.periodic_tasks.items()}
    assert (crons["clocks.sweep"], crons["audit.seal"]) == ("* * * * *", "* * * * *")
    hub = a_hub()
    long_ago = london(2020, 1, 6, 9)  # overdue whatever the clock on this machine says
    with context.as_system("test"):
        services.start_clock(actor=MACHINE, at=long_ago, kind="rag_red", subject=a_subject(), circle_id=hub.pk)
    assert tasks.sweep_clocks(0) == 1
    assert tasks.sweep_clocks(0) == 0
    assert seal_audit(0) >= 1
    assert seal_audit(0) == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_find_each_clock_once() -> None:
    start_clocks(40)
    found: list[int] = []
    ready = threading.Barrier(4)

    def run() -> None:
        try:
            ready.wait(timeout=20)
            found.append(tasks.sweep(at=TUESDAY + 5 * HOUR))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4 and sum(found) == 40
    assert events("clocks.overdue") == 40


@pytest.mark.django_db(transaction=True)
def test_a_clock_somebody_is_changing_is_left_for_the_next_sweep() -> None:
    start_clocks(2)
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with context.as_system("test"):
                list(Clock.objects.select_for_update(of=("self",)).order_by("id")[:1])
                held.set()
                go.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(timeout=20)
    assert tasks.sweep(at=TUESDAY + 5 * HOUR) == 1
    go.set()
    thread.join(timeout=20)
    assert tasks.sweep(at=TUESDAY + 5 * HOUR) == 1
    assert tasks.sweep(at=TUESDAY + 5 * HOUR) == 0
