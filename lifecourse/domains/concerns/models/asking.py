"""Background checks: what agencies were asked, for what purpose, and what each answered."""

from django.db import models
from django.db.models import Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import Record, Versioned

from ..rules import Answer, RequestState
from .coming_in import Concern, Subject, _choices


class Check(Record, InCircle):
    """One question to many agencies about the people of one concern. Sits with the concern."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="checks")
    purpose = models.CharField(max_length=300)
    lawful_basis = models.CharField(max_length=40, help_text="code list lawful_basis_art6")
    lawful_condition = models.CharField(max_length=40, help_text="code list lawful_condition_art9")
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Check of {self.concern_id}"


class CheckRequest(Record, Versioned, InCircle):
    """One agency's part of a check. Sits at the agency's desk, where the hub's officers are members too.

    It repeats the purpose and the people, because the agency may not read the concern.
    """

    background_check = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="requests")
    reference = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey("agencies.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    lawful_basis = models.CharField(max_length=40)
    rating = models.CharField(max_length=10, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=_choices(RequestState), default=RequestState.ASKED.value)
    by_list = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    decline_code = models.CharField(max_length=40, blank=True, help_text="code list check_decline_reason")
    decline_words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["circle", "state", "due_at"], name="concerns_requests_due")]
        constraints = [
            models.UniqueConstraint(fields=["background_check", "organisation"], name="concerns_asked_once"),
            models.CheckConstraint(
                name="concerns_answered_has_time",
                condition=Q(state__in=[RequestState.ANSWERED, RequestState.DECLINED], answered_at__isnull=False)
                | (~Q(state__in=[RequestState.ANSWERED, RequestState.DECLINED]) & Q(answered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="concerns_declined_has_reason",
                condition=~Q(state=RequestState.DECLINED) | ~Q(decline_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CheckSubject(Record, InCircle):
    """A person an agency is asked about: no more than it needs to find them."""

    request = models.ForeignKey(CheckRequest, on_delete=models.PROTECT, related_name="subjects")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    name_words = models.CharField(max_length=250)
    born_words = models.CharField(max_length=60, blank=True)
    address_words = models.CharField(max_length=320, blank=True)

    class Meta:
        ordering = ["request", "order", "id"]

    def __str__(self) -> str:
        return f"Asked about {self.subject_id}"


class CheckAnswer(Record, InCircle):
    """What one service says of one person, with what it searched and how fresh that was. Never case content."""

    asked = models.ForeignKey(CheckSubject, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=14, choices=_choices(Answer))
    service = models.CharField(max_length=200)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    lead_name = models.CharField(max_length=120, blank=True)
    lead_reach = models.CharField(max_length=200, blank=True)
    searched = models.CharField(max_length=400)
    fresh_as_of = models.DateField(null=True)
    is_stale = models.BooleanField(default=False)
    by_list = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concerns_no_record_says_searched",
                condition=~Q(answer=Answer.NO_RECORD) | ~Q(searched=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer} by {self.service}"
