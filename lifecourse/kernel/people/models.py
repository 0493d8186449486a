"""People and what is kept about them. A merge is an edge between two records; rows never move."""

from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.access.models import InCircle
from lifecourse.kernel.base.models import Record, Versioned

from .rules import words
from .rules.birth import Birth


class Person(Record, Versioned, InCircle):
    """One record of a person. Records with the same `root` are one person, as somebody decided.

    `display_name` is worked out from the names by the commands, so that a list of people is one query.
    """

    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="members")
    display_name = models.CharField(max_length=260)
    sex = models.CharField(max_length=10, choices=words.Sex.choices, default=words.Sex.UNKNOWN.value)
    birth_precision = models.CharField(max_length=10, choices=words.Precision.choices)
    born_on = models.DateField(null=True, blank=True)
    born_earliest = models.DateField(null=True, blank=True)
    born_latest = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    ethnicity = models.CharField(max_length=10, blank=True)  # code list ethnicity
    language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    # A new identity (adoption, protection): never joined to another record by any route.
    never_merged = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_birth_as_precise_as_said",
                condition=Q(
                    birth_precision__in=["known", "expected"],
                    born_on__isnull=False,
                    born_earliest__isnull=True,
                    born_latest__isnull=True,
                )
                | Q(
                    birth_precision="estimated",
                    born_on__isnull=True,
                    born_earliest__isnull=False,
                    born_latest__gte=F("born_earliest"),
                )
                | Q(
                    birth_precision="unknown",
                    born_on__isnull=True,
                    born_earliest__isnull=True,
                    born_latest__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="people_died_after_birth",
                condition=~Q(birth_precision="known") | Q(died_on__isnull=True) | Q(died_on__gte=F("born_on")),
            ),
        ]

    def __str__(self) -> str:
        # Not the name: this text may land in a log.
        return f"Person {self.pk}"

    @property
    def birth(self) -> Birth:
        return Birth(words.Precision(self.birth_precision), self.born_on, self.born_earliest, self.born_latest)

    @birth.setter
    def birth(self, value: Birth) -> None:
        self.birth_precision = value.precision.value
        self.born_on, self.born_earliest, self.born_latest = value.on, value.earliest, value.latest


class Told(Record, InCircle):
    """A fact about a person that somebody told: from when until when it holds, and who said so.

    Ended, never overwritten. `end_reason` says whether it changed or was wrong all along.
    """

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=words.EndReason.choices, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True


def _ended(app_name: str) -> list[models.BaseConstraint]:
    """An end has a reason and a reason has an end; and nothing ends before it began."""
    return [
        models.CheckConstraint(
            name=f"people_{app_name}_end_reason", condition=Q(valid_to__isnull=True) ^ ~Q(end_reason="")
        ),
        models.CheckConstraint(
            name=f"people_{app_name}_ends_after",
            condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        ),
    ]


class PersonName(Told):
    """A name the person has, had, uses, or was once written down with."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=10, choices=words.NameKind.choices)
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_name_not_empty", condition=~Q(given="") | ~Q(family="")),
            *_ended("name"),
        ]

    def __str__(self) -> str:
        return f"Name {self.pk}"


class Identifier(Told):
    """A number given by somebody else. Two people may carry the same one by mistake: shown, not refused."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=12, choices=words.IdentifierKind.choices)
    system = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=words.IdentifierStatus.choices)

    class Meta:
        indexes = [models.Index(fields=["kind", "value"], name="people_identifier_value")]
        constraints = [
            models.CheckConstraint(name="people_local_number_has_system", condition=Q(kind="local") ^ Q(system="")),
            *_ended("identifier"),
        ]

    def __str__(self) -> str:
        return f"Identifier {self.pk}"


class Address(Told):
    """Where the person lives or lived. A protected one is told only to those who may know it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=40)  # code list address_kind
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=80, blank=True)
    is_protected = models.BooleanField(default=False)
    dwelling = models.CharField(max_length=320, blank=True)

    class Meta:
        indexes = [models.Index(fields=["dwelling"], name="people_address_dwelling", condition=~Q(dwelling=""))]
        constraints = _ended("address")

    def __str__(self) -> str:
        return f"Address {self.pk}"


class Contact(Told):
    """A telephone number or e-mail address, and whether it is safe to use."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8, choices=words.ContactKind.choices)
    value = models.CharField(max_length=200)
    is_safe = models.CharField(max_length=8, choices=words.Answer.choices, default=words.Answer.UNKNOWN.value)

    class Meta:
        constraints = _ended("contact")

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class Relationship(Told):
    """`other` is the `kind` of `person`. Shown from both sides; seen only by those who see both people."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_by")
    kind = models.CharField(max_length=40)  # code list relationship
    parental_responsibility = models.CharField(
        max_length=8, choices=words.Answer.choices, default=words.Answer.UNKNOWN.value
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_related_to_another", condition=~Q(person=F("other"))),
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                name="people_related_once",
                condition=Q(valid_to__isnull=True),
            ),
            *_ended("relationship"),
        ]

    def __str__(self) -> str:
        return f"Relationship {self.pk}"


class Flag(Record, InCircle):
    """A warning or need that everybody who opens the record must see, until it is ended."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=40)  # code list flag_kind
    text = models.CharField(max_length=500)
    review_on = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_flag_end_says_why", condition=Q(ended_at__isnull=True) ^ ~Q(end_note="")
            )
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"


class Merge(Record, InCircle):
    """Somebody decided that two records are one person: `loser` is read as `survivor` until it is undone."""

    loser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_into")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_from")
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undo_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loser"], name="people_merged_once", condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(name="people_not_merged_into_itself", condition=~Q(loser=F("survivor"))),
            models.CheckConstraint(
                name="people_merge_undone_says_why", condition=Q(undone_at__isnull=True) ^ ~Q(undo_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class Comparison(Record, InCircle):
    """Somebody compared two records and said: different people, or not sure. Different ones are not offered again."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="compared")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="compared_with")
    verdict = models.CharField(max_length=10, choices=words.Verdict.choices)
    reason = models.CharField(max_length=500)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other"], name="people_compared_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="people_compared_with_another", condition=~Q(person=F("other"))),
        ]

    def __str__(self) -> str:
        return f"Comparison {self.pk}"
