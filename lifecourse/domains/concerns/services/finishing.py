"""Afterwards: feedback, closing, opening again, sealing."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.actions import queries as action_queries
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.manifest import subject_key
from lifecourse.kernel.clocks import queries as clock_queries
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.letters.rules import FAMILY_WORDS, Channel, FeedbackFamily

from .. import policy, rules
from ..models import CheckRequest, Concern, Decision, Draft


@command("concerns.feedback_given")
def give_feedback(
    *,
    actor: User,
    at: datetime,
    concern: Concern,
    by: str,
    family: FeedbackFamily | None = None,
    seen: int | None = None,
) -> Concern:
    """Tell the reporter what they may be told, and keep that it was told.

    `by` is `email`, `phone` or `post`; for a professional `desk`, with the `family` of the decision. A member of the
    public is told the same words in every case: more would tell a neighbour who is known to whom.
    """
    policy.check_may(actor, policy.FEEDBACK, concern, at=at)
    if concern.decided_at is None or concern.state not in {rules.State.FOLLOWING_UP, rules.State.CLOSED}:
        raise Refused("Feedback is given once the decision stands.")
    if by == Channel.DESK:
        _tell_desk(actor=actor, at=at, concern=concern, family=family)
    else:
        _tell_public(actor=actor, at=at, concern=concern, by=by)
    concern.feedback_at = concern.feedback_at or at
    concern.save_changes("feedback_at", seen=seen)
    _meet_if_open(actor=actor, at=at, kind=rules.FEEDBACK_CLOCK, subject=concern)
    record("concerns.feedback_given", subject=concern, actor=actor, at=at, by=by, family=family)
    return concern


def _tell_public(*, actor: User, at: datetime, concern: Concern, by: str) -> None:
    reporter = concern.reporter
    address = {Channel.EMAIL: reporter.email, Channel.PHONE: reporter.phone, Channel.POST: reporter.safe_contact_words}
    to_address = address.get(Channel(by), "")
    if not to_address:
        raise Refused("The reporter left no such address; choose another way to tell them.", field="by")
    letter = letters.queue_letter(
        actor=actor, at=at, code="feedback", to_kind=by, to_address=to_address, subject=concern
    )
    if by == Channel.PHONE:
        letters.record_told_by_phone(actor=actor, at=at, letter=letter)


def _tell_desk(*, actor: User, at: datetime, concern: Concern, family: FeedbackFamily | None) -> None:
    organisation = concern.reporter.organisation
    if organisation is None or organisation.desk_id is None or concern.channel != rules.Channel.PROFESSIONAL:
        raise Refused("Only a professional who sent this from an agency’s desk is told there.", field="by")
    if family is None:
        raise Refused("Choose what they may be told.", field="family")
    with delivering_to(organisation.desk_id):
        letters.queue_letter(
            actor=actor,
            at=at,
            code="feedback_professional",
            to_kind=Channel.DESK.value,
            organisation=organisation,
            circle_id=organisation.desk_id,
            subject=concern,
            outcome=family,
        )
        for draft in Draft.objects.filter(reference=concern.reference, circle_id=organisation.desk_id):
            draft.told_at, draft.told_words = at, FAMILY_WORDS[family]
            draft.save_changes("told_at", "told_words")


@command("concerns.delay_explained")
def explain_delay(
    *,
    actor: User,
    at: datetime,
    concern: Concern,
    clock_id: UUID,
    code: str,
    words: str,
    authorised_by: User,
    seen: int | None = None,
) -> None:
    """Say why a time limit of this concern was passed, and who agreed; once, for good."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    clocks.give_breach_reason(
        actor=actor, at=at, clock_id=clock_id, reason=code, words=words, authorised_by=authorised_by, seen=seen
    )
    record("concerns.delay_explained", subject=concern, actor=actor, at=at, code=code)


@command("concerns.new_fact_recorded")
def record_new_fact(*, actor: User, at: datetime, concern: Concern, is_new: bool) -> Concern:
    """Whether this concern told those already working with the person something they did not know."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    concern.new_fact = is_new
    concern.save_changes("new_fact")
    record("concerns.new_fact_recorded", subject=concern, actor=actor, at=at, new=is_new)
    return concern


@command("concerns.closed")
def close_concern(*, actor: User, at: datetime, concern: Concern, seen: int | None = None) -> Concern:
    """Close a concern once everything it asked for is done or declined, and the reporter was told."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    rules.check_move(concern.state, rules.State.CLOSED)
    rules.check_close(
        open_actions=_unfinished(concern),
        feedback_due=concern.feedback_wanted and concern.feedback_at is None,
    )
    concern.state, concern.closed_at = rules.State.CLOSED.value, at
    concern.save_changes("state", "closed_at", seen=seen)
    record("concerns.closed", subject=concern, actor=actor, at=at)
    return concern


@command("concerns.reopened")
def reopen_concern(*, actor: User, at: datetime, concern: Concern, reason: str, seen: int | None = None) -> Concern:
    """Decide again: the decision that stood is kept and superseded."""
    policy.check_may(actor, policy.DECIDE, concern, at=at)
    if concern.state not in {rules.State.FOLLOWING_UP, rules.State.CLOSED}:
        raise Refused("Only a decided concern can be opened again.")
    if not reason.strip():
        raise Refused("Say why it must be decided again.", field="reason")
    rules.check_move(concern.state, rules.State.DECIDING)
    for decision in Decision.objects.filter(concern=concern, state=rules.DecisionState.STANDING):
        decision.state = rules.DecisionState.SUPERSEDED.value
        decision.save_changes("state")
    concern.state, concern.closed_at = rules.State.DECIDING.value, None
    concern.save_changes("state", "closed_at", seen=seen)
    from .screening import add_note

    add_note(actor=actor, at=at, concern=concern, text=f"Opened again: {reason.strip()}")
    record("concerns.reopened", subject=concern, actor=actor, at=at)
    return concern


@command("concerns.sealed")
def seal_concern(*, actor: User, at: datetime, concern: Concern, circle: Circle, reason: str) -> Concern:
    """Move a concern and all that hangs on it into a sealed circle. For everybody else it no longer exists.

    Its children follow by the composite foreign keys; what agencies hold of it at their desks, its letters, actions and
    clocks are moved here. An agency that has not answered is no longer asked.
    """
    policy.check_may(actor, policy.SEAL, concern, at=at)
    if circle.kind != CircleKind.SEALED:
        raise Refused("Choose a sealed circle.", field="circle")
    if not reason.strip():
        raise Refused("Say why this concern is sealed.", field="reason")
    before = concern.circle_id
    with delivering_to(before, circle.pk, *_desks()):
        for request in CheckRequest.objects.filter(background_check__concern=concern):
            clocks.move_clocks(actor=actor, at=at, subject=request, circle_id=circle.pk)
            request.circle = circle
            request.save_changes("circle")
        for decision in concern.decisions.all():
            clocks.move_clocks(actor=actor, at=at, subject=decision, circle_id=circle.pk)
        clocks.move_clocks(actor=actor, at=at, subject=concern, circle_id=circle.pk)
        letters.move_letters(
            actor=actor, at=at, subject_type=concern._meta.label_lower, subject_id=concern.pk, circle_id=circle.pk
        )
        actions.move_actions(
            actor=actor, at=at, subject_type=concern._meta.label_lower, subject_id=concern.pk, circle_id=circle.pk
        )
        concern.circle = circle
        concern.save_changes("circle")
        record("concerns.sealed", subject=concern, actor=actor, at=at)
    return concern


def _unfinished(concern: Concern) -> int:
    # Of every agency: whoever closes the concern may not see each desk, and a visit there is still to be made.
    with delivering_to(*_desks()):
        return action_queries.unfinished_for(
            viewer=Machine("closing"), subject_type=concern._meta.label_lower, subject_id=concern.pk
        )


def _desks() -> list[int]:
    return list(Circle.objects.filter(kind=CircleKind.DESK).values_list("pk", flat=True))


def _meet_if_open(*, actor: User, at: datetime, kind: str, subject: Concern) -> None:
    label, pk = subject_key(subject, subject.pk)
    if clock_queries.is_open(viewer=actor, kind=kind, subject_type=label, subject_id=pk):
        clocks.meet_clock(actor=actor, at=at, kind=kind, subject=subject)
