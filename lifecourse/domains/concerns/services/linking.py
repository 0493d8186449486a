"""The same worry told twice: linked to the concern that is worked on, and parted again."""

from datetime import datetime

from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks import services as clocks

from .. import policy, rules
from ..models import Concern
from . import limits


@command("concerns.linked")
def link_concern(*, actor: User, at: datetime, concern: Concern, to: Concern, seen: int | None = None) -> Concern:
    """The same worry told twice: this one follows the other. Both keep their own words, reporter and receipt.

    A reporter who wants to hear back is told once the other concern is decided (`finishing.give_feedback`).
    """
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    policy.check_may(actor, policy.SCREEN, to, at=at)
    # Both rows are held, in one order, while they are looked at: two people linking crosswise would close a ring.
    held = {
        one.pk: one for one in Concern.objects.select_for_update().filter(pk__in=[concern.pk, to.pk]).order_by("pk")
    }
    _check_link(held[concern.pk], held[to.pk], at=at)
    rules.check_move(held[concern.pk].state, rules.State.LINKED)
    concern.state, concern.linked_to = rules.State.LINKED.value, to
    concern.save_changes("state", "linked_to", seen=seen)
    clocks.stop_clocks(actor=actor, at=at, subject=concern, reason="linked to another concern")
    if held[to.pk].state == rules.State.FOLLOWING_UP:
        limits.start_feedback(actor=actor, at=at, concern=concern)
    record("concerns.linked", subject=concern, actor=actor, at=at, to=to.reference)
    return concern


def _check_link(concern: Concern, to: Concern, *, at: datetime) -> None:
    if concern.pk == to.pk or to.linked_to_id is not None:
        raise Refused("Link it to the concern that is being worked on, not to itself or to another linked one.")
    if concern.circle_id != to.circle_id:
        raise Refused("These two concerns are not seen by the same people: seal this one into that circle first.")
    if to.closed_at is not None and to.closed_at <= at:
        raise Refused(
            f"{to.reference} is closed, so nobody works on it: open it again first, or screen this concern by itself."
        )
    if Concern.objects.filter(linked_to=concern).exists():
        raise Refused("Another concern is linked to this one: link the other way round, or undo that link first.")
    quiet = to.state in rules.UNDECIDED and not to.danger_now and to.rating != rules.Rating.RED
    if concern.danger_now and quiet:
        raise Refused(f"This concern tells of danger now, and {to.reference} does not: rate that one red first.")


@command("concerns.unlinked")
def unlink_concern(*, actor: User, at: datetime, concern: Concern) -> Concern:
    """Undo a link: the concern is screened by itself again, its time limits counted from receipt."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    rules.check_move(concern.state, rules.State.SCREENING)
    if concern.state != rules.State.LINKED:
        raise Refused("This concern is linked to no other.")
    concern.state, concern.linked_to = rules.State.SCREENING.value, None
    concern.save_changes("state", "linked_to")
    clocks.stop_clocks(actor=actor, at=at, subject=concern, reason="the link was undone")
    limits.start_anew(actor=actor, at=at, concern=concern, start_at=concern.received_at)
    record("concerns.unlinked", subject=concern, actor=actor, at=at)
    return concern
