"""Commands on actions: asked, accepted or declined, tried, finished, evidenced, given to another, withdrawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.rules import ContactPurpose
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.base.references import new_reference
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.people.models import Person

from . import policy, rules
from .models import Action, Attempt
from .rules import Kind, Result, State

PREFIX = "A"


@command("actions.asked")
def create_action(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    owner_organisation: Organisation,
    request: str = "",
    title: str = "",
    subject: models.Model | None = None,
    person: Person | None = None,
    owner_user: User | None = None,
    circle_id: int | None = None,
    start_at: datetime | None = None,
    due_at: datetime | None = None,
    notify: bool = True,
    defer: bool = True,
) -> Action:
    """Ask an organisation to do something, on its desk (or in `circle_id`: a sealed one, say).

    `request`: who, where and what to look for, no more than the owner needs. The kind's clock starts at `start_at` (now
    unless given); a kind without one is due at `due_at`. `notify` e-mails the organisation's verified address for
    notifications, if it has one: a reference and a link; `defer=False` leaves that letter without a job.

    Raises `Refused` if the organisation has no desk, or `owner_user` is not at it.
    """
    rule = rules.KINDS[Kind(kind)]
    circle = _desk(owner_organisation) if circle_id is None else circle_id
    policy.check_may(actor, policy.ASK, circle_id=circle, at=at)
    _check_owner(owner_user, circle_id=circle, at=at)
    if rule.family is not rules.Family.TASK and not request.strip():
        raise Refused("Say what the agency needs to know to do this: who, where, what to look for.", field="request")
    action = Action(
        circle_id=circle,
        reference=new_reference(PREFIX),
        kind=Kind(kind),
        title=(title.strip() or rule.title)[:200],
        request=request.strip(),
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_reference=str(getattr(subject, "reference", "") or "")[:40],
        person=person,
        owner_organisation=owner_organisation,
        owner_user=owner_user,
        clock=rule.clock,
        asked_at=at,
        asked_by_id=actor.pk,
        due_at=due_at,
    )
    action.save()
    _start_clock(action, actor=actor, at=at, start_at=start_at)
    record("actions.asked", subject=action, actor=actor, at=at, kind=kind, organisation=owner_organisation.code)
    if notify:
        _notify(action, actor=actor, at=at, defer=defer)
    return action


@command("actions.accepted")
def accept_action(*, actor: Actor, at: datetime, action: Action, seen: int | None = None) -> Action:
    """The owner takes it on. Its clock runs on: what is accepted is not yet done."""
    policy.check_may(actor, policy.ANSWER, circle_id=action.circle_id, at=at)
    _check_seen(action, seen)
    rules.check_move(action.state, State.ACCEPTED)
    action.state, action.accepted_at, action.accepted_by_id = State.ACCEPTED, at, actor.pk
    action.save_changes("state", "accepted_at", "accepted_by_id", seen=seen)
    record("actions.accepted", subject=action, actor=actor, at=at, kind=action.kind)
    return action


@command("actions.declined")
def decline_action(*, actor: Actor, at: datetime, action: Action, reason: str, seen: int | None = None) -> Action:
    """The owner will not do it, and says why. It goes back to the hub; its clock does not stop, for somebody waits."""
    policy.check_may(actor, policy.ANSWER, circle_id=action.circle_id, at=at)
    _check_seen(action, seen)
    rules.check_move(action.state, State.DECLINED)
    action.state, action.reason = State.DECLINED, _words(reason, "Say why your agency declines.")
    action.save_changes("state", "reason", seen=seen)
    record("actions.declined", subject=action, actor=actor, at=at, kind=action.kind)
    return action


@command("actions.result_recorded")
def record_result(
    *,
    actor: Actor,
    at: datetime,
    action: Action,
    result: str,
    words: str = "",
    made_at: datetime | None = None,
    made_by_name: str = "",
    final: bool = False,
    seen: int | None = None,
) -> Action:
    """Say what came of it: who went, when, what was seen, or why it was not done.

    After no reply, a visit not made, or somebody not reached, the action stays to be tried again unless `final`. When
    it is finished its clock is met. Raises `Refused`, naming the field, for what does not fit.
    """
    policy.check_may(actor, policy.ANSWER, circle_id=action.circle_id, at=at)
    _check_seen(action, seen)
    came = Result(result)
    to = rules.check_result(action.kind, came, words=words, final=final)
    rules.check_move(action.state, to or State.DONE)  # what may not be finished may not be tried either
    made_at = made_at or at
    if made_at > at:
        raise Refused("This cannot have happened in the future.", field="made_at")
    # A form tells the time to the minute.
    if made_at < action.asked_at.replace(second=0, microsecond=0):
        raise Refused("This cannot have happened before it was asked for.", field="made_at")
    if action.state == State.OPEN and to is None:
        action.state, action.accepted_at, action.accepted_by_id = State.ACCEPTED, at, actor.pk
    elif to is not None:
        action.state, action.result_by_id = to, actor.pk
    action.result, action.result_words, action.result_at = came, words.strip(), made_at
    action.save_changes(
        "state", "accepted_at", "accepted_by_id", "result", "result_words", "result_at", "result_by_id", seen=seen
    )
    Attempt(
        circle_id=action.circle_id,
        action=action,
        made_at=made_at,
        made_by_name=(made_by_name.strip() or str(actor))[:120],
        result=came,
        words=words.strip(),
        recorded_at=at,
        recorded_by_id=actor.pk,
    ).save()
    if to is not None and action.clock:
        clocks.meet_clock(actor=actor, at=at, kind=action.clock, subject=action, met_at=max(made_at, action.asked_at))
    record(
        "actions.result_recorded",
        subject=action,
        actor=actor,
        at=at,
        kind=action.kind,
        result=came.value,
        finished=bool(to),
    )
    return action


@command("actions.evidenced")
def evidence_action(*, actor: Actor, at: datetime, action: Action, evidence: str, seen: int | None = None) -> Action:
    """A second person says what they saw that shows it was done. Raises `Refused` for whoever did it."""
    policy.check_may(actor, policy.EVIDENCE, circle_id=action.circle_id, at=at)
    _check_seen(action, seen)
    rules.check_evidence(action.state, done_by=action.result_by_id, evidencer=actor.pk, words=evidence)
    if action.evidenced_at is not None:
        raise Refused("This action has been evidenced already.")
    action.evidence, action.evidenced_at, action.evidenced_by_id = evidence.strip(), at, actor.pk
    action.save_changes("evidence", "evidenced_at", "evidenced_by_id", seen=seen)
    record("actions.evidenced", subject=action, actor=actor, at=at, kind=action.kind)
    return action


@command("actions.withdrawn")
def withdraw_action(*, actor: Actor, at: datetime, action: Action, reason: str, seen: int | None = None) -> Action:
    """Whoever asked lets it go, and says why. Its clocks stop."""
    policy.check_may(actor, policy.ASK, circle_id=action.circle_id, at=at)
    _check_seen(action, seen)
    rules.check_move(action.state, State.WITHDRAWN)
    action.state, action.reason = State.WITHDRAWN, _words(reason, "Say why it is withdrawn.")
    action.save_changes("state", "reason", seen=seen)
    clocks.stop_clocks(actor=actor, at=at, subject=action, reason="The action was withdrawn.")
    record("actions.withdrawn", subject=action, actor=actor, at=at, kind=action.kind)
    return action


@command("actions.given")
def reassign_action(
    *,
    actor: Actor,
    at: datetime,
    action: Action,
    reason: str,
    owner_organisation: Organisation | None = None,
    owner_user: User | None = None,
    seen: int | None = None,
    notify: bool = True,
    defer: bool = True,
) -> Action:
    """Give an action to somebody else at the same desk, or to another organisation: it moves to that desk.

    The first desk sees it no more. Its clock goes along and runs from the same start, for the person has waited since
    then. Within a desk the owner may do it (`actions.answer`); to another organisation only whoever may ask at both.
    """
    moves = owner_organisation is not None and owner_organisation.pk != action.owner_organisation_id
    old_circle = action.circle_id
    if moves and owner_organisation is not None:
        circle = _desk(owner_organisation)
        policy.check_may(actor, policy.ASK, circle_id=old_circle, at=at)
        policy.check_may(actor, policy.ASK, circle_id=circle, at=at)
        reason = _words(reason, "Say why it goes to another agency.")
        action.owner_organisation, action.circle_id = owner_organisation, circle
    else:
        if not _may_ask(actor, circle_id=old_circle, at=at):
            policy.check_may(actor, policy.ANSWER, circle_id=old_circle, at=at)
        circle = old_circle
    _check_seen(action, seen)
    if State(action.state) not in rules.UNFINISHED:
        raise Refused(f"This action is “{rules.WORDS[State(action.state)]}”: there is nothing left to give.")
    _check_owner(owner_user, circle_id=circle, at=at)
    if moves or action.state == State.DECLINED:
        action.state, action.accepted_at, action.accepted_by_id = State.OPEN, None, None
    action.owner_user = owner_user
    if reason.strip():
        action.reason = reason.strip()
    action.save_changes(
        "owner_organisation_id",
        "owner_user_id",
        "circle_id",
        "state",
        "reason",
        "accepted_at",
        "accepted_by_id",
        seen=seen,
    )
    if moves:
        clocks.move_clocks(actor=actor, at=at, subject=action, circle_id=circle)
        if notify:
            _notify(action, actor=actor, at=at, defer=defer)
    record(
        "actions.given", subject=action, actor=actor, at=at, kind=action.kind, moved_from=old_circle if moves else None
    )
    return action


@command("actions.moved")
def move_actions(*, actor: Actor, at: datetime, subject_type: str, subject_id: UUID, circle_id: int) -> int:
    """Move the actions about a record, with their clocks and letters, into the circle it was moved to (sealed, say).

    Both circles must be open to the transaction.
    """
    access.check(actor, access.SEAL, at=at)
    moved = 0
    for action in Action.objects.filter(subject_type=subject_type, subject_id=subject_id).exclude(circle_id=circle_id):
        action.circle_id = circle_id
        action.save_changes("circle_id")
        clocks.move_clocks(actor=actor, at=at, subject=action, circle_id=circle_id)
        letters.move_letters(
            actor=actor, at=at, subject_type=action._meta.label_lower, subject_id=action.pk, circle_id=circle_id
        )
        moved += 1
    record("actions.moved", subject=None, actor=actor, at=at, circle_id=circle_id, subject_id=subject_id, moved=moved)
    return moved


def _may_ask(actor: Any, *, circle_id: int, at: datetime) -> bool:
    """Whether the actor may ask in this circle: then they may also say who there does it."""
    try:
        policy.check_may(actor, policy.ASK, circle_id=circle_id, at=at)
    except Refused:
        return False
    return True


def _start_clock(action: Action, *, actor: Actor, at: datetime, start_at: datetime | None) -> None:
    if not action.clock:
        return
    clock = clocks.start_clock(
        actor=actor, at=at, kind=action.clock, subject=action, circle_id=action.circle_id, start_at=start_at
    )
    action.due_at = clock.due_at
    action.save_changes("due_at")


def _notify(action: Action, *, actor: Actor, at: datetime, defer: bool) -> None:
    point = agencies.address_for(
        viewer=actor, organisation_id=action.owner_organisation_id, purpose=ContactPurpose.NOTIFICATIONS
    )
    if point is not None:  # without one the desk's worklist still shows it
        letters.queue_letter(
            actor=actor,
            at=at,
            code="action_request",
            to_kind="email",
            to_address=point.value,
            organisation=action.owner_organisation,
            subject=action,
            link_path=reverse("actions:show", args=[action.pk]),
            defer=defer,
        )


def _desk(organisation: Organisation) -> int:
    if organisation.desk_id is None:
        raise Refused(f"{organisation.name} has no desk, so nothing can be asked of it here.", field="organisation")
    return organisation.desk_id


def _check_owner(user: User | None, *, circle_id: int, at: datetime) -> None:
    if user is None:
        return
    held = Membership.objects.filter(
        valid_at(at),
        user=user,
        user__is_active=True,
        circle_id=circle_id,
        role__capabilities__contains=[policy.ANSWER],
    )
    if not held.exists():
        raise Refused(f"{user} does not answer for that desk.", field="owner_user")


def _check_seen(action: Action, seen: int | None) -> None:
    """First of all: what the rules would say of a form filled in before somebody else's change would only mislead."""
    if seen is not None and action.version != seen:
        raise StaleRecord("Somebody else changed this action while you had it open. Nothing of yours was saved yet.")


def _words(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refused(sentence, field="reason")
    return text.strip()
