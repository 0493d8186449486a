"""Tables and constraints of cohorts: what a cohort is lies in an office, who belongs in a circle of its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import Circle, InCircle, User
from lifecourse.kernel.base.models import Record, Versioned
from lifecourse.kernel.people.models import Person

from .rules import RunState, Standing, State
from .rules.definition import Rule


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Cohort(Record, Versioned, InCircle):
    """A question that was agreed for a purpose and a time. It names nobody, and sits in the office that keeps it.

    `members_circle` is its own: only who is let in there learns who belongs.
    """

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.DRAFT.value)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    members_circle = models.OneToOneField(Circle, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohorts_ended_says_why",
                condition=(Q(state=State.ENDED.value, ended_at__isnull=False) & ~Q(ended_because=""))
                | (~Q(state=State.ENDED.value) & Q(ended_at__isnull=True, ended_because="")),
            ),
            models.CheckConstraint(name="cohorts_own_circle", condition=~Q(circle=F("members_circle"))),
        ]

    def __str__(self) -> str:
        return self.reference


class Definition(Record, InCircle):
    """One version of what a cohort is for and looks for. It is agreed once, by somebody else, and never rewritten."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=1000)
    lawful_basis = models.CharField(max_length=40)  # code list lawful_basis_art6
    lawful_condition = models.CharField(max_length=40)  # code list lawful_condition_art9
    expires_on = models.DateField()
    rule = models.CharField(max_length=30, choices=_choices(Rule))
    parameters = models.JSONField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["cohort", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="cohorts_definition_once"),
            models.CheckConstraint(
                name="cohorts_agreed_by_somebody",
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cohorts_agreed_by_another", condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("written_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Run(Record, Versioned, InCircle):
    """A cohort asked on a day, in its own circle. `lists`: each service looked at, as it was; `counts`: the tally."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="runs")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, choices=_choices(RunState), default=RunState.QUEUED.value)
    on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=400, blank=True)
    considered = models.PositiveIntegerField(default=0)
    members_found = models.PositiveIntegerField(default=0)
    lists = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["cohort", "-asked_at"], name="cohorts_run_cohort")]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                name="cohorts_one_run_at_a_time",
                condition=Q(state__in=[RunState.QUEUED.value, RunState.RUNNING.value]),
            ),
            models.CheckConstraint(
                name="cohorts_run_ended",
                condition=Q(state__in=[RunState.DONE.value, RunState.FAILED.value], ended_at__isnull=False)
                | Q(state__in=[RunState.QUEUED.value, RunState.RUNNING.value], ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="cohorts_failed_says_why", condition=~Q(state=RunState.FAILED.value) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}"


class Member(Record, Versioned, InCircle):
    """Somebody who belonged on the day of a run, with what each service said, and where somebody's decision stands.

    `evidence`: spells, newest first; `adults`: ids of adults of the household and of the services open to them. No
    name, no address: those are the index's, and shown to whoever may see them there.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    doubts = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    adults = models.JSONField(default=list, blank=True)
    last_on = models.DateField(null=True, blank=True)
    last_by = models.UUIDField(null=True, blank=True)
    standing = models.CharField(max_length=12, choices=_choices(Standing), default=Standing.NEW.value)
    reason = models.CharField(max_length=40, blank=True)  # code list cohort_explanation
    concern_id = models.UUIDField(null=True, blank=True)
    concern_reference = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "standing", "last_on"], name="cohorts_member_list")]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="cohorts_member_once"),
            models.CheckConstraint(
                name="cohorts_moved_has_concern",
                condition=Q(standing=Standing.MOVED.value, concern_id__isnull=False)
                | (~Q(standing=Standing.MOVED.value) & Q(concern_id__isnull=True, concern_reference="")),
            ),
            models.CheckConstraint(
                name="cohorts_explained_has_reason",
                condition=~Q(standing=Standing.EXPLAINED.value) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Member {self.pk}"


class MemberDecision(Record, InCircle):
    """What somebody decided about a member, once and for good; the latest one stands."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="decisions")
    standing = models.CharField(max_length=12, choices=_choices(Standing))
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-created_at"]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class Publication(Record, InCircle):
    """The counts of a run with the small ones hidden, in the office for all who see the cohort. Only what is shown."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="publications")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="publication")
    on = models.DateField()
    threshold = models.PositiveSmallIntegerField()
    columns = models.JSONField()
    rows = models.JSONField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-published_at"]

    def __str__(self) -> str:
        return f"Publication {self.pk}"
