"""What is done by itself: each job is in the timetable, and can be done by hand."""

import datetime as dt
import io

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from lifecourse.domains.concerns.models import Arrival
from lifecourse.domains.concerns.tests.factories import a_public_concern
from lifecourse.kernel.audit.models import Event

EVERY_MINUTE = "* * * * *"
TIMETABLE = {
    "access.clear_sessions": "7 * * * *",
    "access.escalate_break_glass": "*/15 * * * *",
    "audit.seal": EVERY_MINUTE,
    "clocks.sweep": EVERY_MINUTE,
    "cohorts.sweep_runs": "*/10 * * * *",
    "concerns.forget_arrivals": "*/10 * * * *",
    "involvement.sweep_files": "*/10 * * * *",
    "letters.reconcile": "*/5 * * * *",
}


def run(*names: str, **options: bool) -> list[str]:
    said = io.StringIO()
    call_command("run_periodic", *names, stdout=said, **options)
    return said.getvalue().splitlines()


def listed() -> dict[str, str]:
    return dict(line.split("  ", 1) for line in run(list=True))


def test_the_timetable_is_what_the_house_relies_on() -> None:
    assert TIMETABLE.items() <= listed().items()


@pytest.mark.django_db
def test_each_can_be_done_by_hand_and_twice() -> None:
    for _ in range(2):
        assert run() == [f"{name}: done" for name in sorted(listed())]
    with pytest.raises(CommandError, match="no periodic job"):
        run("letters.burn")


@pytest.mark.django_db
def test_an_abandoned_form_is_deleted_and_one_being_written_is_not() -> None:
    old, new = Client(), Client()
    for client in (old, new):
        client.post("/tell/who/1/", {"kind": "child"})
    assert Session.objects.count() == 2
    Session.objects.filter(pk=old.session.session_key).update(expire_date=timezone.now() - dt.timedelta(minutes=1))
    run("access.clear_sessions")
    assert [one.pk for one in Session.objects.all()] == [new.session.session_key]


@pytest.mark.django_db
def test_where_a_concern_came_from_is_forgotten_after_minutes_though_no_other_comes() -> None:
    now = timezone.now()
    a_public_concern(at=now - dt.timedelta(minutes=30), sender="a" * 64)
    run("concerns.forget_arrivals")
    assert not Arrival.objects.exists()
    a_public_concern(at=now, sender="a" * 64)
    run("concerns.forget_arrivals")
    assert Arrival.objects.count() == 1
    assert Event.objects.filter(event="concerns.arrivals_forgotten").count() == 2
