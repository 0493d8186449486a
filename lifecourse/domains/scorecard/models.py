"""Tables and constraints of the scorecard: definitions, areas, populations, figures, and what people say of them."""

from django.db import models
from django.db.models import Q

from lifecourse.engines.figures.value import Kind
from lifecourse.kernel.access.models import InCircle, User
from lifecourse.kernel.base.models import GuardedModel, Record, Versioned

from .rules import Level, Place


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Indicator(GuardedModel):
    """One version of an indicator, as its reviewed file has it (`content`). Versions are added, never rewritten."""

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["order", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="scorecard_indicator_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Area(GuardedModel):
    """An authority, region or England, with the codes that publications use; and "sn", the mean of neighbours."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=_choices(Level))
    ons = models.CharField(max_length=9, blank=True)
    lait = models.CharField(max_length=4, blank=True)
    within = models.CharField(max_length=40, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class ComparatorSet(GuardedModel):
    """With whom an area is compared: dated lists, as the reviewed file has them (`content`)."""

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"Neighbours of {self.area_id}"


class Load(Record):
    """One publication that was taken in, whole: which file, of which layout and vintage, and what came of it."""

    layout = models.CharField(max_length=20)
    vintage = models.CharField(max_length=80)
    published_on = models.DateField()
    source = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    figures = models.PositiveIntegerField()
    populations = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-loaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["layout", "vintage", "sha256"], name="scorecard_load_once"),
        ]

    def __str__(self) -> str:
        return f"{self.layout}, {self.vintage}"


class Population(GuardedModel):
    """How many people aged 0 to 17 lived in an area at a mid-year, by one vintage of the estimates."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    mid_year = models.PositiveSmallIntegerField()
    vintage = models.CharField(max_length=80)
    people = models.PositiveIntegerField()
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "mid_year", "vintage"], name="scorecard_population_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.mid_year}"


class AFigure(Record):
    """What every figure has. `number` is there exactly when `kind` is known; it never passes through a float."""

    indicator = models.SlugField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    vintage = models.CharField(max_length=80)
    published_on = models.DateField()
    kind = models.CharField(max_length=16, choices=_choices(Kind))
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    is_worked_out = models.BooleanField(default=False)
    definition_version = models.PositiveIntegerField()
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class PublishedFigure(AFigure):
    """A figure that anybody may read: loaded from a publication, or typed from one. No circle: it is no secret.

    `is_worked_out`: the publication gives the counts, and we divided. Never overwritten: a later publication has its
    own vintage.
    """

    place = models.CharField(max_length=10, choices=_choices(Place))
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["indicator", "year", "area"], name="scorecard_figure_find")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "year", "place", "vintage"], name="scorecard_figure_once"
            ),
            models.CheckConstraint(
                name="scorecard_known_has_number",
                condition=Q(kind=Kind.KNOWN.value, number__isnull=False)
                | (~Q(kind=Kind.KNOWN.value) & Q(number__isnull=True)),
            ),
            models.CheckConstraint(
                name="scorecard_never_local", condition=Q(place__in=[Place.PUBLISHED.value, Place.TYPED.value])
            ),
            models.CheckConstraint(
                name="scorecard_loaded_or_typed", condition=Q(load__isnull=False) | Q(typed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.area_id}"


class LocalFigure(AFigure, InCircle):
    """A working figure of our own: small numbers are not hidden, so it sits in a circle.

    `taken_at` says when it was worked out; `vintage` names that day. Earlier takings stay.
    """

    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "indicator", "area", "year", "vintage"], name="scorecard_local_once"
            ),
            models.CheckConstraint(
                name="scorecard_local_has_number",
                condition=Q(kind=Kind.KNOWN.value, number__isnull=False)
                | (~Q(kind=Kind.KNOWN.value) & Q(number__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}, our own"


class Commentary(Record, Versioned, InCircle):
    """Who owns an indicator here, and what its actions are about. One for each indicator and circle."""

    indicator = models.SlugField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "indicator"], name="scorecard_commentary_once"),
        ]

    def __str__(self) -> str:
        return f"Commentary on {self.indicator}"


class Narrative(Record, InCircle):
    """What somebody said a year's figure means; added, never changed. The latest of a year stands."""

    commentary = models.ForeignKey(Commentary, on_delete=models.PROTECT, related_name="narratives")
    year = models.PositiveSmallIntegerField()
    words = models.TextField()
    is_off_course = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-written_at"]
        constraints = [
            models.CheckConstraint(name="scorecard_narrative_says", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Narrative of {self.year}"
