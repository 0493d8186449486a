"""A clock's life: started, met, stopped, paused, replaced; explained when late; and never rewritten by a change."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.base.guard import WriteOutsideCommand, writing
from lifecourse.kernel.clocks import files, queries, rules, services
from lifecourse.kernel.clocks.models import Calendar, Clock, Pause
from lifecourse.kernel.clocks.rules.reference import DayRow

from .factories import CALENDAR_FILE, MACHINE, a_colleague, a_hub, a_rule, a_subject, a_version, london

pytestmark = pytest.mark.django_db
TUESDAY = london(2026, 3, 3, 9)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def hub():
    hub = a_hub()
    with context.as_system("test"):
        yield hub


@pytest.fixture
def subject(hub: Circle) -> User:
    return a_subject()


def start(kind: str, subject: User, hub: Circle, at: dt.datetime = TUESDAY) -> Clock:
    return services.start_clock(actor=MACHINE, at=at, kind=kind, subject=subject, circle_id=hub.pk)


def view_of(subject: User, kind: str, at: dt.datetime) -> queries.ClockView:
    found = queries.clocks_for(viewer=MACHINE, subject_type="access.user", subject_ids=[subject.pk], at=at)
    return next(one for one in found[subject.pk] if one.kind == kind and one.stop_reason == "")


def with_rule(kind: str = "test_clock", **fields: object) -> str:
    services.load_rules(actor=MACHINE, at=TUESDAY, rules=[a_rule(kind, a_version(**fields))])
    return kind


def test_a_green_concern_and_its_decision_run_side_by_side(hub: Circle, subject: User) -> None:
    green, decision = start("rag_green", subject, hub), start("concern_decision", subject, hub)
    assert green.due_at == london(2026, 3, 6, 9)
    assert decision.due_at == london(2026, 3, 4, 23, 59, 59)
    found = queries.clocks_for(viewer=MACHINE, subject_type="access.user", subject_ids=[subject.pk], at=TUESDAY)
    assert [one.kind for one in found[subject.pk]] == ["concern_decision", "rag_green"]
    assert queries.most_urgent(found[subject.pk]).kind == "concern_decision"
    thursday = london(2026, 3, 5, 9)
    assert view_of(subject, "rag_green", thursday).status is rules.Status.ON_TIME
    assert view_of(subject, "concern_decision", thursday).status is rules.Status.OVERDUE


def test_one_clock_of_a_kind_is_open_for_a_record(hub: Circle, subject: User) -> None:
    start("rag_red", subject, hub)
    with pytest.raises(Refused, match="running for this record already"):
        start("rag_red", subject, hub)
    start("rag_red", a_subject("other@hub.example"), hub)  # the control: another record's
    services.meet_clock(actor=MACHINE, at=TUESDAY + HOUR, kind="rag_red", subject=subject)
    start("rag_red", subject, hub)  # and a second one once the first is met


def test_the_database_holds_what_the_command_says(hub: Circle, subject: User) -> None:
    clock = start("rag_red", subject, hub)
    for wrong in (
        {"stopped_at": TUESDAY},
        {"met_at": TUESDAY, "stopped_at": TUESDAY, "stop_reason": "x"},
        {"breach_words": "x"},
        {"breach_reason": "workload", "breach_at": TUESDAY},
        {"due_at": TUESDAY - HOUR},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), writing("test"):
            Clock.objects.filter(pk=clock.pk).update(**wrong)
    with pytest.raises(WriteOutsideCommand):
        clock.save()


def test_meeting_says_whether_it_was_late(hub: Circle, subject: User) -> None:
    start("rag_red", subject, hub)
    services.meet_clock(actor=MACHINE, at=TUESDAY + 4 * HOUR, kind="rag_red", subject=subject)
    assert view_of(subject, "rag_red", TUESDAY + 9 * HOUR).status is rules.Status.MET
    other = a_subject("late@hub.example")
    start("rag_red", other, hub)
    services.meet_clock(actor=MACHINE, at=TUESDAY + 5 * HOUR, kind="rag_red", subject=other)
    late = view_of(other, "rag_red", TUESDAY + 9 * HOUR)
    assert (late.status, late.reason_wanted) == (rules.Status.MISSED, True)
    with pytest.raises(NotFound):
        services.meet_clock(actor=MACHINE, at=TUESDAY + 6 * HOUR, kind="rag_red", subject=other)


def test_a_clock_is_not_met_in_the_future(hub: Circle, subject: User) -> None:
    start("rag_red", subject, hub)
    with pytest.raises(Refused, match="future"):
        services.meet_clock(actor=MACHINE, at=TUESDAY, kind="rag_red", subject=subject, met_at=TUESDAY + HOUR)


def test_no_version_in_force_on_the_day_is_refused(hub: Circle, subject: User) -> None:
    with_rule(valid_from=dt.date(2026, 3, 4))
    with pytest.raises(Refused, match="was in force on 2026-03-03"):
        start("test_clock", subject, hub)
    assert start("test_clock", subject, hub, at=TUESDAY + 24 * HOUR).rule_version.number == 1


def test_a_new_rule_never_moves_a_clock_that_runs(hub: Circle, subject: User) -> None:
    with_rule()
    running = start("test_clock", subject, hub)
    two = a_rule(
        "test_clock",
        a_version(1, valid_to=dt.date(2026, 3, 3)),
        a_version(2, valid_from=dt.date(2026, 3, 4), amount=2),
    )
    services.load_rules(actor=MACHINE, at=TUESDAY + HOUR, rules=[two])
    services.stop_clock(actor=MACHINE, at=TUESDAY + HOUR, kind="test_clock", subject=subject, reason="test")
    running.refresh_from_db()
    assert (running.rule_version.number, running.due_at) == (1, TUESDAY + 4 * HOUR)
    assert (
        start("test_clock", subject, hub, at=TUESDAY + HOUR).rule_version.number == 1
    )  # in force to the end of the day
    tomorrow = start("test_clock", a_subject("b@hub.example"), hub, at=TUESDAY + 24 * HOUR)
    assert (tomorrow.rule_version.number, tomorrow.due_at) == (2, TUESDAY + 26 * HOUR)


def test_a_version_in_use_is_closed_never_rewritten() -> None:
    with_rule()
    for fields, match in (({"amount": 2}, "'amount' of version 1"), ({"pausable": True}, "'pausable' of version 1")):
        with pytest.raises(Refused, match=match):
            services.load_rules(actor=MACHINE, at=TUESDAY, rules=[a_rule("test_clock", a_version(**fields))])
    with pytest.raises(Refused, match="gone"):
        services.load_rules(actor=MACHINE, at=TUESDAY, rules=[dataclasses.replace(a_rule(), versions=())])
    checked = a_rule("test_clock", a_version(checked_by="A Practitioner"))
    assert services.load_rules(actor=MACHINE, at=TUESDAY, rules=[checked]) == ["test_clock"]  # the control
    assert services.load_rules(actor=MACHINE, at=TUESDAY, rules=[checked]) == []


def test_a_new_calendar_never_moves_a_clock_that_runs(hub: Circle, subject: User) -> None:
    before = start("concern_decision", subject, hub)
    row, _ = files.read_calendar(CALENDAR_FILE)
    funeral = DayRow(dt.date(2026, 3, 4), "An invented day of mourning", "one_off")
    with pytest.raises(Refused, match="2026-03-04 is not as version 1"):
        changed = dataclasses.replace(row, days=tuple(sorted((*row.days, funeral), key=lambda day: day.on)))
        services.load_calendar(actor=MACHINE, at=TUESDAY, calendar=changed)
    newer = dataclasses.replace(changed, version=row.version + 1)
    assert services.load_calendar(actor=MACHINE, at=TUESDAY, calendar=newer)
    after = start("concern_decision", a_subject("b@hub.example"), hub)
    before.refresh_from_db()
    assert (before.calendar_id, before.due_at) == (row.version, london(2026, 3, 4, 23, 59, 59))
    assert (after.calendar_id, after.due_at) == (row.version + 1, london(2026, 3, 5, 23, 59, 59))
    assert (
        "1 working day" in view_of(subject, "concern_decision", london(2026, 3, 5, 9)).words
    )  # told by its own calendar
    with pytest.raises(Refused, match="older"):
        services.load_calendar(actor=MACHINE, at=TUESDAY, calendar=dataclasses.replace(row, version=0))
    assert Calendar.objects.count() == 2


def test_a_paused_clock_runs_on_under_its_own_calendar(hub: Circle, subject: User) -> None:
    start("freedom_of_information", subject, hub)
    pause(subject, london(2026, 3, 5, 9), "freedom_of_information")
    row, _ = files.read_calendar(CALENDAR_FILE)
    mourning = DayRow(dt.date(2026, 3, 18), "An invented day of mourning", "one_off")
    newer = dataclasses.replace(
        row, version=row.version + 1, days=tuple(sorted((*row.days, mourning), key=lambda day: day.on))
    )
    services.load_calendar(actor=MACHINE, at=london(2026, 3, 6, 9), calendar=newer)
    # Twenty working days from 3 March and the five of the pause; the newer calendar would make it a day later.
    clock = resume(subject, london(2026, 3, 12, 9), "freedom_of_information")
    assert (clock.calendar_id, clock.due_at) == (row.version, london(2026, 4, 9, 23, 59, 59))


def test_a_person_loads_neither_rules_nor_calendars(hub: Circle) -> None:
    row, _ = files.read_calendar(CALENDAR_FILE)
    with pytest.raises(NotPermitted):
        services.load_rules(actor=a_colleague(hub), at=TUESDAY, rules=[])
    with pytest.raises(NotPermitted):
        services.load_calendar(actor=User.objects.get(email="robin.example@hub.example"), at=TUESDAY, calendar=row)


# Pausing --------------------------------------------------------------------------------------------------------------
def pause(subject: User, at: dt.datetime, kind: str = "subject_access") -> Clock:
    return services.pause_clock(actor=MACHINE, at=at, kind=kind, subject=subject, reason="identity asked for")


def resume(subject: User, at: dt.datetime, kind: str = "subject_access") -> Clock:
    return services.resume_clock(actor=MACHINE, at=at, kind=kind, subject=subject)


def test_a_subject_access_request_pauses_and_runs_on(hub: Circle, subject: User) -> None:
    clock = start("subject_access", subject, hub, at=london(2026, 5, 5, 9))
    assert clock.due_at == london(2026, 6, 5, 23, 59, 59)
    pause(subject, london(2026, 5, 10, 9))
    assert view_of(subject, "subject_access", london(2026, 7, 1)).status is rules.Status.PAUSED
    assert services.sweep_clocks(actor=MACHINE, at=london(2026, 7, 1)) == 0
    assert resume(subject, london(2026, 5, 20, 9)).due_at == london(2026, 6, 15, 23, 59, 59)
    pause(subject, london(2026, 6, 1, 9))
    assert resume(subject, london(2026, 6, 3, 9)).due_at == london(2026, 6, 17, 23, 59, 59)
    assert view_of(subject, "subject_access", london(2026, 6, 18)).status is rules.Status.OVERDUE


def test_meeting_or_stopping_a_paused_clock_ends_its_pause(hub: Circle, subject: User) -> None:
    start("subject_access", subject, hub, at=london(2026, 5, 5, 9))
    pause(subject, london(2026, 5, 10, 9))
    services.meet_clock(actor=MACHINE, at=london(2026, 6, 10, 9), kind="subject_access", subject=subject)
    met = view_of(subject, "subject_access", london(2026, 7, 1))
    assert met.status is rules.Status.MET  # a month and a pause of a month
    assert not Pause.objects.filter(ends_at__isnull=True).exists()


def test_what_may_not_be_paused(hub: Circle, subject: User) -> None:
    start("concern_decision", subject, hub)
    with pytest.raises(Refused, match="may not be paused"):
        pause(subject, TUESDAY + HOUR, "concern_decision")
    start("subject_access", subject, hub, at=london(2026, 5, 5, 9))
    with pytest.raises(Refused, match="overdue"):
        pause(subject, london(2026, 7, 1))
    with pytest.raises(Refused, match="not begun"):
        pause(subject, london(2026, 5, 4))
    with pytest.raises(Refused, match="not paused"):
        resume(subject, london(2026, 5, 10))
    pause(subject, london(2026, 5, 10))
    with pytest.raises(Refused, match="already"):
        pause(subject, london(2026, 5, 11))


# Replacing, stopping, moving ----------------------------------------------------------------------------------------
def test_a_changed_rating_runs_from_the_original_start(hub: Circle, subject: User) -> None:
    start("rag_green", subject, hub)
    red = services.restart_clock(
        actor=MACHINE,
        at=TUESDAY + 2 * HOUR,
        kind="rag_red",
        subject=subject,
        replaces="rag_green",
        reason="rated red",
    )
    assert (red.start_at, red.due_at) == (TUESDAY, TUESDAY + 4 * HOUR)
    green = Clock.objects.get(kind="rag_green")
    assert (green.stopped_at, green.stop_reason) == (TUESDAY + 2 * HOUR, "rated red")
    with pytest.raises(NotFound):
        services.restart_clock(
            actor=MACHINE, at=TUESDAY, kind="rag_amber", subject=subject, replaces="rag_green", reason="x"
        )


def test_stopping_everything_of_a_record(hub: Circle, subject: User) -> None:
    start("rag_green", subject, hub), start("concern_decision", subject, hub)
    unlinked = a_subject("b@hub.example")
    other = start("rag_green", unlinked, hub)
    assert services.stop_clocks(actor=MACHINE, at=TUESDAY + HOUR, subject=subject, reason="linked") == 2
    assert services.stop_clocks(actor=MACHINE, at=TUESDAY + HOUR, subject=subject, reason="linked") == 0
    other.refresh_from_db()
    assert other.stopped_at is None
    with pytest.raises(Refused, match="why"):
        services.stop_clock(actor=MACHINE, at=TUESDAY, kind="rag_green", subject=unlinked, reason=" ")


def test_clocks_and_their_pauses_follow_a_sealed_record(hub: Circle, subject: User) -> None:
    start("subject_access", subject, hub)
    services.pause_clock(actor=MACHINE, at=TUESDAY + HOUR, kind="subject_access", subject=subject, reason="scope")
    sealed = a_hub("sealed")
    with context.delivering_to(sealed.pk):
        assert services.move_clocks(actor=MACHINE, at=TUESDAY + HOUR, subject=subject, circle_id=sealed.pk) == 1
        assert {Clock.objects.get().circle_id, Pause.objects.get().circle_id} == {sealed.pk}
    assert not Clock.objects.exists()  # the hub's transaction no longer sees it: the second wall


# Why it is late ------------------------------------------------------------------------------------------------------
def explain(clock: Clock, by: User, at: dt.datetime, **fields: object) -> Clock:
    given = {"reason": "workload", "words": "Eleven red concerns that morning.", "authorised_by": by, **fields}
    return services.give_breach_reason(actor=by, at=at, clock_id=clock.pk, **given)


def test_a_delay_is_explained_once_and_only_when_there_is_one(hub: Circle, subject: User) -> None:
    robin = a_colleague(hub)
    clock = start("rag_red", subject, hub)
    late = TUESDAY + 5 * HOUR
    with pytest.raises(Refused, match="not late"):
        explain(clock, robin, TUESDAY + 3 * HOUR)
    with pytest.raises(Refused, match="your own words"):
        explain(clock, robin, late, words="  ")
    with pytest.raises(Refused, match="cannot be chosen"):
        explain(clock, robin, late, reason="because")
    with pytest.raises(StaleRecord):
        explain(clock, robin, late, seen=7)
    clock = explain(clock, robin, late, seen=clock.version)
    shown = view_of(subject, "rag_red", late)
    assert (shown.reason_wanted, shown.breach_reason) == (False, "workload")
    assert shown.words == "Overdue by 1 hour: reason given"
    with pytest.raises(Refused, match="already"):
        explain(clock, robin, late)


def test_a_clock_met_late_is_explained_afterwards_but_one_met_in_time_is_not(hub: Circle, subject: User) -> None:
    robin = a_colleague(hub)
    clock = start("rag_red", subject, hub)
    services.meet_clock(actor=MACHINE, at=TUESDAY + 5 * HOUR, kind="rag_red", subject=subject)
    assert explain(clock, robin, TUESDAY + 30 * HOUR).breach_authorised_by_id == robin.pk
    other = a_subject("b@hub.example")
    kept = start("rag_red", other, hub)
    services.meet_clock(actor=MACHINE, at=TUESDAY + HOUR, kind="rag_red", subject=other)
    with pytest.raises(Refused, match="not late"):
        explain(kept, robin, TUESDAY + 30 * HOUR)


def test_whoever_left_authorises_nothing(hub: Circle, subject: User) -> None:
    robin, gone = a_colleague(hub), a_subject("gone@hub.example")
    gone.is_active = False
    clock = start("rag_red", subject, hub)
    with pytest.raises(Refused, match="working here"):
        explain(clock, robin, TUESDAY + 5 * HOUR, authorised_by=gone)
