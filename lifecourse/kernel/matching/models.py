"""The review queue: pairs of records that may be one person, and what each reviewer said of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from lifecourse.engines.linkage.score import Band
from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import Record, Versioned
from lifecourse.kernel.people.models import Person

from .rules.review import OPEN, PairState, Verdict


class Pair(Record, Versioned, InCircle):
    """Two records that may be one person, in the circle of the first. Nothing merges by itself.

    `origin` says in words what brought them together, `reason` what they share; `bits` and `band` are the engine's, as
    it was proposed. `distance`: how far the score is from a border between bands. `harm`: 2 high, 1 some, 0 ordinary,
    for the reasons in `harms`, as of `weighed_at`. `needed`: how many must say the same before anything is done.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    bits = models.FloatField()
    band = models.CharField(max_length=10, choices=[(band.value, band.label) for band in Band])
    distance = models.FloatField()
    harm = models.PositiveSmallIntegerField(default=0)
    harms = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    needed = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in PairState], default=PairState.WAITING.value
    )
    proposed_at = models.DateTimeField()
    weighed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                F("harm").desc(),
                F("distance"),
                F("id"),
                name="matching_pair_order",
                condition=Q(state__in=[state.value for state in OPEN]),
            ),
            models.Index(fields=["origin"], name="matching_pair_origin"),
        ]
        constraints = [
            models.UniqueConstraint(Least("person", "other"), Greatest("person", "other"), name="matching_pair_once"),
            models.CheckConstraint(name="matching_pair_of_two", condition=~Q(person=F("other"))),
            models.CheckConstraint(name="matching_pair_needs", condition=Q(needed__in=[1, 2])),
            models.CheckConstraint(
                name="matching_pair_decided",
                condition=Q(state__in=[state.value for state in OPEN]) ^ Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Pair {self.pk}"


class PairVerdict(Record, InCircle):
    """What one reviewer said of a pair, without having seen what another said, unless two had disagreed."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="verdicts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=[(v.value, v.label) for v in Verdict])
    reason = models.CharField(max_length=500)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "by"], name="matching_verdict_once")]

    def __str__(self) -> str:
        return f"Verdict {self.pk}"
