"""A clock's life: started, met or stopped, paused and resumed, replaced by another, moved with its record."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.base.manifest import subject_key

from .. import calendars, rules
from ..models import Clock, Pause, RuleVersion

_OPEN = Q(met_at__isnull=True, stopped_at__isnull=True)


@command("clocks.started")
def start_clock(
    *, actor: Actor, at: datetime, kind: str, subject: models.Model, circle_id: int, start_at: datetime | None = None
) -> Clock:
    """Start a clock of a kind for a record, in that record's circle; from `at`, unless it began earlier.

    It runs under the version of the rule in force on the day it starts (in London) and under the newest calendar, and
    keeps both for good. Raises `Refused` if one of that kind is open for the record, or no version was in force then.
    """
    clock = _make(kind=kind, subject=subject, circle_id=circle_id, start_at=start_at or at)
    _say("clocks.started", clock, actor=actor, at=at, due_at=clock.due_at, version=clock.rule_version.number)
    return clock


@command("clocks.met")
def meet_clock(
    *, actor: Actor, at: datetime, kind: str, subject: models.Model, met_at: datetime | None = None
) -> Clock:
    """What the clock waited for was done, at `met_at` (by default now). Late is late: it will want a reason.

    Raises `NotFound` if no clock of that kind is open for the record.
    """
    clock = _open(kind, subject)
    when = met_at or at
    if when > at:
        raise Refused("A clock cannot be met in the future.")
    _end_pause(clock, when)
    clock.met_at = when
    clock.save_changes("met_at", "paused_at", "due_at")
    _say("clocks.met", clock, actor=actor, at=at, late=rules.is_late(when, clock.due_at))
    return clock


@command("clocks.stopped")
def stop_clock(*, actor: Actor, at: datetime, kind: str, subject: models.Model, reason: str) -> Clock:
    """The clock need not be met any more: the concern was linked, the request withdrawn. A delay so far stays told.

    Raises `NotFound` if no clock of that kind is open for the record, and `Refused` without a reason.
    """
    clock = _open(kind, subject)
    _stop(clock, at=at, reason=reason)
    _say("clocks.stopped", clock, actor=actor, at=at)
    return clock


@command("clocks.all_stopped")
def stop_clocks(*, actor: Actor, at: datetime, subject: models.Model, reason: str) -> int:
    """Stop every clock that is open for a record, and say how many there were: none is no fault."""
    subject_type, subject_id = subject_key(subject, subject.pk)
    clocks = _lockable().filter(_OPEN, subject_type=subject_type, subject_id=subject_id)
    count = 0
    for clock in clocks:
        _stop(clock, at=at, reason=reason)
        _say("clocks.stopped", clock, actor=actor, at=at)
        count += 1
    record("clocks.all_stopped", subject=subject, actor=actor, at=at, clocks=count)
    return count


@command("clocks.paused")
def pause_clock(*, actor: Actor, at: datetime, kind: str, subject: models.Model, reason: str) -> Clock:
    """Stop the clock for a while: only a kind that law lets pause (a subject access request that must be made clear).

    A disagreement between agencies pauses nothing. Raises `Refused` if the kind may not pause, has not begun, is paused
    or is overdue (a pause may not hide a delay).
    """
    clock = _open(kind, subject)
    status = rules.status_of(clock.standing, now=at)
    if not clock.rule_version.pausable:
        raise Refused(f"“{clock.kind.title}” may not be paused: its limit runs on whatever is being discussed.")
    if status is rules.Status.PAUSED:
        raise Refused(f"“{clock.kind.title}” is paused already.")
    if status is rules.Status.NOT_STARTED:
        raise Refused(f"“{clock.kind.title}” has not begun yet.")
    if status is rules.Status.OVERDUE:
        raise Refused(f"“{clock.kind.title}” is overdue: say why instead of pausing it.")
    if not reason.strip():
        raise Refused("Say why the clock is paused.", field="reason")
    Pause(clock=clock, circle_id=clock.circle_id, starts_at=at, reason=reason.strip()).save()
    clock.paused_at = at
    clock.save_changes("paused_at")
    _say("clocks.paused", clock, actor=actor, at=at)
    return clock


@command("clocks.resumed")
def resume_clock(*, actor: Actor, at: datetime, kind: str, subject: models.Model) -> Clock:
    """Let a paused clock run on; its end moves by what it lost (`rules.due_at`)."""
    clock = _open(kind, subject)
    if clock.paused_at is None:
        raise Refused(f"“{clock.kind.title}” is not paused.")
    _end_pause(clock, at)
    clock.save_changes("paused_at", "due_at")
    _say("clocks.resumed", clock, actor=actor, at=at, due_at=clock.due_at)
    return clock


@command("clocks.restarted")
def restart_clock(*, actor: Actor, at: datetime, kind: str, subject: models.Model, replaces: str, reason: str) -> Clock:
    """Replace the open clock `replaces` by one of `kind` that runs from the same start: the rating has changed.

    From the same start, because the child has waited since then: a Green made Red after a day is overdue at once, and
    wants a reason. Raises `NotFound` if no clock of the kind replaced is open.
    """
    old = _open(replaces, subject)
    if kind == replaces:
        raise Refused("A clock is not replaced by one of its own kind.")
    _stop(old, at=at, reason=reason)
    _say("clocks.stopped", old, actor=actor, at=at, replaced_by=kind)
    clock = _make(kind=kind, subject=subject, circle_id=old.circle_id, start_at=old.start_at)
    _say("clocks.restarted", clock, actor=actor, at=at, replaces=replaces, due_at=clock.due_at)
    return clock


@command("clocks.moved")
def move_clocks(*, actor: Actor, at: datetime, subject: models.Model, circle_id: int) -> int:
    """Take the clocks of a record along into another circle (their pauses follow); gives how many.

    Both circles must be open to the transaction: see `access.context.delivering_to`.
    """
    subject_type, subject_id = subject_key(subject, subject.pk)
    moved = Clock.objects.filter(subject_type=subject_type, subject_id=subject_id).update(circle_id=circle_id)
    record("clocks.moved", subject=subject, actor=actor, at=at, circle_id=circle_id, clocks=moved)
    return moved


def _make(*, kind: str, subject: models.Model, circle_id: int, start_at: datetime) -> Clock:
    subject_type, subject_id = subject_key(subject, subject.pk)
    day = start_at.astimezone(rules.LONDON).date()
    version = (
        RuleVersion.objects.select_related("rule")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), rule_id=kind, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    if version is None:
        raise Refused(f"No rule for the clock “{kind}” was in force on {day}: it must be added to data/clocks.")
    if Clock.objects.filter(_OPEN, subject_type=subject_type, subject_id=subject_id, kind=kind).exists():
        raise Refused(f"“{version.rule.title}” is running for this record already.")
    calendar = calendars.current()
    clock = Clock(
        kind=version.rule,
        rule_version=version,
        calendar_id=calendar.version,
        circle_id=circle_id,
        subject_type=subject_type,
        subject_id=subject_id,
        start_at=start_at,
        due_at=rules.due_at(version.limit, start_at, calendar),
    )
    clock.save()
    return clock


def _lockable() -> "models.QuerySet[Clock]":
    return Clock.objects.select_for_update(of=("self",)).select_related("kind", "rule_version").order_by("id")


def _open(kind: str, subject: models.Model) -> Clock:
    """The open clock of a kind for a record, locked until the transaction ends."""
    subject_type, subject_id = subject_key(subject, subject.pk)
    clock = _lockable().filter(_OPEN, subject_type=subject_type, subject_id=subject_id, kind=kind).first()
    if clock is None:
        raise NotFound(f"no open clock {kind} for {subject_type}")
    return clock


def _stop(clock: Clock, *, at: datetime, reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why the clock is stopped.", field="reason")
    _end_pause(clock, at)
    clock.stopped_at, clock.stop_reason = at, reason.strip()
    clock.save_changes("stopped_at", "stop_reason", "paused_at", "due_at")


def _end_pause(clock: Clock, when: datetime) -> None:
    """Close the open pause, if there is one, and move the end by all pauses, under the versions the clock keeps."""
    if clock.paused_at is None:
        return
    Pause.objects.filter(clock=clock, ends_at__isnull=True).update(ends_at=max(when, clock.paused_at))
    pauses = [rules.Pause(one.starts_at, one.ends_at) for one in clock.pauses.all() if one.ends_at is not None]
    calendar = calendars.of_version(clock.calendar_id)
    clock.due_at = rules.due_at(clock.rule_version.limit, clock.start_at, calendar, pauses)
    clock.paused_at = None


def _say(event: str, clock: Clock, *, actor: Actor, at: datetime, **data: Any) -> None:
    record(
        event,
        subject=clock,
        actor=actor,
        at=at,
        kind=clock.kind_id,
        of=clock.subject_type,
        of_id=clock.subject_id,
        **data,
    )
