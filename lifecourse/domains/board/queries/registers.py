"""Lists of the ledger: a year's entries and moves, headings, printed totals, files that were loaded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..models import Claim, Entry, Heading, Load, Year, YearMove


def entries(*, viewer: Any, year_id: UUID) -> QuerySet[Entry]:
    """A year's entries, newest first, each with its heading, what it reverses and what reversed it."""
    rows = Entry.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW), year_id=year_id)
    return rows.select_related("heading", "reverses", "reversed_by", "load").order_by("-at", "-created_at", "id")


def entry(*, viewer: Any, pk: UUID) -> Entry:
    """One entry. Raises `NotFound`."""
    rows = Entry.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    found = rows.select_related("year", "heading", "reverses", "reversed_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"entry {pk}")
    return found


def moves(*, viewer: Any, year_id: UUID) -> list[YearMove]:
    """When a year was closed and reopened, newest first."""
    rows = YearMove.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW), year_id=year_id)
    return list(rows.order_by("-at", "-created_at"))


def headings(*, viewer: Any) -> list[Heading]:
    """Every heading the viewer may see, in their order, closed ones too."""
    rows = Heading.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    return list(rows.order_by("place", "id"))


def headings_for(*, viewer: Any, fact: rules.Fact, circle_id: int) -> list[Heading]:
    """The open headings of one ledger under which a fact may stand."""
    kinds = [kind.value for kind in rules.UNDER[fact]]
    return [
        one
        for one in headings(viewer=viewer)
        if one.circle_id == circle_id and one.kind in kinds and one.closed_on is None
    ]


def heading(*, viewer: Any, pk: UUID) -> Heading:
    """One heading. Raises `NotFound`."""
    rows = Heading.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    if (found := rows.filter(pk=pk).first()) is None:
        raise NotFound(f"heading {pk}")
    return found


def claim(*, viewer: Any, pk: UUID) -> Claim:
    """One printed total. Raises `NotFound`."""
    rows = Claim.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW)).select_related("year")
    if (found := rows.filter(pk=pk).first()) is None:
        raise NotFound(f"claim {pk}")
    return found


def claims(*, viewer: Any, year_id: UUID) -> list[Claim]:
    """The totals printed for a year, withdrawn ones too, newest first."""
    rows = Claim.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW), year_id=year_id)
    return list(rows.order_by("-at", "printed"))


def loads(*, viewer: Any) -> list[Load]:
    """The files that were loaded, newest first."""
    rows = Load.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    return list(rows.order_by("-at", "id")[:50])


def office_by_code(*, viewer: Any, code: str) -> int | None:
    """The circle with this short name, if the viewer may see the money in it."""
    rows = Circle.objects.filter(pk__in=policy.circles_with(viewer, policy.VIEW), code=code)
    return rows.values_list("pk", flat=True).first()


def exported(*, viewer: Any, at: datetime, subject: Year | None = None) -> None:
    """Say in the trail that the ledger, or a year of it, was taken out as a file."""
    circle = subject.circle_id if subject else min(policy.circles_with(viewer, policy.VIEW), default=None)
    record("board.ledger_exported", subject=subject, actor=viewer, at=at, circle_id=circle)
