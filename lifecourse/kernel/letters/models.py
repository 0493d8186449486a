"""The table of letters."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.base.models import Record, Versioned

from .rules import Channel, State


class SentHow(models.TextChoices):
    """By what means a letter left. A demo's letters leave for nowhere."""

    MAIL = "mail", "By e-mail"
    DEMO = "demo", "Demo outbox: sent to nobody"
    DESK = "desk", "Put on the desk"
    BY_HAND = "by_hand", "By hand"


class Letter(InCircle, Record, Versioned):
    """One message to one recipient. `to_address` is for the circle's eyes only; the body is fixed words, filled in.

    The subject is named by `subject_type`, `subject_id` and `subject_reference`, for letters stand below what they
    tell of. `replaces` is the letter that did not arrive and that this one was sent again for.
    """

    reference = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=60)
    wording_version = models.PositiveSmallIntegerField()
    to_kind = models.CharField(max_length=8, choices=[(way.value, way.value.capitalize()) for way in Channel])
    to_address = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    subject_reference = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=120)
    body = models.TextField()
    state = models.CharField(
        max_length=14,
        choices=[(one.value, one.value.replace("_", " ").capitalize()) for one in State],
        default=State.QUEUED.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_try_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(max_length=8, choices=SentHow.choices, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    failure = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement")

    class Meta:
        indexes = [
            models.Index(fields=["circle", "-queued_at"], name="letters_newest"),
            models.Index(fields=["subject_type", "subject_id"], name="letters_subject"),
            models.Index(
                fields=["state", "next_try_at"],
                name="letters_unsent",
                condition=Q(state__in=[State.QUEUED.value, State.SENDING.value, State.FAILED.value]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="letters_sent_has_time",
                condition=~Q(state=State.SENT.value) | (Q(sent_at__isnull=False) & ~Q(sent_how="")),
            ),
            models.CheckConstraint(
                name="letters_told_has_time",
                condition=~Q(state=State.TOLD_BY_PHONE.value) | Q(told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letters_sending_has_time",
                condition=~Q(state=State.SENDING.value) | Q(sending_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letters_failed_has_next",
                condition=~Q(state=State.FAILED.value) | Q(next_try_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letters_addressed", condition=Q(to_kind=Channel.DESK.value) | ~Q(to_address="")
            ),
        ]

    def __str__(self) -> str:
        return self.reference
