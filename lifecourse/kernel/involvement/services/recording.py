"""Commands on an involvement that somebody told us of, by telephone say, where no list has it."""

from datetime import date, datetime
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement, Service
from lifecourse.kernel.involvement.rules import State
from lifecourse.kernel.people.models import Person


def check_may_record(actor: Actor, circle_id: int, *, at: datetime) -> None:
    """`NotFound` unless the actor may know of the person's involvements, `NotPermitted` unless they may write them."""
    try:
        access.check(actor, policy.CHECK, circle_id=circle_id, at=at)
    except NotPermitted as error:
        raise NotFound("no such person") from error
    access.check(actor, policy.RECORD, circle_id=circle_id, at=at)


@command("involvement.recorded")
def record_involvement(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    service: Service,
    told_by: str,
    told_on: date,
    opened_on: date | None = None,
    lead_name: str = "",
    lead_job: str = "",
    lead_phone: str = "",
    lead_email: str = "",
) -> Involvement:
    """Write down that a service works with somebody, as told by `told_by` ("Duty desk, by phone") on `told_on`.

    Raises `Refused` if the day is to come, or such an involvement is open already; `NotFound` for who is not seen.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(f"person {person_id}")
    check_may_record(actor, person.circle_id, at=at)
    today = at.astimezone(LONDON).date()
    if not told_by.strip():
        raise Refused("Say who told you: every fact has a source.", field="told_by")
    if told_on > today:
        raise Refused("The day you were told is in the future.", field="told_on")
    if opened_on is not None and opened_on > told_on:
        raise Refused("The service cannot have opened after the day you were told.", field="opened_on")
    same = Involvement.objects.filter(person__root_id=person.root_id, service=service, state=State.OPEN)
    if same.exists():
        raise Refused(f"{service.name} is open to this person already.", field="service")
    involvement = Involvement(
        person=person,
        circle_id=person.circle_id,
        service=service,
        state=State.OPEN,
        opened_on=opened_on,
        lead_name=lead_name.strip(),
        lead_job=lead_job.strip(),
        lead_phone=lead_phone.strip(),
        lead_email=lead_email.strip().lower(),
        told_by=told_by.strip(),
        told_on=told_on,
    )
    involvement.save()
    record("involvement.recorded", subject=person, actor=actor, at=at, service=service.pk)
    return involvement


@command("involvement.ended")
def end_involvement(
    *,
    actor: Actor,
    at: datetime,
    involvement_id: UUID,
    told_by: str,
    told_on: date,
    closed_on: date,
    seen: int | None = None,
) -> Involvement:
    """Write down that a service no longer works with somebody. What a list says is changed by the list alone.

    Raises `Refused`, `StaleRecord`, or `NotFound` for what is not seen.
    """
    involvement = Involvement.objects.select_related("service", "source", "person").filter(pk=involvement_id).first()
    if involvement is None:
        raise NotFound(f"involvement {involvement_id}")
    check_may_record(actor, involvement.circle_id, at=at)
    if involvement.source is not None:
        raise Refused(f"This comes from {involvement.source.name}: it ends when that list says so.")
    if involvement.state == State.CLOSED:
        raise Refused("This involvement has ended already.")
    if not told_by.strip():
        raise Refused("Say who told you: every fact has a source.", field="told_by")
    if closed_on > told_on or told_on > at.astimezone(LONDON).date():
        raise Refused(
            "The service cannot have closed after the day you were told, or in the future.", field="closed_on"
        )
    if involvement.opened_on is not None and closed_on < involvement.opened_on:
        raise Refused("The service cannot have closed before it opened.", field="closed_on")
    involvement.state, involvement.closed_on = State.CLOSED, closed_on
    involvement.told_by, involvement.told_on = told_by.strip(), told_on
    involvement.save_changes("state", "closed_on", "told_by", "told_on", seen=seen)
    record("involvement.ended", subject=involvement.person, actor=actor, at=at, service=involvement.service_id)
    return involvement
