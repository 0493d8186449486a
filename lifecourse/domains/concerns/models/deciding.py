"""Ratings, notes and decisions on a concern."""

from django.db import models
from django.db.models import Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import Record, Versioned

from ..rules import DecisionState, Outcome, Rating
from .coming_in import Concern, Subject, _choices


class RatingChange(Record, InCircle):
    """One rating given, with its reason. The concern's rating is the newest of these."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="ratings")
    previous = models.CharField(max_length=10, blank=True)
    rating = models.CharField(max_length=10, choices=_choices(Rating))
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rating} for {self.concern_id}"


class Note(Record, InCircle):
    """Something an officer wrote down about a concern. Struck out with a reason, never deleted."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Note on {self.concern_id}"


class Decision(Record, Versioned, InCircle):
    """What the hub decided and why. One stands at a time; earlier ones stay as they were."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="decisions")
    level = models.PositiveSmallIntegerField()
    reason = models.TextField()
    brief = models.TextField(blank=True, help_text="what the agencies that are to act must know, and all they are told")
    why_now = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=_choices(DecisionState))
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    needs_signature = models.BooleanField(default=False)
    signed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signature_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(state__in=[DecisionState.PROPOSED, DecisionState.STANDING]),
                name="concerns_one_decision_stands",
            ),
            models.CheckConstraint(name="concerns_level_1_to_4", condition=Q(level__in=[1, 2, 3, 4])),
            models.CheckConstraint(
                name="concerns_two_signatures_two_people",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("made_by")),
            ),
            models.CheckConstraint(
                name="concerns_standing_is_signed",
                condition=~Q(state=DecisionState.STANDING) | Q(needs_signature=False) | Q(signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Decision on {self.concern_id}"


class DecisionOutcome(Record, InCircle):
    """One outcome of a decision, for one subject or for the concern as a whole."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=40, choices=_choices(Outcome))
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("agencies.Organisation", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "outcome", "subject", "organisation"],
                nulls_distinct=False,
                name="concerns_outcome_once",
            )
        ]

    def __str__(self) -> str:
        return self.outcome
