"""The tables of the directory: organisations, teams, areas, places, posts and ways to reach them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.base.models import Record, Versioned

from .rules import AreaKind, ContactKind, ContactPurpose, ReachedThrough


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


class Organisation(Record, Versioned):
    """An agency of the partnership, or one it works with. `code` is its slug, in circles' codes and in addresses.

    `type` is an entry of the code list `agency_type`. `desk` is the circle of the people who answer for it.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=60)
    ods_code = models.CharField(max_length=12, blank=True)
    urn = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    desk = models.OneToOneField(
        Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="desk_organisation"
    )
    answers_checks = models.BooleanField(default=False)
    reached_through = models.CharField(
        max_length=8, choices=_choices(ReachedThrough), default=ReachedThrough.PAGE.value
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="agencies_org_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="agencies_answers_at_desk", condition=Q(answers_checks=False) | Q(desk__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Area(Record):
    """A piece of the map: a borough, a service delivery area, or a ward, with the postcodes that lie in it."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=_choices(AreaKind))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    postcode_prefixes = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["postcode_prefixes"], name="agencies_area_prefixes")]
        constraints = [
            models.CheckConstraint(name="agencies_area_not_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class Team(Record, Versioned):
    """A team of an organisation. `team_code` is what an Eyes and Ears team types on the public form."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="teams")
    is_eyes_and_ears = models.BooleanField(default=False)
    team_code = models.CharField(max_length=5, blank=True)
    # The code with look-alikes folded: what is compared, and what must be unique.
    team_code_key = models.CharField(max_length=5, null=True, blank=True, unique=True, editable=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="agencies_team_code_once"),
            models.CheckConstraint(
                name="agencies_team_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="agencies_team_code_both",
                condition=Q(team_code="", team_code_key__isnull=True)
                | (~Q(team_code="") & Q(team_code_key__isnull=False)),
            ),
            models.CheckConstraint(
                name="agencies_eyes_have_code", condition=Q(is_eyes_and_ears=False) | ~Q(team_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(Record):
    """A building an organisation works from: a school, a surgery, a station."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="places")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(Record):
    """Who works where, in what job, from a day until a day (both days included)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    job_title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "starts_on"], name="agencies_post_user")]
        constraints = [
            models.CheckConstraint(
                name="agencies_post_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.job_title


class ContactPoint(Record, Versioned):
    """One way to reach an organisation or one of its teams, for one purpose. Nothing is sent to it until verified."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contact_points")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=_choices(ContactKind))
    purpose = models.CharField(max_length=16, choices=_choices(ContactPurpose))
    value = models.CharField(max_length=300)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["purpose", "kind", "created_at"]
        constraints = [
            # The machine verifies too (the demo, an import), so a date may stand without a person; never the reverse.
            models.CheckConstraint(
                name="agencies_contact_verified",
                condition=Q(verified_by__isnull=True) | Q(verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.purpose}"


class EmailDomain(Record):
    """A domain from which, and to which, an organisation's people write. Several may share one (as in the NHS)."""

    domain = models.CharField(max_length=253)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="email_domains")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("domain"), name="agencies_domain_once"),
            models.CheckConstraint(name="agencies_domain_small_letters", condition=Q(domain=Lower("domain"))),
            models.CheckConstraint(
                name="agencies_domain_verified", condition=Q(verified_by__isnull=True) | Q(verified_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.domain
