"""Break-glass: taken, ended, reviewed, escalated. The row in the privacy office's circle is the alert."""

from datetime import datetime

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.base.references import new_reference
from lifecourse.kernel.codelists import queries as codelists

from .. import context, policy, rules
from ..grants import valid_at
from ..models import BreakGlass, Circle, CircleKind, Membership, MembershipKind, Role, User

OFFICE = "privacy-office"
READER = "emergency_reader"
REASONS = "break_glass_reason"


@command("access.glass_broken")
def break_glass(
    *, actor: User, at: datetime, circle: Circle, reason_code: str, words: str, review_due_at: datetime
) -> BreakGlass:
    """Open a breakable circle to the actor for 60 minutes, to read; the alert is written in the same transaction.

    `review_due_at` is when somebody else must have looked at it (`rules.review_due`). Raises `NotFound` for a circle
    that cannot be broken, as if there were none; `Refused` without a reason, or for somebody who is inside already.
    """
    policy.check(actor, policy.BREAK_GLASS, at=at)
    if not circle.breakable or circle.kind == CircleKind.SEALED:
        raise NotFound("circle")
    today = at.astimezone(rules.LONDON).date()
    codelists.check_choice(viewer=actor, list_code=REASONS, code=reason_code, on=today, field="reason_code")
    words = words.strip()
    if len(words) < rules.SHORTEST_REASON:
        raise Refused(
            f"Say in a few words why you need it now: at least {rules.SHORTEST_REASON} characters.", field="words"
        )
    # Two presses at once: the user's row is the queue, so the second finds the first.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if Membership.objects.filter(valid_at(at), user_id=actor.pk, circle=circle).exists():
        raise Refused(f"You are in “{circle.name}” already: you need no emergency access.", field="circle")
    office = Circle.objects.filter(code=OFFICE).first()
    if office is None:
        raise Refused("Emergency access is off: there is no privacy office that could be told of it.")
    expires_at = at + rules.BREAK_GLASS_LASTS
    reference = new_reference("E")
    membership = Membership(
        user=actor,
        circle=circle,
        role=Role.objects.get(code=READER),
        kind=MembershipKind.BREAK_GLASS,
        starts_at=at,
        ends_at=expires_at,
        reason=f"Break-glass {reference}",
    )
    membership.save()
    record("access.glass_broken", subject=membership, actor=actor, at=at, reason=reason_code, glass=reference)
    glass = BreakGlass(
        reference=reference,
        circle=office,
        user=actor,
        opened=circle,
        membership=membership,
        reason_code=reason_code,
        words=words,
        at=at,
        expires_at=expires_at,
        review_due_at=review_due_at,
    )
    with context.delivering_to(office.pk):
        glass.save()
    record("access.glass_broken", subject=glass, actor=actor, at=at, reason=reason_code, opened=circle.pk)
    return glass


@command("access.glass_ended")
def end_break_glass(*, actor: User, at: datetime, membership: Membership) -> None:
    """Give an emergency opening back before its hour is over. Only one's own."""
    if membership.user_id != actor.pk or membership.kind != MembershipKind.BREAK_GLASS:
        raise NotFound("membership")
    if membership.ends_at is None or membership.ends_at <= at:
        raise Refused("This emergency access has ended already.")
    membership.ends_at = max(at, membership.starts_at)
    membership.save(update_fields=["ends_at", "updated_at"])
    office = Circle.objects.get(code=OFFICE)
    with context.delivering_to(office.pk):
        BreakGlass.objects.filter(membership=membership, ended_at__isnull=True).update(ended_at=at)
    record("access.glass_ended", subject=membership, actor=actor, at=at)


@command("access.glass_reviewed")
def review_break_glass(
    *, actor: Actor, at: datetime, glass: BreakGlass, outcome: rules.Outcome, words: str
) -> BreakGlass:
    """Say whether an emergency opening was justified. Never by the one who took it."""
    policy.check(actor, policy.REVIEW, at=at, circle_id=glass.circle_id)
    if actor.pk == glass.user_id:
        raise NotPermitted("Somebody else must review what you did.")
    if glass.reviewed_at is not None:
        raise Refused("This has been reviewed already.")
    words = words.strip()
    if len(words) < rules.SHORTEST_REASON:
        raise Refused("Say in a few words how you came to this.", field="words")
    changed = BreakGlass.objects.filter(pk=glass.pk, reviewed_at__isnull=True).update(
        outcome=outcome, review_words=words, reviewed_by_id=actor.pk, reviewed_at=at
    )
    if not changed:
        raise Refused("Somebody else reviewed this while you had it open. Nothing of yours was saved.")
    glass.refresh_from_db()
    record("access.glass_reviewed", subject=glass, actor=actor, at=at, outcome=outcome)
    return glass


@command("access.glass_escalated")
def escalate_break_glass(*, actor: Actor, at: datetime, glass: BreakGlass) -> bool:
    """Mark an opening that nobody reviewed in time; safe to run twice. True if this call was the one that did it."""
    policy.check(actor, policy.REVIEW, at=at, circle_id=glass.circle_id)
    if glass.review_due_at > at:
        raise Refused("Its review is not due yet.")
    changed = BreakGlass.objects.filter(pk=glass.pk, reviewed_at__isnull=True, escalated_at__isnull=True).update(
        escalated_at=at
    )
    record("access.glass_escalated", subject=glass, actor=actor, at=at, first=bool(changed))
    return bool(changed)


@command("access.glass_alerted")
def mark_break_glass_alerted(*, actor: Actor, at: datetime, glass: BreakGlass) -> bool:
    """Say that a message with the reference has gone out; for whoever sends it. True if this call was the first."""
    policy.check(actor, policy.REVIEW, at=at, circle_id=glass.circle_id)
    changed = BreakGlass.objects.filter(pk=glass.pk, alerted_at__isnull=True).update(alerted_at=at)
    record("access.glass_alerted", subject=glass, actor=actor, at=at, first=bool(changed))
    return bool(changed)
