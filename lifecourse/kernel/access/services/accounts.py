"""Commands on accounts: made, invited, given a password, left."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from .. import policy
from ..models import User
from .sign_in import forget_sessions


@command("access.user_created")
def create_user(*, actor: Actor, at: datetime, email: str, full_name: str, password: str | None = None) -> User:
    """Make an account for a member of staff whose address the administrator has verified.

    Raises `Refused` if the address is taken. Without a password the account can only be used through single sign-on,
    or after its owner has set one with the link they are sent.
    """
    policy.check(actor, policy.ADMINISTER, at=at)
    email, full_name = _checked(email, full_name)
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("There is an account with this e-mail address already.", field="email")
    user = User(email=email, full_name=full_name)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    record("access.user_created", subject=user, actor=actor, at=at)
    return user


@command("access.user_invited")
def invite_user(*, actor: Actor, at: datetime, email: str, full_name: str) -> User:
    """The account of that address, made if there was none; its owner is to be sent a link to set a password.

    The same answer whether or not the account existed: an invitation is no way to ask who works where.
    """
    policy.check(actor, policy.ADMINISTER, at=at)
    email, full_name = _checked(email, full_name)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=email, full_name=full_name)
        user.set_unusable_password()
        user.save()
    record("access.user_invited", subject=user, actor=actor, at=at)
    return user


@command("access.password_changed")
def set_password(*, actor: Actor, at: datetime, user: User, password: str) -> User:
    """Set somebody's own password, already validated. Only they may, signed in or by the link sent to them."""
    if actor.pk != user.pk:
        raise NotPermitted("Only its owner sets a password.")
    user.set_password(password)
    user.save(update_fields=["password"])
    record("access.password_changed", subject=user, actor=actor, at=at)
    return user


@command("access.second_factor_reset")
def reset_second_factor(*, actor: Actor, at: datetime, user: User) -> int:
    """Forget every second factor of somebody who lost theirs, and end their sessions. Gives back how many there were.

    The administrator has checked who is asking, face to face or by calling back a known number. Never for oneself.
    """
    # Here and not above: allauth's tables may not be imported before every app is loaded.
    from allauth.mfa.models import Authenticator

    policy.check(actor, policy.ADMINISTER, at=at)
    _not_oneself(actor, user)
    factors = Authenticator.objects.filter(user=user)
    count: int = factors.count()
    factors.delete()
    ended = forget_sessions(user)
    record("access.second_factor_reset", subject=user, actor=actor, at=at, factors=count, sessions_ended=ended)
    return count


@command("access.user_left")
def record_leaver(*, actor: Actor, at: datetime, user: User) -> User:
    """Somebody has left: their memberships end now, and their next request is refused.

    How many memberships there were is not told: one of them may be of a sealed circle.
    """
    policy.check(actor, policy.ADMINISTER, at=at)
    _not_oneself(actor, user)
    if not user.is_active:
        raise Refused(f"{user.full_name} is recorded as a leaver already.")
    for membership in user.memberships.filter(ends_at__isnull=True) | user.memberships.filter(ends_at__gt=at):
        membership.ends_at = max(at, membership.starts_at)
        membership.save(update_fields=["ends_at", "updated_at"])
    user.is_active, user.left_at = False, at
    user.save(update_fields=["is_active", "left_at"])
    forget_sessions(user)
    record("access.user_left", subject=user, actor=actor, at=at)
    return user


def _not_oneself(actor: Actor, user: User) -> None:
    if actor.pk == user.pk:
        raise NotPermitted("Somebody else must do this for you: nobody may for themselves.")


def _checked(email: str, full_name: str) -> tuple[str, str]:
    email, full_name = email.strip().lower(), full_name.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("Enter an e-mail address like name@example.org.", field="email") from None
    if not full_name:
        raise Refused("Enter the name people know them by.", field="full_name")
    return email, full_name
