"""Commands on circles, roles and memberships: who is let in, until when, and who is let out."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from .. import policy
from ..grants import valid_at
from ..models import Circle, CircleKind, Membership, MembershipKind, Role, User


@command("access.circle_created")
def create_circle(
    *, actor: Actor, at: datetime, code: str, name: str, kind: CircleKind, purpose: str = "", breakable: bool = False
) -> Circle:
    """Make a circle. It has no members: a sealed one gets its named list by `grant_membership`."""
    policy.check(actor, policy.SEAL if kind == CircleKind.SEALED else policy.ADMINISTER, at=at)
    if kind == CircleKind.SEALED and breakable:
        raise Refused("A sealed circle is never opened by break-glass.", field="breakable")
    if kind != CircleKind.SEALED and Circle.objects.filter(code=code).exists():
        raise Refused(f"There is a circle with the code “{code}” already: choose another.", field="code")
    circle = Circle(code=code, name=name, kind=kind, purpose=purpose, breakable=breakable)
    circle.save()
    record("access.circle_created", subject=None, actor=actor, at=at, circle_id=circle.pk, kind=kind)
    return circle


@command("access.circle_sealed")
def create_sealed_circle(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    members: Sequence[tuple[User, Role]],
    reason: str,
    purpose: str = "",
) -> Circle:
    """Make a sealed circle with its named access list; a domain's command then moves its record into it.

    It can never be opened by break-glass, and no page, select, count or export names it to anybody outside. Its code is
    random, so that not even an address tells anything. The one who seals may be on the list, for an empty circle gives
    nobody anything; after that only those inside, or with leave to seal, let others in.
    Raises `Refused` if nobody is on the list.
    """
    policy.check(actor, policy.SEAL, at=at)
    if not members:
        raise Refused("Name at least one person who may see it: a circle with nobody in it is lost.", field="members")
    circle = Circle(
        code=f"sealed-{secrets.token_hex(8)}", name=name, kind=CircleKind.SEALED, purpose=purpose, breakable=False
    )
    circle.save()
    for user, role in members:
        membership = Membership(
            user=user,
            circle=circle,
            role=role,
            starts_at=at,
            reason=reason,
            granted_by_id=None if user.pk == actor.pk else actor.pk,
        )
        membership.save()
        record("access.membership_granted", subject=membership, actor=actor, at=at, user=user.pk, role=role.pk)
    record("access.circle_sealed", subject=None, actor=actor, at=at, circle_id=circle.pk, members=len(members))
    return circle


@command("access.roles_loaded")
def load_roles(*, actor: Actor, at: datetime, roles: Sequence[Role]) -> None:
    """Put the roles of `data/roles/` into the table; the same again changes nothing."""
    policy.check(actor, policy.ADMINISTER, at=at)
    for role in roles:
        role.save()
    record("access.roles_loaded", subject=None, actor=actor, at=at, roles=[role.code for role in roles])


@command("access.membership_granted")
def grant_membership(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    circle: Circle,
    role: Role,
    reason: str,
    kind: MembershipKind = MembershipKind.STANDING,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Membership:
    """Let somebody into a circle, from a time, until a time if it is cover or a guest's place.

    Into a sealed circle only somebody inside it (or with leave to seal) may let anyone. Nobody lets themselves in
    anywhere, and break-glass has a command of its own.
    """
    _check_may_open(actor, circle, at=at)
    if actor.pk is not None and actor.pk == user.pk:
        raise NotPermitted("Somebody else must let you in: nobody may do it for themselves.")
    if kind == MembershipKind.BREAK_GLASS:
        raise Refused("Break-glass is not granted: it is taken, with a reason, and reviewed.", field="kind")
    if not user.is_active:
        raise Refused(f"{user.full_name} has left, so cannot be let in.", field="user")
    if kind != MembershipKind.STANDING and ends_at is None:
        raise Refused("Say until when: cover and guests' places have an end.", field="ends_at")
    starts_at = starts_at or at
    if ends_at is not None and ends_at <= max(starts_at, at):
        raise Refused("The last day is before the first, or has gone by: give a later last day.", field="ends_at")
    membership = Membership(
        user=user,
        circle=circle,
        role=role,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        granted_by_id=actor.pk,
    )
    membership.save()
    record("access.membership_granted", subject=membership, actor=actor, at=at, user=user.pk, role=role.pk, kind=kind)
    return membership


@command("access.membership_granted")
def grant_memberships(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    circles: Sequence[Circle],
    role: Role,
    reason: str,
    kind: MembershipKind = MembershipKind.STANDING,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> list[Membership]:
    """Let somebody into several circles with the same role and dates: all of them or none."""
    if not circles:
        raise Refused("Choose at least one circle.", field="circles")
    return [
        grant_membership(
            actor=actor,
            at=at,
            user=user,
            circle=circle,
            role=role,
            reason=reason,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for circle in circles
    ]


@command("access.membership_ended")
def end_membership(*, actor: Actor, at: datetime, membership: Membership, reason: str) -> Membership:
    """End a membership now. It stays on the record: who could see what, and when."""
    _check_may_open(actor, membership.circle, at=at)
    if membership.ends_at is not None and membership.ends_at <= at:
        raise Refused("This membership has ended already.")
    membership.ends_at = max(at, membership.starts_at)
    membership.save(update_fields=["ends_at", "updated_at"])
    record("access.membership_ended", subject=membership, actor=actor, at=at, user=membership.user_id)
    return membership


@command("access.membership_confirmed")
def confirm_membership(*, actor: Actor, at: datetime, membership: Membership) -> Membership:
    """Say that a membership is still needed (quarterly). Never one's own."""
    _check_may_open(actor, membership.circle, at=at)
    if actor.pk == membership.user_id:
        raise NotPermitted("Somebody else must confirm your membership: nobody may for themselves.")
    if membership.ends_at is not None and membership.ends_at <= at:
        raise Refused("This membership has ended already.")
    membership.confirmed_at = at
    membership.save(update_fields=["confirmed_at", "updated_at"])
    record("access.membership_confirmed", subject=membership, actor=actor, at=at, user=membership.user_id)
    return membership


def _check_may_open(actor: Actor, circle: Circle, *, at: datetime) -> None:
    """An administrator opens ordinary circles; a sealed one those inside it, or with leave to seal."""
    if circle.kind != CircleKind.SEALED:
        policy.check(actor, policy.ADMINISTER, at=at)
        return
    inside = not isinstance(actor, Machine) and (
        Membership.objects.filter(valid_at(at), user_id=actor.pk, user__is_active=True, circle=circle).exists()
    )
    if not inside:
        policy.check(actor, policy.SEAL, at=at)
