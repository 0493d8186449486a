"""Tables and constraints of the board's ledger. An entry is added and never changed: the database refuses it."""

from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import InCircle, User
from lifecourse.kernel.base.models import Record, Versioned

from .rules import Fact, Kind, Printed, State
from .rules.years import FinancialYear


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Year(Record, Versioned, InCircle):
    """A financial year of the ledger. `first` is the calendar year in which it begins, on 1 April."""

    first = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=_choices(State), default=State.OPEN.value)

    class Meta:
        ordering = ["-first"]
        constraints = [models.UniqueConstraint(fields=["circle", "first"], name="board_year_once")]

    def __str__(self) -> str:
        return str(self.named)

    @property
    def named(self) -> FinancialYear:
        return FinancialYear(self.first)


class YearMove(Record, InCircle):
    """That a year was closed or reopened, why, by whom and when; once and for good."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="moves")
    state = models.CharField(max_length=6, choices=_choices(State))
    words = models.CharField(max_length=300, blank=True)
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.year} {self.state}"


class Heading(Record, Versioned, InCircle):
    """What money comes in or goes out under. Closed on a day, never deleted; `key` names it in figures for good."""

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=_choices(Kind))
    place = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["circle", "key"], name="board_heading_once"),
            models.CheckConstraint(
                name="board_heading_closes_after",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Load(Record, InCircle):
    """A file that was loaded. `digest` is over what it says, so the same again is known whatever its bytes."""

    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    added = models.PositiveIntegerField()
    claims = models.PositiveIntegerField()
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["circle", "digest"], name="board_load_once")]

    def __str__(self) -> str:
        return self.file_name


class Entry(Record, InCircle):
    """One fact about money, in whole pence, added and never changed. A wrong one is reversed by another."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="entries")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    fact = models.CharField(max_length=12, choices=_choices(Fact))
    pence = models.BigIntegerField()
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-created_at", "id"]
        indexes = [models.Index(fields=["year", "fact", "heading"], name="board_entry_sum")]
        constraints = [
            models.CheckConstraint(
                name="board_entry_heading",
                condition=Q(fact__in=[Fact.TO_RESERVES.value, Fact.OPENING.value], heading__isnull=True)
                | (~Q(fact__in=[Fact.TO_RESERVES.value, Fact.OPENING.value]) & Q(heading__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class Claim(Record, Versioned, InCircle):
    """A total as some document printed it: kept beside the derived one, never in its place. Withdrawn, not changed."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="claims")
    printed = models.CharField(max_length=30, choices=_choices(Printed))
    pence = models.BigIntegerField()
    source = models.CharField(max_length=300)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "printed"], condition=Q(withdrawn_at__isnull=True), name="board_claim_once"
            ),
            models.CheckConstraint(
                name="board_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed} {self.year}"
