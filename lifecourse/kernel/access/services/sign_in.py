"""Commands that put signing in and out into the trail. No address, password or code reaches them."""

from collections.abc import Sequence
from datetime import datetime

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record

from ..models import User


@command("access.signed_in")
def note_sign_in(*, actor: User, at: datetime, methods: Sequence[str]) -> None:
    """Somebody signed in, by these methods ("password", "totp", "webauthn", "recovery_codes", "single_sign_on")."""
    record("access.signed_in", subject=actor, actor=actor, at=at, methods=list(methods))


@command("access.signed_out")
def note_sign_out(*, actor: User, at: datetime, because: str = "asked") -> None:
    """A session ended: "asked", "idle", "too_long", "left" or "second_factor"."""
    record("access.signed_out", subject=actor, actor=actor, at=at, because=because)


@command("access.sign_in_failed")
def note_failed_sign_in(*, actor: Actor, at: datetime, user: User | None, step: str) -> None:
    """A password or a second factor was wrong. `user` is whose account it was meant for, or None if there is none."""
    record("access.sign_in_failed", subject=user, actor=actor, at=at, step=step, known=user is not None)


@command("access.locked_out")
def note_lock_out(*, actor: Actor, at: datetime, user: User | None) -> None:
    """An account and an address together have failed too often for now."""
    record("access.locked_out", subject=user, actor=actor, at=at, known=user is not None)


@command("access.reset_asked")
def note_reset_asked(*, actor: Actor, at: datetime, user: User | None) -> None:
    """Somebody asked for a link to set a new password."""
    record("access.reset_asked", subject=user, actor=actor, at=at, known=user is not None)


@command("access.second_factor_changed")
def note_second_factor(*, actor: User, at: datetime, change: str) -> None:
    """Second factors changed: "totp_activated", "webauthn_removed", "recovery_codes_generated", "skipped"…"""
    record("access.second_factor_changed", subject=actor, actor=actor, at=at, change=change)


@command("access.sessions_ended")
def end_sessions_of(*, actor: User, at: datetime, keep: str) -> int:
    """End every session of the actor but the one with the key `keep`. Gives back how many."""
    ended = forget_sessions(actor, keep=keep)
    record("access.sessions_ended", subject=actor, actor=actor, at=at, sessions=ended)
    return ended


@command("access.sessions_ended")
def end_session(*, actor: User, at: datetime, session_id: int) -> int:
    """End one session of the actor's own. Gives back 1, or 0 if it had ended (or was never theirs)."""
    from allauth.usersessions.models import UserSession

    ended = 0
    for session in UserSession.objects.filter(user_id=actor.pk, pk=session_id):
        session.end()
        ended += 1
    record("access.sessions_ended", subject=actor, actor=actor, at=at, sessions=ended)
    return ended


def forget_sessions(user: User, *, keep: str = "") -> int:
    """Delete a user's sessions; part of other commands. Gives back how many."""
    # Here and not above: allauth's tables may not be imported before every app is loaded.
    from allauth.usersessions.models import UserSession

    ended = 0
    for session in UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep):
        session.end()
        ended += 1
    return ended
