"""Is anybody of the concern open to a service already? As agencies answered, and as the index of people has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.involvement import queries as involvement

from .. import rules
from .record import ConcernRecord


@dataclass(frozen=True)
class OpenService:
    """That a service is working with one of the people now, and who leads there."""

    organisation_id: UUID
    organisation: str
    service: str
    name_words: str
    lead_name: str
    lead_reach: str


def open_services(*, viewer: Any, at: datetime, found: ConcernRecord) -> list[OpenService]:
    """Every service that works with one of the people of a concern already opened: their leads are told by default.

    From the answers of its checks, and from the index for the people found there, so that it is known at screening,
    before anybody is asked. The index's part is logged for each person; of people of whom the viewer may not ask
    nothing is said.
    """
    services = _answered(found)
    said = {(one.organisation_id, one.service, one.name_words) for one in services}
    names = {s.person.root_id: _name(s) for s in found.subjects if s.person is not None}
    try:
        leads = involvement.lead_professionals_of(viewer=viewer, at=at, person_roots=list(names)) if names else []
    except NotFound:
        leads = []
    for one in leads:
        reach = ", ".join(part for part in (one.lead.job, one.lead.phone, one.lead.email) if part) or one.reach
        known = OpenService(
            one.organisation_id, one.organisation, one.service, names[one.person_root], one.lead.name, reach
        )
        if (known.organisation_id, known.service, known.name_words) not in said:
            services.append(known)
    return services


def _answered(found: ConcernRecord) -> list[OpenService]:
    return [
        OpenService(
            request.organisation_id,
            request.organisation.name,
            answer.service,
            asked.name_words,
            answer.lead_name,
            answer.lead_reach,
        )
        for request in found.requests
        for asked in request.subjects.all()
        for answer in asked.answers.all()
        if answer.answer == rules.Answer.KNOWN_OPEN
    ]


def _name(subject: Any) -> str:
    return f"{subject.given_name} {subject.family_name}".strip() or "Name not known"
