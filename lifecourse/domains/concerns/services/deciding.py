"""Decisions: level of need, outcomes, a second signature where the rules say so, and what must then be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import CircleKind, User
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks import services as clocks

from .. import policy, rules
from ..models import CheckRequest, Concern, Decision, DecisionOutcome, Subject
from . import limits


@dataclass(frozen=True, kw_only=True)
class OutcomeTold:
    """One outcome chosen: for whom (None: the concern as a whole), and which agency is to do it."""

    outcome: rules.Outcome
    subject: Subject | None = None
    organisation: Organisation | None = None


@command("concerns.decided")
def decide(
    *,
    actor: User,
    at: datetime,
    concern: Concern,
    level: int,
    reason: str,
    outcomes: Sequence[OutcomeTold],
    brief: str = "",
    why_now: str = "",
    already_open: bool | None = None,
    seen: int | None = None,
) -> Decision:
    """Decide what is done about a concern. It stands at once, or waits for a second signature.

    `brief` is what the agencies that are to act must know, and all they are told. The decision clock is met by the
    first person's decision: it is the decision on next steps within one working day (Working Together); the second
    signature has a clock of its own.
    """
    policy.check_may(actor, policy.DECIDE, concern, at=at)
    if rules.State(concern.state) not in rules.UNDECIDED:
        raise Refused("This concern is decided already; open it again to decide anew.")
    if concern.state == rules.State.AWAITING_SIGNATURE:
        raise Refused("A decision waits for its second signature: sign it or return it first.")
    outcomes = list(dict.fromkeys(outcomes))
    chosen = {told.outcome for told in outcomes}
    for told in outcomes:
        if told.outcome in rules.FOLLOW_THROUGH and told.organisation is None:
            raise Refused(f"Choose which agency is to do “{told.outcome.value.replace('_', ' ')}”.", field="outcomes")
        if told.outcome in rules.FOLLOW_THROUGH and not brief.strip():
            raise Refused("Say what the agency must know to do this: who, where, what to look for.", field="brief")
        if told.subject is not None and told.subject.concern_id != concern.pk:
            raise Refused("An outcome is for somebody of another concern.", field="outcomes")
    rules.check_decision(
        level=level,
        reason=reason,
        outcomes=chosen,
        kinds=[rules.SubjectKind(kind) for kind in concern.subjects.values_list("kind", flat=True)],
        unanswered=_unanswered(concern),
        why_now=why_now,
    )
    signature = rules.needs_second_signature(
        rating=rules.Rating(concern.rating) if concern.rating else None,
        level=level,
        outcomes=chosen,
        danger_now=concern.danger_now,
    )
    to = rules.State.AWAITING_SIGNATURE if signature else rules.State.FOLLOWING_UP
    rules.check_move(concern.state, to)
    # First, so that of two people deciding at once the second is told so before anything else is touched.
    concern.state, concern.level, concern.already_open = to.value, level, already_open
    concern.decided_at = concern.decided_at or at
    concern.save_changes("state", "level", "already_open", "decided_at", seen=seen)
    decision = Decision(
        circle_id=concern.circle_id,
        concern=concern,
        level=level,
        reason=reason.strip(),
        brief=brief.strip(),
        why_now=why_now.strip(),
        state=(rules.DecisionState.PROPOSED if signature else rules.DecisionState.STANDING).value,
        made_by=actor,
        made_at=at,
        needs_signature=signature,
    )
    decision.save()
    # One row an outcome, agency and subject: the agency is kept with the action that follows.
    rows = [
        DecisionOutcome(
            circle_id=concern.circle_id,
            decision=decision,
            outcome=told.outcome.value,
            subject=told.subject,
            organisation=told.organisation,
        )
        for told in outcomes
    ]
    DecisionOutcome.objects.bulk_create(rows)
    limits.meet(actor=actor, at=at, kind=rules.DECISION_CLOCK, subject=concern)
    record(
        "concerns.decided",
        subject=concern,
        actor=actor,
        at=at,
        level=level,
        outcomes=sorted(outcome.value for outcome in chosen),
        second_signature=signature,
    )
    if signature:
        clocks.start_clock(
            actor=actor,
            at=at,
            kind=rules.SIGNATURE_CLOCK,
            subject=concern,
            circle_id=concern.circle_id,
            start_at=at,
        )
    else:
        _follow_through(actor=actor, at=at, concern=concern, decision=decision)
    return decision


@command("concerns.signed")
def sign_decision(
    *, actor: User, at: datetime, decision: Decision, words: str = "", seen: int | None = None
) -> Decision:
    """The second signature: the decision stands from now and what it asks for begins."""
    concern = decision.concern
    policy.check_may(actor, policy.SIGN, concern, at=at)
    _check_proposed(decision)
    rules.check_signature(signer_id=actor.pk, decider_id=decision.made_by_id)
    rules.check_move(concern.state, rules.State.FOLLOWING_UP)
    decision.state, decision.signed_by, decision.signed_at = rules.DecisionState.STANDING.value, actor, at
    decision.signature_words = words.strip()
    decision.save_changes("state", "signed_by", "signed_at", "signature_words", seen=seen)
    concern.state = rules.State.FOLLOWING_UP.value
    concern.save_changes("state")
    clocks.meet_clock(actor=actor, at=at, kind=rules.SIGNATURE_CLOCK, subject=concern)
    record("concerns.signed", subject=concern, actor=actor, at=at)
    _follow_through(actor=actor, at=at, concern=concern, decision=decision)
    return decision


@command("concerns.decision_returned")
def return_decision(*, actor: User, at: datetime, decision: Decision, words: str, seen: int | None = None) -> Decision:
    """The second person does not sign: the concern goes back to be decided again, with the reason."""
    concern = decision.concern
    policy.check_may(actor, policy.SIGN, concern, at=at)
    _check_proposed(decision)
    rules.check_signature(signer_id=actor.pk, decider_id=decision.made_by_id)
    if not words.strip():
        raise Refused("Say why you do not sign, so that it can be decided again.", field="words")
    decision.state, decision.signature_words = rules.DecisionState.RETURNED.value, words.strip()
    decision.save_changes("state", "signature_words", seen=seen)
    rules.check_move(concern.state, rules.State.DECIDING)
    concern.state = rules.State.DECIDING.value
    concern.save_changes("state")
    clocks.stop_clock(
        actor=actor, at=at, kind=rules.SIGNATURE_CLOCK, subject=concern, reason="returned to be decided again"
    )
    record("concerns.decision_returned", subject=concern, actor=actor, at=at)
    return decision


def _unanswered(concern: Concern) -> bool:
    # Of every agency: whoever decides may not see each desk.
    with delivering_to(*limits.desks()):
        waiting = CheckRequest.objects.filter(background_check__concern=concern, state=rules.RequestState.ASKED)
        return waiting.exists()


def _check_proposed(decision: Decision) -> None:
    if decision.state != rules.DecisionState.PROPOSED:
        raise Refused("This decision is not waiting for a signature.")


def _follow_through(*, actor: User, at: datetime, concern: Concern, decision: Decision) -> None:
    """Turn the outcomes that somebody must do into actions at the agency that is to do them, each with its clock."""
    # What a sealed concern asks for stays sealed: its owner is let into the circle, or told by a person.
    sealed = concern.circle_id if concern.circle.kind == CircleKind.SEALED else None
    for row in decision.outcomes.select_related("subject__person", "organisation__desk"):
        outcome = rules.Outcome(row.outcome)
        if outcome not in rules.FOLLOW_THROUGH or row.organisation is None:
            continue
        actions.create_action(
            actor=actor,
            at=at,
            kind=outcome.value,
            subject=concern,
            person=row.subject.person if row.subject else None,
            owner_organisation=row.organisation,
            request=decision.brief,
            circle_id=sealed,
            notify=sealed is None,
        )
    # Those who told the same worry again wait for this decision too.
    for told in (concern, *Concern.objects.filter(linked_to=concern).order_by("pk")):
        limits.start_feedback(actor=actor, at=at, concern=told)
    for kind in rules.RATING_CLOCK.values():
        limits.meet(actor=actor, at=at, kind=kind, subject=concern)
