"""The tables of code lists and their entries. No circle: what people choose from is no secret."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lifecourse.kernel.base.models import GuardedModel


class CodeList(GuardedModel):
    """One list, with where it comes from, who checked it, and when it must be looked at again."""

    code = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=400)
    version = models.PositiveIntegerField()
    checked_by = models.CharField(max_length=120)
    next_review = models.DateField()

    def __str__(self) -> str:
        return self.title


class Entry(GuardedModel):
    """One thing that could be chosen from a day to a day, both included. `code` is text: "10" is no number.

    Never deleted; closed by `valid_to`, for records of the past still carry it. A new label is a new row with the same
    code. `parent` is the code it counts under in a national return; `maps` gives its codes in other lists; `groups`
    says where it may be chosen ("child", "adult").
    """

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    order = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    parent = models.CharField(max_length=60, null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    groups = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    maps = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["code_list_id", "order", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code_list", "code", "valid_from"], name="codelists_entry_once"),
            models.CheckConstraint(
                name="codelists_entry_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_list_id}:{self.code}"
