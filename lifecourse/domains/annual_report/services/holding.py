"""What the commands share: a report or a section, locked, if the actor may do this to it and it is as they saw it."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.base.errors import NotFound, StaleRecord

from .. import policy
from ..models import Report, Section

_MEANWHILE = "Somebody else changed this while you had it open. Nothing of yours was saved yet."


def hold_report(actor: Actor, report_id: UUID, capability: str, *, at: datetime, seen: int | None = None) -> Report:
    """Raises `NotFound`, `NotPermitted`, `StaleRecord`."""
    found = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if found is None:
        raise NotFound(f"report {report_id}")
    policy.check_in(actor, capability, circle_id=found.circle_id, at=at)
    if seen is not None and found.version != seen:
        raise StaleRecord(_MEANWHILE)
    return found


def hold_section(actor: Actor, section_id: UUID, capability: str, *, at: datetime, seen: int | None = None) -> Section:
    """Raises `NotFound`, `NotPermitted`, `StaleRecord`."""
    rows = Section.objects.select_for_update(of=("self",)).select_related("report")
    found = rows.filter(pk=section_id).first()
    if found is None:
        raise NotFound(f"section {section_id}")
    policy.check_in(actor, capability, circle_id=found.circle_id, at=at)
    if seen is not None and found.version != seen:
        raise StaleRecord(_MEANWHILE)
    return found
