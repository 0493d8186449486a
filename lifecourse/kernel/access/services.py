"""Commands on users, circles, roles and memberships."""

from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused

from . import policy
from .models import Circle, CircleKind, Membership, MembershipKind, Role, User


@command("access.user_created")
def create_user(*, actor: Actor, at: datetime, email: str, full_name: str, password: str | None = None) -> User:
    """Make an account for a member of staff whose address the administrator has verified.

    Raises `Refused` if the address is taken. Without a password the account can only be used through single sign-on.
    """
    policy.check(actor, policy.ADMINISTER, at=at)
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("There is an account with this e-mail address already.", field="email")
    user = User(email=email.strip().lower(), full_name=full_name.strip())
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    record("access.user_created", subject=user, actor=actor, at=at)
    return user


@command("access.circle_created")
def create_circle(
    *, actor: Actor, at: datetime, code: str, name: str, kind: CircleKind, purpose: str = "", breakable: bool = False
) -> Circle:
    """Make a circle. It has no members: a sealed one gets its named list by `grant_membership`."""
    policy.check(actor, policy.SEAL if kind == CircleKind.SEALED else policy.ADMINISTER, at=at)
    circle = Circle(code=code, name=name, kind=kind, purpose=purpose, breakable=breakable)
    circle.save()
    record("access.circle_created", subject=None, actor=actor, at=at, circle_id=circle.pk, kind=kind)
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

    Into a sealed circle only somebody inside it (or with leave to seal) may let anyone.
    """
    if circle.kind == CircleKind.SEALED:
        policy.check(actor, policy.SEAL, at=at)
    else:
        policy.check(actor, policy.ADMINISTER, at=at)
    if kind != MembershipKind.STANDING and ends_at is None:
        raise Refused("Say until when: cover and guests' places have an end.", field="ends_at")
    membership = Membership(
        user=user,
        circle=circle,
        role=role,
        kind=kind,
        starts_at=starts_at or at,
        ends_at=ends_at,
        reason=reason,
        granted_by_id=actor.pk,
    )
    membership.save()
    record("access.membership_granted", subject=membership, actor=actor, at=at, user=user.pk, role=role.pk)
    return membership


@command("access.membership_ended")
def end_membership(*, actor: Actor, at: datetime, membership: Membership, reason: str) -> Membership:
    """End a membership now. It stays on the record: who could see what, and when."""
    policy.check(actor, policy.ADMINISTER, at=at)
    if membership.ends_at is not None and membership.ends_at <= at:
        raise Refused("This membership has ended already.")
    membership.ends_at = max(at, membership.starts_at)
    membership.save(update_fields=["ends_at", "updated_at"])
    record("access.membership_ended", subject=membership, actor=actor, at=at, user=membership.user_id)
    return membership


@command("access.user_left")
def record_leaver(*, actor: Actor, at: datetime, user: User) -> User:
    """Somebody has left: their memberships end now, and their next request is refused."""
    policy.check(actor, policy.ADMINISTER, at=at)
    ended = 0
    for membership in user.memberships.filter(ends_at__isnull=True) | user.memberships.filter(ends_at__gt=at):
        membership.ends_at = max(at, membership.starts_at)
        membership.save(update_fields=["ends_at", "updated_at"])
        ended += 1
    user.is_active, user.left_at = False, at
    user.save(update_fields=["is_active", "left_at"])
    record("access.user_left", subject=user, actor=actor, at=at, memberships_ended=ended)
    return user
