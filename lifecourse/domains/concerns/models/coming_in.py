"""A concern as it came in: what was told, by whom, about whom; and a professional's unsent draft."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import GuardedModel, Record, Versioned

from ..rules import Channel, Rating, Resolution, State, SubjectKind


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


def codes() -> "ArrayField[list[str], list[str]]":
    """A list of codes from one code list, in the order chosen."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True)


class Concern(Record, Versioned, InCircle):
    """One contact: what somebody told us, and where the hub stands with it. Its words are never edited afterwards.

    `submission_key` is the server-issued key of the form, so that a double press is one concern; `submission_digest`
    is the hash of what was sent with it, so that the same key with other words is noticed.
    """

    reference = models.CharField(max_length=20, unique=True)
    submission_key = models.UUIDField(unique=True, null=True)
    submission_digest = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    source_code = models.CharField(max_length=20, blank=True, help_text="code list referral_source")
    received_at = models.DateTimeField()
    flood_suspected = models.BooleanField(default=False)
    team = models.ForeignKey("agencies.Team", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("agencies.Area", on_delete=models.PROTECT, null=True, related_name="+")

    narrative = models.TextField()
    seen = codes()
    factors = codes()
    child_voice = models.TextField(blank=True)
    when_words = models.CharField(max_length=200, blank=True)
    observed_at = models.DateTimeField(null=True)
    place_words = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    danger_now = models.BooleanField(default=False)

    asked_domestic_abuse = models.CharField(max_length=20, blank=True, help_text="code list asked_about")
    asked_mental_health = models.CharField(max_length=20, blank=True)
    asked_substance_misuse = models.CharField(max_length=20, blank=True)
    asked_learning_disability = models.CharField(max_length=20, blank=True)

    # Consent to share and the lawful basis are two things; consent to a service is a third, and is not kept here.
    consent_to_share = models.CharField(max_length=20, blank=True, help_text="code list consent_state")
    consent_not_sought_because = models.CharField(max_length=40, blank=True)
    consent_words = models.CharField(max_length=500, blank=True)
    parent_informed = models.CharField(max_length=20, blank=True)
    # What a professional thinks before anybody has looked: never the hub's own level, which is `level`.
    level_suggested = models.PositiveSmallIntegerField(null=True)
    early_help_assessment = models.CharField(max_length=20, blank=True, help_text="yes, no or not_known")
    lawful_basis = models.CharField(max_length=40, blank=True, help_text="code list lawful_basis_art6")
    lawful_condition = models.CharField(max_length=40, blank=True, help_text="code list lawful_condition_art9")

    state = models.CharField(max_length=20, choices=_choices(State), default=State.RECEIVED.value)
    rating = models.CharField(max_length=10, choices=_choices(Rating), blank=True)
    assigned_to = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    # Whether what was told was new to those already working with the person; said by the lead professional or the hub.
    new_fact = models.BooleanField(null=True)
    already_open = models.BooleanField(null=True)
    linked_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="linked")
    feedback_wanted = models.BooleanField(default=False)
    feedback_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["circle", "state", "received_at"], name="concerns_worklist"),
            models.Index(fields=["received_at"], name="concerns_received"),
            models.Index(fields=["assigned_to", "state"], name="concerns_assignee"),
        ]
        constraints = [
            models.CheckConstraint(
                name="concerns_linked_iff_link",
                condition=Q(state=State.LINKED, linked_to__isnull=False)
                | (~Q(state=State.LINKED) & Q(linked_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="concerns_closed_iff_time",
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="concerns_decided_has_level",
                condition=Q(decided_at__isnull=True) | Q(level__in=[1, 2, 3, 4]),
            ),
            models.CheckConstraint(
                name="concerns_suggests_3_or_4",
                condition=Q(level_suggested__isnull=True) | Q(level_suggested__in=[3, 4]),
            ),
            models.CheckConstraint(
                name="concerns_following_up_is_decided",
                condition=~Q(state__in=[State.FOLLOWING_UP, State.CLOSED]) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Reporter(Record, InCircle):
    """Who told us, as far as they wanted to say. Read by the hub alone."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="reporter")
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    relationship = models.CharField(max_length=200, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey("agencies.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    is_anonymous = models.BooleanField(default=False)
    identity_to_be_kept_from_family = models.BooleanField(default=True)
    safe_contact_words = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Reporter of {self.concern_id}"


class Subject(Record, Versioned, InCircle):
    """Somebody, a household or a place the concern is about, as told; and whom of the index that was found to be."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=12, choices=_choices(SubjectKind))
    order = models.PositiveSmallIntegerField(default=0)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True)
    expected_on = models.DateField(null=True)
    age_words = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=2, blank=True)
    address_words = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    school_words = models.CharField(max_length=200, blank=True)
    relation_words = models.CharField(max_length=200, blank=True)
    # A father or partner who lives elsewhere is somebody to ask about too; unknown is not "no".
    in_household = models.BooleanField(null=True)
    description = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.CharField(max_length=20, choices=_choices(Resolution), default=Resolution.UNRESOLVED.value)
    resolved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolution_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["concern", "order", "id"]
        constraints = [
            models.CheckConstraint(
                name="concerns_born_or_expected", condition=Q(born_on__isnull=True) | Q(expected_on__isnull=True)
            ),
            models.CheckConstraint(
                name="concerns_matched_iff_person",
                condition=Q(resolution__in=[Resolution.MATCHED, Resolution.NEW_PERSON], person__isnull=False)
                | (~Q(resolution__in=[Resolution.MATCHED, Resolution.NEW_PERSON]) & Q(person__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Subject {self.order} of {self.concern_id}"


class Draft(Record, Versioned, InCircle):
    """A professional's concern being written, and afterwards what they sent. Sits at their own agency's desk.

    `answers` is the form as typed, kept whole so that nothing is lost; what the law names is in `Concern`.
    """

    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    submission_key = models.UUIDField(unique=True)
    answers = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)
    told_words = models.TextField(blank=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "updated_at"], name="concerns_drafts")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class Arrival(GuardedModel):
    """That a public concern came from some address lately: a keyed hash and a time, for minutes, beside no concern.

    In no circle, for it says nothing of anybody: it is there to notice a flood, and is deleted as it ages.
    """

    sender = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "at"], name="concerns_arrival_sender"),
            models.Index(fields=["at"], name="concerns_arrival_at"),
        ]

    def __str__(self) -> str:
        return f"Arrival at {self.at}"
