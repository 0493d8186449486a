"""Afterwards: feedback, closing, opening again, sealing."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.actions import queries as action_queries
from lifecourse.kernel.actions import services as actions
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.clocks import queries as clock_queries
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.letters import services as letters
from lifecourse.kernel.letters.rules import FAMILY_WORDS, Channel, FeedbackFamily

from .. import policy, rules
from ..models import CheckRequest, Concern, Decision, Draft, Note
from . import limits


@command("concerns.feedback_given")
def give_feedback(
    *,
    actor: User,
    at: datetime,
    concern: Concern,
    by: str,
    address: str = "",
    family: FeedbackFamily | None = None,
    seen: int | None = None,
) -> Concern:
    """Tell the reporter what they may be told, and keep that it was told.

    `by` is `email`, `phone` or `post` (to `address`, for nobody is asked for it beforehand); for a professional `desk`,
    with the `family` of the decision. A member of the public is told the same words in every case: more would tell a
    neighbour who is known to whom.
    """
    policy.check_may(actor, policy.FEEDBACK, concern, at=at)
    # Of a worry told twice, what stands is decided on the concern that the other one is linked to.
    worked_on = Concern.objects.filter(pk=concern.linked_to_id or concern.pk).first()
    if worked_on is None or worked_on.state not in {rules.State.FOLLOWING_UP, rules.State.CLOSED}:
        raise Refused("Feedback is given once the decision stands.")
    if by == Channel.DESK:
        _tell_desk(actor=actor, at=at, concern=concern, family=family)
    else:
        _tell_public(actor=actor, at=at, concern=concern, by=by, address=address)
    concern.feedback_at = concern.feedback_at or at
    concern.save_changes("feedback_at", seen=seen)
    limits.meet(actor=actor, at=at, kind=rules.FEEDBACK_CLOCK, subject=concern)
    record("concerns.feedback_given", subject=concern, actor=actor, at=at, by=by, family=family)
    return concern


def _tell_public(*, actor: User, at: datetime, concern: Concern, by: str, address: str) -> None:
    reporter = concern.reporter
    if by == Channel.POST and not address.strip():
        raise Refused("Say to which address the letter goes.", field="address")
    to_address = {Channel.EMAIL: reporter.email, Channel.PHONE: reporter.phone, Channel.POST: address}[Channel(by)]
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
            # What tells of a sealed concern stays in its circle; whoever sent it reads the words in their own copy.
            circle_id=concern.circle_id if concern.circle.kind == CircleKind.SEALED else organisation.desk_id,
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
    """Say why a time limit of this concern was passed, and who agreed; once, for good.

    Raises `NotFound` if the clock is another record's, `Refused` unless whoever agreed may decide here.
    """
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    if clock_queries.one_clock(viewer=actor, clock_id=clock_id, at=at).subject_id != concern.pk:
        raise NotFound
    try:
        policy.check_may(authorised_by, policy.DECIDE, concern, at=at)
    except NotPermitted as no:
        raise Refused("Only somebody who may decide here can agree to a delay.", field="authorised_by") from no
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
        feedback_due=Concern.objects.filter(Q(pk=concern.pk) | Q(linked_to=concern))
        .filter(feedback_wanted=True, feedback_at__isnull=True)
        .exists(),
    )
    concern.state, concern.closed_at = rules.State.CLOSED.value, at
    concern.save_changes("state", "closed_at", seen=seen)
    record("concerns.closed", subject=concern, actor=actor, at=at)
    return concern


@command("concerns.reopened")
def reopen_concern(*, actor: User, at: datetime, concern: Concern, reason: str, seen: int | None = None) -> Concern:
    """Decide again: the decision that stood is kept and superseded, and the time limits run anew from now."""
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
    limits.start_anew(actor=actor, at=at, concern=concern, start_at=at)
    _write_down(actor, at, concern, f"Opened again: {reason.strip()}")
    record("concerns.reopened", subject=concern, actor=actor, at=at)
    return concern


@command("concerns.sealed")
def seal_concern(*, actor: User, at: datetime, concern: Concern, circle: Circle, reason: str) -> Concern:
    """Move a concern and all that hangs on it into a sealed circle. For everybody else it no longer exists.

    Its children follow by the composite foreign keys; what agencies hold of it at their desks, its letters, actions and
    clocks are moved here, and what is linked to it is sealed with it. An agency that has not answered is no longer
    asked. The actor must belong to the circle: nobody seals away what they could not open again.
    """
    policy.check_may(actor, policy.SEAL, concern, at=at)
    if circle.kind != CircleKind.SEALED:
        raise Refused("Choose a sealed circle.", field="circle")
    if not reason.strip():
        raise Refused("Say why this concern is sealed.", field="reason")
    policy.check_in(actor, policy.VIEW, circle_id=circle.pk, at=at)
    # First this row and then the others: whoever answers or decides meanwhile holds them in the same order.
    Concern.objects.select_for_update().get(pk=concern.pk)
    before = concern.circle_id
    with delivering_to(before, circle.pk, *limits.desks()):
        for request in CheckRequest.objects.filter(background_check__concern=concern).order_by("pk"):
            if request.state == rules.RequestState.ASKED:
                kind = rules.CHECK_CLOCK[rules.Rating(request.rating)]
                clocks.stop_clock(actor=actor, at=at, kind=kind, subject=request, reason="the concern was sealed")
                request.state = rules.RequestState.WITHDRAWN.value
            clocks.move_clocks(actor=actor, at=at, subject=request, circle_id=circle.pk)
            letters.move_letters(
                actor=actor, at=at, subject_type=request._meta.label_lower, subject_id=request.pk, circle_id=circle.pk
            )
            request.circle = circle
            request.save_changes("circle", "state")
        clocks.move_clocks(actor=actor, at=at, subject=concern, circle_id=circle.pk)
        letters.move_letters(
            actor=actor, at=at, subject_type=concern._meta.label_lower, subject_id=concern.pk, circle_id=circle.pk
        )
        actions.move_actions(
            actor=actor, at=at, subject_type=concern._meta.label_lower, subject_id=concern.pk, circle_id=circle.pk
        )
        if concern.state == rules.State.CHECKING:
            concern.state = rules.State.DECIDING.value
        concern.circle = circle
        concern.save_changes("circle", "state")
        _write_down(actor, at, concern, f"Sealed: {reason.strip()}")
        record("concerns.sealed", subject=concern, actor=actor, at=at)
        # The same worry told again says the same of the same people.
        for again in Concern.objects.filter(linked_to=concern).exclude(circle=circle).order_by("pk"):
            seal_concern(actor=actor, at=at, concern=again, circle=circle, reason=reason)
    return concern


def _write_down(actor: User, at: datetime, concern: Concern, text: str) -> None:
    Note(circle_id=concern.circle_id, concern=concern, text=text, by=actor, at=at).save()


def _unfinished(concern: Concern) -> int:
    # Of every agency: whoever closes the concern may not see each desk, and a visit there is still to be made.
    with delivering_to(*limits.desks()):
        return action_queries.unfinished_for(
            viewer=Machine("closing"), subject_type=concern._meta.label_lower, subject_id=concern.pk
        )
