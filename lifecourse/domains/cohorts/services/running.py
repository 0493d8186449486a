"""Commands on a run: asked for, begun, carried out; all of it or nothing."""

import contextlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, queries, rules
from ..models import Cohort, Member, Run
from ..rules.fitting import IN_SCOPE, MEMBERS, Doubt, Looked, Question, Spell, Tally, band_of, latest, place

RUN_JOB = "cohorts.carry_out"
_BATCH = 2_000


@command("cohorts.run_asked")
def start_run(*, actor: Any, at: datetime, cohort_id: UUID) -> Run:
    """Ask for a run of today over the person index, in the actor's name. Carrying it out is another command.

    Raises `NotFound` or `NotPermitted`; `Refused` if the cohort is not agreed, is over, or runs already.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).filter(pk=cohort_id).first()
    if cohort is None:
        raise NotFound(f"cohort {cohort_id}")
    policy.check_in(actor, policy.VIEW, seen_by=policy.VIEW, circle_id=cohort.circle_id, at=at)
    policy.check_in(actor, policy.RUN, seen_by=policy.MEMBERS, circle_id=cohort.members_circle_id, at=at)
    policy.indexes_to_run_over(actor)
    standing = cohort.definitions.filter(agreed_at__isnull=False).order_by("-number").first()
    today = day_of(at)
    rules.check_may_run(cohort.state, standing.expires_on if standing else None, today=today)
    waiting = [rules.RunState.QUEUED, rules.RunState.RUNNING]
    if Run.objects.filter(cohort=cohort, state__in=waiting).exists():
        raise Refused("This cohort is being run already: wait for that run to end.")
    _question(actor, standing, today)
    run = Run(
        circle_id=cohort.members_circle_id, cohort=cohort, definition=standing, on=today, asked_at=at, asked_by=actor
    )
    run.save()
    record("cohorts.run_asked", subject=run, actor=actor, at=at, cohort=cohort.pk)
    return run


@command("cohorts.run_begun")
def begin_run(*, actor: Actor, at: datetime, run_id: UUID) -> Run:
    """Say that a run is being carried out, so that its page can say so. One that was begun and lost begins again."""
    run = _hold(actor, run_id, at=at)
    if run.state != rules.RunState.RUNNING:
        rules.check_run_move(run.state, rules.RunState.RUNNING)
    run.state = rules.RunState.RUNNING.value
    run.save_changes("state")
    record("cohorts.run_begun", subject=run, actor=actor, at=at)
    return run


@command("cohorts.run_done")
def carry_out_run(*, actor: Any, at: datetime, run_id: UUID) -> Run:
    """Carry out a run: everybody in the actor's person index, each put in one group, and the members kept.

    What was decided about somebody in the run before stays decided. Raises `Refused`, `NotFound`, `NotPermitted`.
    """
    run = _hold(actor, run_id, at=at)
    if run.state == rules.RunState.QUEUED:
        rules.check_run_move(run.state, rules.RunState.RUNNING)
        run.state = rules.RunState.RUNNING.value
    rules.check_run_move(run.state, rules.RunState.DONE)
    circles = policy.indexes_to_run_over(actor)
    looked, question = _question(actor, run.definition, run.on)
    kinds = {one.id: one.kind for one in looked}
    before = _decided_before(run)
    tally, made, considered = Tally(), list[Member](), 0
    everybody = queries.gather(viewer=actor, question=question, circles=circles, services=list(kinds))
    for person in everybody:
        group, doubts = place(person.facts, question)
        considered += person.n
        tally.count(group, band_of(person.facts.birth, run.on), person.n)
        if group in IN_SCOPE:
            tally.lay(person.facts.spells, kinds)
        if group in MEMBERS:
            tally.doubts.update(doubt.value for doubt in doubts)
            made.append(_member(run, person, doubts, before))
    for start in range(0, len(made), _BATCH):
        Member.objects.bulk_create(made[start : start + _BATCH])
    run.state, run.ended_at = rules.RunState.DONE.value, at
    run.considered, run.members_found, run.counts = considered, len(made), tally.to_json()
    run.lists = [_kept(one, question, run.on) for one in looked]
    run.save_changes("state", "ended_at", "considered", "members_found", "counts", "lists")
    record("cohorts.run_done", subject=run, actor=actor, at=at, considered=considered, members=len(made))
    return run


@command("cohorts.run_failed")
def fail_run(*, actor: Actor, at: datetime, run_id: UUID, problem: str) -> Run:
    """End a run that could not be carried out, with the reason."""
    run = _hold(actor, run_id, at=at)
    rules.check_run_move(run.state, rules.RunState.FAILED)
    run.state, run.ended_at, run.problem = rules.RunState.FAILED.value, at, problem[:400]
    run.save_changes("state", "ended_at", "problem")
    record("cohorts.run_failed", subject=run, actor=actor, at=at)
    return run


def defer_run(run_id: UUID, user_id: UUID) -> None:
    """Leave a run for the worker, in the open transaction; one job at a time for each."""
    job = jobs.configure_task(RUN_JOB, queueing_lock=f"cohort-run-{run_id}", queue="lists")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(run_id=str(run_id), user_id=str(user_id))


def _hold(actor: Actor, run_id: UUID, *, at: datetime) -> Run:
    run = Run.objects.select_for_update(of=("self",)).select_related("cohort", "definition").filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"run {run_id}")
    policy.check_in(actor, policy.RUN, seen_by=policy.MEMBERS, circle_id=run.circle_id, at=at)
    return run


def _question(actor: Any, version: Any, on: date) -> tuple[list[Looked], Question]:
    """The services there are, and those the version means. Raises `Refused` where everybody would be missing."""
    looked = queries.looked_at(viewer=actor, on=on)
    question = queries.question_of(queries.definition_of(version=version), looked, on)
    if not any(one.searched for one in question.absent_from):
        raise Refused(
            "None of the lists that they should be on has been loaded: everybody would be missing. Load one first."
        )
    if question.definition.household and not question.household:
        raise Refused("There is no service of the kinds that the adult should be open to. Set one up under Lists.")
    if question.definition.known_before and not question.known_before:
        raise Refused("There is no service of the kinds that they should have been known to. Set one up under Lists.")
    return looked, question


def _kept(one: Looked, question: Question, on: date) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "agency": one.agency,
        "kind": one.kind,
        "asked": one in question.absent_from,
        "lists": [
            {
                "name": sent.name,
                "covers": sent.covers,
                "taken_on": _iso(sent.taken_on),
                "covers_from": _iso(sent.covers_from),
                "covers_to": _iso(sent.covers_to),
                "stale": sent.is_stale(on),
                "renewed_every": sent.stale_after_days,
            }
            for sent in one.lists
        ],
        "ages": str(one.ages),
    }


def _decided_before(run: Run) -> dict[UUID, tuple[str, str, UUID | None, str]]:
    """What stands about each person (root) since the last run of this cohort."""
    last = (
        Run.objects.filter(cohort_id=run.cohort_id, state=rules.RunState.DONE)
        .order_by("-asked_at", "-created_at")
        .first()
    )
    if last is None:
        return {}
    rows = Member.objects.filter(run=last).exclude(standing=rules.Standing.NEW)
    columns = ("person__root_id", "standing", "reason", "concern_id", "concern_reference")
    return {root: tuple(rest) for root, *rest in rows.values_list(*columns)}


def _member(
    run: Run,
    person: queries.Considered,
    doubts: Iterable[Doubt],
    before: dict[UUID, tuple[str, str, UUID | None, str]],
) -> Member:
    last = latest(person.facts.spells)
    standing, reason, concern_id, concern_reference = before.get(
        person.person_id, (rules.Standing.NEW.value, "", None, "")
    )
    newest = sorted(person.facts.spells, key=lambda one: (one.is_open, one.last_on or date.min), reverse=True)
    return Member(
        circle_id=run.circle_id,
        run=run,
        person_id=person.person_id,
        doubts=[doubt.value for doubt in doubts],
        evidence=[_spell(one) for one in newest],
        adults=[{"person": str(adult), "service": str(service)} for adult, service in person.adults],
        last_on=last.last_on if last else None,
        last_by=last.service if last else None,
        standing=standing,
        reason=reason,
        concern_id=concern_id,
        concern_reference=concern_reference,
    )


def _spell(one: Spell) -> dict[str, Any]:
    return {
        "service": str(one.service),
        "open": one.is_open,
        "since": _iso(one.since),
        "until": _iso(one.until),
        "left": one.left,
        "as_of": _iso(one.as_of),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
