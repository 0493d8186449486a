"""Services, the lists that say who is open to them, each file of a list, and who is or was open to what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.base.models import GuardedModel, Record, Versioned
from lifecourse.kernel.people.models import Person

from .rules import AgeRule, ListKind, LoadState, State


def _choices(words: type[State] | type[ListKind] | type[LoadState]) -> list[tuple[str, str]]:
    return [(word.value, word.value.capitalize()) for word in words]


class Service(Record, Versioned):
    """Something an agency does with people over time. Nothing here is about anybody, so it sits in no circle.

    `shows_from_age` and `shows_to_age` (both included) say about whom the service is asked at all; `reach` says in
    words how to reach it when no lead professional is named.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=60, blank=True)
    shows_from_age = models.PositiveSmallIntegerField(null=True, blank=True)
    shows_to_age = models.PositiveSmallIntegerField(null=True, blank=True)
    reach = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="involvement_service_once"),
            models.CheckConstraint(
                name="involvement_ages_in_order",
                condition=Q(shows_from_age__isnull=True)
                | Q(shows_to_age__isnull=True)
                | Q(shows_to_age__gte=F("shows_from_age")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ages(self) -> AgeRule:
        return AgeRule(self.shows_from_age, self.shows_to_age)


class ListSource(Record, Versioned):
    """A list that an agency sends again and again: what it covers, how it is read, how old it may grow.

    `column_map` is what `rules.columns.read_map` reads, empty until the first file was matched. `taken_on` is the day
    on which the list loaded last was taken, which is how fresh every answer from it is.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sources")
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=_choices(ListKind), default=ListKind.FULL.value)
    column_map = models.JSONField(default=dict, blank=True)
    covers = models.CharField(max_length=300)
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    stale_after_days = models.PositiveSmallIntegerField(default=7)
    taken_on = models.DateField(null=True, blank=True)
    last_loaded_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="involvement_source_renewed", condition=Q(stale_after_days__gte=1)),
            models.CheckConstraint(
                name="involvement_source_taken_with_load",
                condition=Q(taken_on__isnull=True) ^ Q(last_loaded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListLoad(Record, Versioned, InCircle):
    """One file of a list, at the desk of the agency that sent it: how it was read and what it changed.

    The counts are of rows and involvements, never of people already known: whoever sends a list must not learn from
    it who else knows somebody. `sheet`: of a workbook, the sheet that was read. `without_rejected` and
    `closing_agreed` are the numbers a person agreed to.
    """

    source = models.ForeignKey(ListSource, on_delete=models.PROTECT, related_name="loads")
    state = models.CharField(max_length=10, choices=_choices(LoadState))
    kind = models.CharField(max_length=8, choices=_choices(ListKind))
    taken_on = models.DateField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120, blank=True)
    file_hash = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField()
    column_map = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    sheet = models.CharField(max_length=40, blank=True)
    headers = models.JSONField(default=list, blank=True)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    open_before = models.PositiveIntegerField(default=0)
    closing_skipped = models.BooleanField(default=False)
    without_rejected = models.PositiveIntegerField(null=True, blank=True)
    closing_agreed = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "-received_at"], name="involvement_load_source")]
        constraints = [
            models.CheckConstraint(
                name="involvement_load_counts", condition=Q(rows=F("accepted") + F("rejected")) | Q(state="received")
            ),
            models.CheckConstraint(
                name="involvement_load_ended",
                condition=Q(state__in=["loaded", "refused", "abandoned"], ended_at__isnull=False)
                | Q(state__in=["received", "checked", "queued"], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Load {self.pk}"


class LinkRule(Record):
    """The partnership's agreement that the engine may link new rows to the index, for one list or (`source` null) all.

    It stands from `on_at` until `off_at`; who switched it, when and why stays. About nobody, so in no circle.
    """

    source = models.ForeignKey(ListSource, on_delete=models.PROTECT, null=True, related_name="rules")
    on_at = models.DateTimeField()
    on_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = models.CharField(max_length=200, blank=True)
    off_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                name="involvement_rule_once",
                condition=Q(off_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="involvement_rule_off_says_why", condition=Q(off_at__isnull=True) ^ ~Q(off_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Rule {self.pk}"


class FilePiece(GuardedModel, InCircle):
    """A megabyte of a file that waits to be loaded. Thrown away when the load ends."""

    load = models.ForeignKey(ListLoad, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="involvement_piece_once")]

    def __str__(self) -> str:
        return f"Piece {self.number}"


class ReportLine(GuardedModel, InCircle):
    """A row of a file that could not be taken, or was taken without a part; with its line, the reason and its cells."""

    load = models.ForeignKey(ListLoad, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    is_rejected = models.BooleanField()
    reason = models.CharField(max_length=300)
    cells = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["load", "line"], name="involvement_line_load")]

    def __str__(self) -> str:
        return f"Line {self.line}"


class Involvement(Record, Versioned, InCircle):
    """A spell of one person with one service, in the circle of the person. Never what the case is about.

    From a list: `source`, and `source_ref`, the row's own id there; `is_current` marks the latest spell of that id,
    earlier ones stay as history. By word of mouth: `told_by` and `told_on`. `left_list`: closed because a full list
    no longer had the row, so `closed_on` is the day the list was taken.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="involvements")
    state = models.CharField(max_length=6, choices=_choices(State))
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    left_list = models.BooleanField(default=False)
    lead_name = models.CharField(max_length=120, blank=True)
    lead_job = models.CharField(max_length=120, blank=True)
    lead_phone = models.CharField(max_length=40, blank=True)
    lead_email = models.CharField(max_length=254, blank=True)
    source = models.ForeignKey(ListSource, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    source_ref = models.CharField(max_length=60, blank=True)
    is_current = models.BooleanField(default=True)
    row_digest = models.CharField(max_length=32, blank=True)
    person_digest = models.CharField(max_length=32, blank=True)
    load_id = models.UUIDField(null=True, blank=True)
    told_by = models.CharField(max_length=200, blank=True)
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "source_ref"], name="involvement_source_ref"),
            models.Index(fields=["source"], name="involvement_source_open", condition=Q(is_current=True, state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                name="involvement_current_once",
                condition=Q(is_current=True, source__isnull=False),
            ),
            models.CheckConstraint(
                name="involvement_listed_or_told",
                condition=(Q(source__isnull=False, told_by="") & ~Q(source_ref=""))
                | (Q(source__isnull=True, source_ref="", told_on__isnull=False) & ~Q(told_by="")),
            ),
            models.CheckConstraint(
                name="involvement_open_has_no_end", condition=Q(state="closed") | Q(closed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="involvement_closes_after",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Involvement {self.pk}"
