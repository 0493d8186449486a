"""The tables of actions and of the attempts made at them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.base.models import Record, Versioned
from lifecourse.kernel.people.models import Person

from .rules import TO_DO, Kind, Result, State


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


def _somebody() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Action(InCircle, Record, Versioned):
    """One thing for one organisation to do, on its desk. What it is about is named, for actions stand below it.

    `request` is what the owner must know to do it: who, where, what to look for; no more. `person` may be a record
    that the desk cannot see: then only its id is here.
    """

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40, choices=_choices(Kind))
    title = models.CharField(max_length=200)
    request = models.TextField(blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    subject_reference = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="actions")
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    clock = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()
    asked_by = _somebody()
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=_choices(State), default=State.OPEN.value)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = _somebody()
    # Why it was declined, withdrawn or given to another: the last of them.
    reason = models.TextField(blank=True)
    result = models.CharField(max_length=24, choices=_choices(Result), blank=True)
    result_words = models.TextField(blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    result_by = _somebody()
    evidence = models.TextField(blank=True)
    evidenced_at = models.DateTimeField(null=True, blank=True)
    evidenced_by = _somebody()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="actions_subject"),
            models.Index(fields=["person"], name="actions_person"),
            models.Index(fields=["circle", "state", "due_at"], name="actions_circle_due"),
            models.Index(
                fields=["due_at"], name="actions_to_do", condition=Q(state__in=sorted(s.value for s in TO_DO))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="actions_finished_has_result",
                condition=~Q(state__in=[State.DONE.value, State.NOT_DONE.value])
                | (~Q(result="") & Q(result_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="actions_why_given_up",
                condition=~Q(state__in=[State.DECLINED.value, State.WITHDRAWN.value]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="actions_evidenced_when_done",
                condition=Q(evidenced_at__isnull=True) | (Q(state=State.DONE.value) & ~Q(evidence="")),
            ),
            models.CheckConstraint(
                name="actions_evidenced_by_another",
                condition=Q(evidenced_by__isnull=True) | Q(result_by__isnull=True) | ~Q(evidenced_by=F("result_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Attempt(InCircle, Record):
    """One time that somebody tried: a visit made or not, a call. Rows are added and never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="attempts")
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=120)
    result = models.CharField(max_length=24, choices=_choices(Result))
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = _somebody()

    class Meta:
        indexes = [models.Index(fields=["action", "made_at"], name="actions_attempts")]
        constraints = [
            models.CheckConstraint(name="actions_attempt_past", condition=Q(made_at__lte=F("recorded_at"))),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.pk}"
