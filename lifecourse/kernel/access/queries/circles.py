"""Reading circles and memberships: who can see what, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..grants import valid_at
from ..models import Circle, CircleKind, Membership, MembershipKind, Role, User


@dataclass(frozen=True)
class CircleLine:
    """One circle in a list, with how many people are in it now."""

    id: int
    code: str
    name: str
    kind: str
    purpose: str
    breakable: bool
    members: int

    @property
    def is_sealed(self) -> bool:
        return self.kind == CircleKind.SEALED


@dataclass(frozen=True)
class MembershipLine:
    """Somebody's place in a circle, ready to show."""

    id: UUID
    user_id: UUID
    user_name: str
    user_email: str
    circle_id: int
    circle_name: str
    role: str
    kind: str
    kind_words: str
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    granted_by: str
    confirmed_at: datetime | None

    def state(self, at: datetime) -> str:
        """ "Not begun", "Now" or "Ended"."""
        if self.starts_at > at:
            return "Not begun"
        return "Ended" if self.ends_at is not None and self.ends_at <= at else "Now"


def circles_to_administer(*, viewer: Any, at: datetime) -> list[CircleLine]:
    """Every circle an administrator makes memberships for: no sealed one, unless they are in it."""
    if not policy.may(viewer, policy.ADMINISTER):
        raise NotFound("circle")
    current = Q(memberships__in=Membership.objects.filter(valid_at(at), user__is_active=True))
    rows = _known_to(viewer).annotate(now=Count("memberships", filter=current)).order_by("kind", "name")
    return [CircleLine(c.pk, c.code, c.name, c.kind, c.purpose, c.breakable, c.now) for c in rows]


def get_administered_circle(*, viewer: Any, circle_id: int) -> Circle:
    """A circle the viewer makes memberships for: an administrator's ordinary one, or a sealed one they are in."""
    circle = _known_to(viewer).filter(pk=circle_id).first()
    if circle is None or not (circle.kind == CircleKind.SEALED or policy.may(viewer, policy.ADMINISTER)):
        raise NotFound("circle")
    return circle


def get_circle(*, viewer: Any, circle_id: int) -> Circle:
    """A circle whose members the viewer may see: one they are in, or an ordinary one they administer."""
    circle = _known_to(viewer).filter(pk=circle_id).first()
    if circle is None or not (circle.pk in _own(viewer) or policy.may(viewer, policy.ADMINISTER)):
        raise NotFound("circle")
    return circle


def who_can_see(*, viewer: Any, circle_id: int, at: datetime) -> list[MembershipLine]:
    """Everybody who can see what is in a circle now, by name."""
    circle = get_circle(viewer=viewer, circle_id=circle_id)
    return [_line(row) for row in _rows().filter(valid_at(at), circle=circle, user__is_active=True)]


def members_of(*, viewer: Any, circle_id: int) -> list[MembershipLine]:
    """Every place there ever was in a circle, newest first: who could see what, and when."""
    circle = get_circle(viewer=viewer, circle_id=circle_id)
    return [_line(row) for row in _rows().filter(circle=circle).order_by("-starts_at", "user__full_name")]


def memberships_of(*, viewer: Any, user: User) -> list[MembershipLine]:
    """Every place somebody has or had, newest first, for an administrator. None of a sealed circle of others."""
    if not policy.may(viewer, policy.ADMINISTER):
        raise NotFound("user")
    return [
        _line(row)
        for row in _rows().filter(user=user, circle__in=_known_to(viewer)).order_by("-starts_at", "circle__name")
    ]


def my_memberships(*, viewer: User, at: datetime) -> list[MembershipLine]:
    """The circles one is in, or will be, with roles and ends."""
    return [
        _line(row)
        for row in _rows().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), user=viewer).order_by("circle__name")
    ]


def get_membership(*, viewer: Any, membership_id: UUID) -> Membership:
    """One place in a circle that the viewer administers."""
    row = Membership.objects.select_related("circle", "user", "role").filter(pk=membership_id).first()
    if row is None:
        raise NotFound("membership")
    get_administered_circle(viewer=viewer, circle_id=row.circle_id)
    return row


def recertification(*, viewer: Any, at: datetime) -> list[MembershipLine]:
    """Standing memberships that nobody has confirmed for a quarter, oldest first; those the viewer may answer for."""
    if not policy.may(viewer, policy.ADMINISTER):
        raise NotFound("circle")
    rows = (
        _rows()
        .filter(valid_at(at), user__is_active=True, kind=MembershipKind.STANDING, circle__in=_known_to(viewer))
        .annotate(answered_at=Coalesce("confirmed_at", F("starts_at")))
        .filter(answered_at__lte=at - rules.RECERTIFY_AFTER)
        .exclude(user_id=viewer.pk)
        .order_by("answered_at", "user__full_name", "circle__name")
    )
    return [_line(row) for row in rows]


def roles(*, viewer: Any) -> Sequence[Role]:
    """Every role somebody can be given; not the emergency reader's, which is only ever taken."""
    return list(Role.objects.exclude(code="emergency_reader").order_by("title"))


def _own(viewer: Any) -> frozenset[int]:
    return frozenset(g.circle_id for g in getattr(viewer, "grants", ()))


def _known_to(viewer: Any) -> QuerySet[Circle]:
    """The circles the viewer may know of: every ordinary one, and the sealed ones they are in."""
    return Circle.objects.filter(~Q(kind=CircleKind.SEALED) | Q(pk__in=_own(viewer)))


def _rows() -> QuerySet[Membership]:
    return Membership.objects.select_related("user", "circle", "role", "granted_by").order_by(
        "user__full_name", "circle__name", "pk"
    )


def _line(row: Membership) -> MembershipLine:
    return MembershipLine(
        id=row.pk,
        user_id=row.user_id,
        user_name=row.user.full_name,
        user_email=row.user.email,
        circle_id=row.circle_id,
        circle_name=row.circle.name,
        role=row.role.title,
        kind=row.kind,
        kind_words=MembershipKind(row.kind).label,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        granted_by=row.granted_by.full_name if row.granted_by else "",
        confirmed_at=row.confirmed_at,
    )
