"""Openings and closings of services, for a person's one timeline."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.urls import reverse

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.base.manifest import TimelineEntry
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement


def timeline(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> Sequence[TimelineEntry]:
    """One line for each day a service opened to the person, or closed. Whoever shows them has logged the reading."""
    circles = access.circles_with(viewer, policy.CHECK)
    entries: list[TimelineEntry] = []
    rows = Involvement.objects.filter(person_id__in=list(person_ids), circle_id__in=circles)
    for row in rows.select_related("service__organisation", "source").order_by("id"):
        service, agency = row.service.name, row.service.organisation.name
        told = row.source.name if row.source else row.told_by
        url = reverse("involvement:involvement", args=[row.pk])
        if row.opened_on:
            entries.append(_entry(row.opened_on, f"Opened to {service}", agency, told, url, "involvement_opened"))
        if row.closed_on:
            title = f"No longer on the list of {service}" if row.left_list else f"Closed to {service}"
            entries.append(_entry(row.closed_on, title, agency, told, url, "involvement_closed"))
    return entries


def _entry(day: date, title: str, agency: str, told: str, url: str, kind: str) -> TimelineEntry:
    at = datetime.combine(day, time(12), tzinfo=LONDON)
    return TimelineEntry(at=at, title=title, text=f"{agency}. Source: {told}", url=url, kind=kind, by=agency, day=day)
