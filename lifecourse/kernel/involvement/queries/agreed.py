"""The rule by which the engine may link new rows: whether it stands for a list, and who switched it when and why."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import LinkRule, ListSource


def standing_rule(*, viewer: Any, source: ListSource) -> LinkRule | None:
    """The rule that stands for a list, its own before that of every list. It is about nobody, so whoever loads may."""
    rows = LinkRule.objects.filter(Q(source=source) | Q(source__isnull=True), off_at__isnull=True)
    return rows.order_by("source").first()


def linking_rules(*, viewer: Any, at: datetime) -> list[LinkRule]:
    """Every switching on and off there was, newest first. Raises `NotFound` unless the viewer may set lists up."""
    if not policy.may_set_up(viewer):
        raise NotFound("linking rules")
    return list(LinkRule.objects.select_related("source").order_by("-on_at", "id"))


def lists_to_link(*, viewer: Any, at: datetime) -> list[ListSource]:
    """Every list that is still sent, by name. Raises `NotFound` as `linking_rules` does."""
    if not policy.may_set_up(viewer):
        raise NotFound("linking rules")
    return list(ListSource.objects.filter(ended_on__isnull=True).select_related("service__organisation"))
