"""What one membership gives, as loaded for a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from .models import CircleKind, Membership, User


@dataclass(frozen=True)
class Grant:
    """One valid membership: these capabilities in this circle, until `ends_at`."""

    circle_id: int
    circle_code: str
    circle_name: str
    circle_kind: str
    role: str
    role_title: str
    capabilities: frozenset[str]
    kind: str
    ends_at: datetime | None

    @property
    def is_sealed(self) -> bool:
        return self.circle_kind == CircleKind.SEALED


def valid_at(at: datetime) -> Q:
    """The condition for a membership to be valid at a time: begun, and not ended."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def load(user: User, *, at: datetime) -> tuple[Grant, ...]:
    """Every grant of `user` at a time, in one query. A leaver has none."""
    if not user.is_active:
        return ()
    rows: Iterable[Membership] = (
        Membership.objects.filter(valid_at(at), user=user).select_related("circle", "role").order_by("circle__name")
    )
    return tuple(
        Grant(
            circle_id=row.circle_id,
            circle_code=row.circle.code,
            circle_name=row.circle.name,
            circle_kind=row.circle.kind,
            role=row.role_id,
            role_title=row.role.title,
            capabilities=frozenset(row.role.capabilities),
            kind=row.kind,
            ends_at=row.ends_at,
        )
        for row in rows
    )
