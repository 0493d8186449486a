"""Users, circles, roles, memberships and break-glass."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.base.models import GuardedModel, Record

if TYPE_CHECKING:
    from .grants import Grant


class UserManager(BaseUserManager["User"]):
    """Finds staff by their e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff of one of the agencies. Never a member of the public, and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    # Loaded once a request by `context`; empty until then, so that forgetting it shows nothing.
    grants: "tuple[Grant, ...]" = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_leaver_inactive", condition=Q(left_at__isnull=True) | Q(is_active=False)
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: circles and capabilities are (`policy`)."""
        return False


class CircleKind(models.TextChoices):
    """What a circle is for."""

    INDEX = "index", "Person index"
    HUB = "hub", "Hub"
    DESK = "desk", "Agency desk"
    SEALED = "sealed", "Sealed"
    OFFICE = "office", "Office"


class Circle(GuardedModel):
    """A group of people with a need to know. `breakable`: may be opened by break-glass; never a sealed one."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=CircleKind.choices)
    purpose = models.CharField(max_length=300, blank=True)
    breakable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_sealed_never_broken", condition=~Q(kind=CircleKind.SEALED) | Q(breakable=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(GuardedModel):
    """A named list of capabilities, loaded from `data/roles/`."""

    code = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=400)
    capabilities = ArrayField(models.CharField(max_length=80))

    def __str__(self) -> str:
        return self.title


class MembershipKind(models.TextChoices):
    """Why somebody is in a circle."""

    STANDING = "standing", "Standing"
    COVER = "cover", "Leave cover"
    GUEST = "guest", "Guest"
    BREAK_GLASS = "break_glass", "Break-glass"


class Membership(Record):
    """A user's place in a circle, with a role, from a time until a time, for a reason."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=MembershipKind.choices, default=MembershipKind.STANDING)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When somebody last said that this place is still needed; the quarterly list asks again.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "starts_at"], name="access_member_user"),
            models.Index(fields=["circle", "starts_at"], name="access_member_circle"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_member_ends_after", condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at"))
            ),
            models.CheckConstraint(
                name="access_temporary_has_end",
                condition=Q(kind=MembershipKind.STANDING) | Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="access_never_for_oneself", condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.circle}"


class InCircle(models.Model):
    """Mixin for every sensitive record: it sits in exactly one circle, and in no page for anybody else."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+", db_index=True)

    class Meta:
        abstract = True


class BreakGlass(InCircle, Record):
    """One emergency opening of a circle. It sits in the privacy office's circle: the row is the alert.

    `words` and `review_words` were typed by people and stay in this table; alerts and the trail carry `reference` only.
    """

    reference = models.CharField(max_length=24, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=60)
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    review_words = models.CharField(max_length=1000, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["review_due_at"], name="access_glass_due", condition=Q(reviewed_at=None))]
        constraints = [
            models.CheckConstraint(name="access_glass_expires", condition=Q(expires_at__gt=F("at"))),
            models.CheckConstraint(
                name="access_glass_reviewed",
                condition=Q(reviewed_at=None, reviewed_by=None, outcome="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="access_glass_other_reviewer",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
