"""Sealing a person's records: they move, with everything under them, into a circle of their own."""

from datetime import datetime
from uuid import UUID

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Merge, Person

from .loading import hold
from .merging import withdraw_unseen


@command("people.sealed")
def seal_person(*, actor: Actor, at: datetime, person_id: UUID, circle_id: int, reason_code: str) -> Person:
    """Move a person (all their records that the actor may seal) into a sealed circle; for others they are gone.

    What hangs on them in any room moves by the database's own hand. `reason_code`: a code, never words about somebody.
    """
    target = Circle.objects.filter(pk=circle_id).first()
    if target is None or target.kind != CircleKind.SEALED:
        raise Refused("Choose a sealed circle.", field="circle")
    return _move(actor, person_id, target, "people.sealed", reason_code, at=at)


@command("people.unsealed")
def unseal_person(*, actor: Actor, at: datetime, person_id: UUID, circle_id: int, reason_code: str) -> Person:
    """Move a sealed person back into the person index.

    Raises `Refused` while one of their records is joined to a record that stays sealed: an open record would point
    to a sealed one, and so betray it.
    """
    target = Circle.objects.filter(pk=circle_id).first()
    if target is None or target.kind != CircleKind.INDEX:
        raise Refused("Choose the person index.", field="circle")
    return _move(actor, person_id, target, "people.unsealed", reason_code, at=at)


@command("people.identity_protected")
def protect_identity(*, actor: Actor, at: datetime, person_id: UUID) -> Person:
    """The record is of a new identity (an adoption, say): it is never joined to another, by anybody.

    Raises `Refused` while it is joined to others that the actor sees. A sealed record that was joined to it and that
    the actor may not know of is parted from it here, by the machine: a refusal would betray it, a link would remain.
    """
    person = hold(actor, person_id, policy.SEAL, at=at)
    if Person.objects.filter(root_id=person.root_id).exclude(pk=person.pk).exists():
        raise Refused("This record is joined to others: undo those merges first.")
    with context.as_system("new identity") as machine:
        withdraw_unseen(person, by=machine, why="The record it was joined to has a new identity.", at=at)
    person.never_merged = True
    person.save_changes("never_merged")
    record("people.identity_protected", subject=person, actor=actor, at=at)
    return person


def _move(actor: Actor, person_id: UUID, target: Circle, event: str, reason_code: str, *, at: datetime) -> Person:
    asked = Person.objects.filter(pk=person_id).first()
    if asked is None:
        raise NotFound(f"person {person_id}")
    rows = Person.objects.select_for_update(of=("self",)).filter(root_id=asked.root_id).order_by("pk")
    group = [row for row in rows if row.circle_id != target.pk]
    if not group:
        raise Refused("The record is in that circle already.", field="circle")
    for row in group:
        policy.check_in(actor, policy.SEAL, row.circle_id, row.pk, at=at)
    if target.kind == CircleKind.INDEX:
        opened = [row.pk for row in group]
        above = Merge.objects.filter(loser__in=opened, undone_at__isnull=True).values("survivor_id")
        with context.as_system("roots"):
            stays_sealed = Person.objects.filter(pk__in=above).exclude(pk__in=opened).exclude(circle=target).exists()
        if stays_sealed:
            raise Refused("This record is joined to another that stays sealed: undo that merge first.")
    with context.delivering_to(target.pk):
        for row in group:
            before = row.circle_id
            row.circle_id = target.pk
            row.save_changes("circle_id")
            record(event, subject=row, actor=actor, at=at, reason=reason_code, came_from=before)
    return asked
