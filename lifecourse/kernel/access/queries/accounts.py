"""Reading accounts: the list of staff, one member of staff, one's own second factors and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lifecourse.kernel.base.errors import NotFound, Refused

from .. import policy
from ..models import User

PER_PAGE = 50


@dataclass(frozen=True)
class UserLine:
    """One member of staff in a list."""

    id: UUID
    full_name: str
    email: str
    left_at: datetime | None
    last_login: datetime | None


@dataclass(frozen=True)
class StaffPage:
    """One page of the list of staff, and how many match."""

    rows: Sequence[UserLine]
    total: int


@dataclass(frozen=True)
class Factor:
    """One second factor of somebody: what kind, what they call it, since when, last used."""

    kind: str
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class SessionLine:
    """One session of one's own. `browser` is what the browser said of itself."""

    id: int
    began_at: datetime
    address: str
    browser: str
    is_this_one: bool


def search_users(*, viewer: Any, words: str = "", left: bool = False, start: int = 0) -> StaffPage:
    """Staff whose name or address holds every word, by name; those who left only if asked for."""
    _may_administer(viewer)
    found = User.objects.filter(is_active=not left)
    for word in words.split():
        found = found.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    rows = found.order_by("full_name", "email")[start : start + PER_PAGE]
    return StaffPage([_line(user) for user in rows], found.count())


def get_user(*, viewer: Any, user_id: UUID) -> User:
    """One member of staff. Raises `NotFound` for whoever may not administer."""
    _may_administer(viewer)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("user")
    return user


def find_colleague(*, viewer: Any, email: str) -> User:
    """Somebody who works here, by their exact address. Raises `Refused`, in words for a form."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused("Nobody who works here has this address: check it with them.", field="email")
    return user


def factors_of(*, viewer: Any, user: User) -> list[Factor]:
    """The second factors of somebody: one's own, or an administrator's view of anybody's."""
    from allauth.mfa.models import Authenticator

    if viewer.pk != user.pk:
        _may_administer(viewer)
    words = {"totp": "Authenticator app", "webauthn": "Passkey", "recovery_codes": "Recovery codes"}
    rows = Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    return [
        Factor(
            kind=words[row.type],
            name=str(row.data.get("name", "")) if row.type == "webauthn" else "",
            added_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in rows
    ]


def sessions_of(*, viewer: User, current: str) -> list[SessionLine]:
    """The viewer's own sessions, newest first; `current` is the key of this one."""
    from allauth.usersessions.models import UserSession

    rows = sorted(UserSession.objects.purge_and_list(viewer), key=lambda row: row.created_at, reverse=True)
    return [SessionLine(row.pk, row.created_at, row.ip, row.user_agent, row.session_key == current) for row in rows]


def _may_administer(viewer: Any) -> None:
    if not policy.may(viewer, policy.ADMINISTER):
        raise NotFound("user")


def _line(user: User) -> UserLine:
    return UserLine(user.pk, user.full_name, user.email, user.left_at, user.last_login)
