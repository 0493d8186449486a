"""Tables and constraints of annual reports: what is written, what was frozen, and what is published."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from lifecourse.kernel.access.models import InCircle, User
from lifecourse.kernel.base.models import Record, Versioned

from .rules import SectionState, State


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Report(Record, Versioned, InCircle):
    """One yearly report of a partnership, under the guidance of its year. It sits in the office that writes it.

    `figures_as_of`: figures published after that day are left out; empty, the newest of each stands.
    """

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=30)  # of `data/report_sections/`
    regime = models.CharField(max_length=30)
    period_from = models.DateField()
    period_to = models.DateField()
    figures_as_of = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=_choices(State), default=State.DRAFTING.value)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    correcting_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="annual_report_period", condition=Q(period_to__gt=models.F("period_from")))
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> str:
        """The year as it is called: "2017/18"."""
        return f"{self.period_from.year}/{self.period_to.year % 100:02d}"


class Section(Record, Versioned, InCircle):
    """A section and its words as they stand. `required`: the guidance in force asks for it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    help = models.CharField(max_length=400, blank=True)
    order = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=_choices(SectionState), default=SectionState.DRAFTING.value)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["report", "order"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="annual_report_section_once")]

    def __str__(self) -> str:
        return self.title


class SectionVersion(Record, InCircle):
    """The words of a section as somebody saved them. `by_itself`: by the editor."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_itself = models.BooleanField(default=False)

    class Meta:
        ordering = ["section", "-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="annual_report_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Comment(Record, InCircle):
    """What somebody says of a section, until it is seen to."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="comments")
    words = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["section", "at"]
        constraints = [
            models.CheckConstraint(
                name="annual_report_settled",
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class Reason(Record, InCircle):
    """Why something that does not add up stays. It is printed. `finding`: the finding's key, so it goes with it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reasons")
    finding = models.CharField(max_length=64)  # sha256 of the finding's key
    about = models.CharField(max_length=1000)
    words = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "finding"], name="annual_report_reason_once"),
            models.CheckConstraint(name="annual_report_reason_said", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Reason {self.pk}"


class Edition(Record, InCircle):
    """A report as it was frozen, for good: words and tables; its figures stand beside it. Never changed or deleted."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    threshold = models.PositiveSmallIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="annual_report_edition_once")]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class FrozenFigure(Record, InCircle):
    """A figure as it was taken: what it said and where it was from. `hidden`: it may be worked with, and not shown."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    period = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=600)
    definition = models.CharField(max_length=1000)
    figure_as_of = models.DateField(null=True, blank=True)
    provenance = models.JSONField(default=dict)
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "key"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="annual_report_figure_once")]

    def __str__(self) -> str:
        return self.key


class Publication(Record):
    """A frozen edition as the public sees it: no circle, for nothing in it is anybody's alone, and no hidden number.

    Never changed or deleted. `figures` holds no number of a hidden figure.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    period = models.CharField(max_length=20)
    frozen_at = models.DateTimeField()
    published_at = models.DateTimeField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    figures = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["slug", "-number"]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="annual_report_publication_once")]

    def __str__(self) -> str:
        return f"{self.slug}, edition {self.number}"
