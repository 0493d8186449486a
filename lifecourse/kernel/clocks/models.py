"""The tables of calendars, rules and running clocks. A clock points at the versions under which it started."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import GuardedModel, Record, Versioned

from . import rules


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ")) for word in words]


class Calendar(GuardedModel):
    """One version of the table of holidays. A version is never changed: a new one is loaded beside it."""

    version = models.PositiveIntegerField(primary_key=True)
    covers_from = models.DateField()
    covers_to = models.DateField()
    source = models.CharField(max_length=400)
    checked_by = models.CharField(max_length=120)
    next_review = models.DateField()

    def __str__(self) -> str:
        return f"England, version {self.version}"


class HolidayKind(models.TextChoices):
    """Why a day is not worked. A closure stops service hours only."""

    BANK = "bank", "Bank holiday"
    ONE_OFF = "one_off", "One-off bank holiday"
    CLOSURE = "closure", "Hub closed"


class Holiday(GuardedModel):
    """One day of one version of the calendar."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=HolidayKind.choices)

    class Meta:
        ordering = ["calendar_id", "on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="clocks_holiday_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.title}"


class ClockRule(GuardedModel):
    """A kind of clock, such as `concern_decision`, and what makes it a duty. `register` is its number there."""

    kind = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    register = models.CharField(max_length=8, blank=True)
    starts_with = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.title


class Basis(models.TextChoices):
    """What makes a limit binding."""

    LAW = "LAW", "Law"
    STATUTORY_GUIDANCE = "SG", "Statutory guidance"
    NATIONAL = "NG", "National guidance"
    LOCAL = "L", "Local"


class RuleVersion(GuardedModel):
    """What a kind of clock allows, from a day until a day (both included). Never changed once loaded, only closed."""

    rule = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=2, choices=_choices(rules.Unit))
    amount = models.PositiveIntegerField()
    convention = models.CharField(max_length=10, choices=_choices(rules.Convention))
    due_at = models.CharField(max_length=10, choices=_choices(rules.DueAt))
    hours = models.JSONField(default=dict, blank=True)
    finish_past_close = models.BooleanField(default=False)
    rolls_forward = models.BooleanField(default=False)
    pausable = models.BooleanField(default=False)
    soon_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    soon_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=3, choices=Basis.choices)
    source = models.CharField(max_length=400)
    checked_by = models.CharField(max_length=120)
    next_review = models.DateField()

    class Meta:
        ordering = ["rule_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="clocks_version_once"),
            models.UniqueConstraint(fields=["rule", "valid_from"], name="clocks_version_day_once"),
            models.CheckConstraint(name="clocks_version_amount", condition=Q(amount__gte=1)),
            models.CheckConstraint(
                name="clocks_version_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.number}"

    @property
    def limit(self) -> rules.Limit:
        """The time limit, as the rules compute with it."""
        return rules.Limit(
            unit=rules.Unit(self.unit),
            amount=self.amount,
            convention=rules.Convention(self.convention),
            due_at=rules.DueAt(self.due_at),
            hours={int(day): (opens, closes) for day, (opens, closes) in self.hours.items()},
            finish_past_close=self.finish_past_close,
            rolls_forward=self.rolls_forward,
        )


RUNNING = Q(met_at__isnull=True, stopped_at__isnull=True, paused_at__isnull=True)


class Clock(InCircle, Record, Versioned):
    """One time limit running for one record, named by `subject_type` and `subject_id` (no foreign key points up).

    `due_at` is stored, with the versions it was computed from; whether it is overdue is asked at a moment. `overdue_at`
    is when the sweep first found it so. A missed limit has a reason, words and somebody who authorised the delay.
    """

    kind = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=100)
    subject_id = models.UUIDField()
    start_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=300, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    breach_reason = models.CharField(max_length=60, blank=True)
    breach_words = models.TextField(blank=True)
    breach_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    breach_authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    breach_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="clocks_running", condition=RUNNING),
            # A worklist asks for the soonest of every record in it: answered from the index alone, circle and all.
            models.Index(
                fields=["subject_type", "subject_id", "due_at"],
                include=["circle"],
                name="clocks_next_due",
                condition=RUNNING,
            ),
            models.Index(fields=["subject_type", "subject_id"], name="clocks_subject"),
            models.Index(fields=["kind", "start_at"], name="clocks_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="clocks_one_open_of_a_kind",
            ),
            models.CheckConstraint(name="clocks_due_after_start", condition=Q(due_at__gte=F("start_at"))),
            models.CheckConstraint(
                name="clocks_met_or_stopped", condition=Q(met_at__isnull=True) | Q(stopped_at__isnull=True)
            ),
            models.CheckConstraint(
                name="clocks_stop_has_reason", condition=Q(stopped_at__isnull=True) | ~Q(stop_reason="")
            ),
            models.CheckConstraint(
                name="clocks_breach_whole",
                condition=Q(
                    breach_at__isnull=True,
                    breach_by__isnull=True,
                    breach_authorised_by__isnull=True,
                    breach_reason="",
                    breach_words="",
                )
                | (
                    Q(breach_at__isnull=False, breach_by__isnull=False, breach_authorised_by__isnull=False)
                    & ~Q(breach_reason="")
                    & ~Q(breach_words="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} of {self.subject_type}"

    @property
    def standing(self) -> rules.Standing:
        """What of this clock decides its status; needs `rule_version`."""
        version = self.rule_version
        return rules.Standing(
            start_at=self.start_at,
            due_at=self.due_at,
            soon_at=rules.soon_at(
                start_at=self.start_at, due_at=self.due_at, percent=version.soon_percent, hours=version.soon_hours
            ),
            met_at=self.met_at,
            stopped_at=self.stopped_at,
            paused_at=self.paused_at,
        )


class Pause(InCircle, Record):
    """A time during which a clock did not run; `ends_at` is empty while it still stands still."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ends_at__isnull=True), name="clocks_one_open_pause"),
            models.CheckConstraint(
                name="clocks_pause_dates", condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Pause of {self.clock_id}"
