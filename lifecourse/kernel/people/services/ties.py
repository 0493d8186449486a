"""Relationships between people, and flags on a record."""

from datetime import date, datetime
from uuid import UUID

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Flag, Person, Relationship
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import Answer, EndReason, Sex, Tie

from .details import said
from .loading import hold, index


@command("people.relationship_added")
def add_relationship(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    other_id: UUID,
    kind: str,
    source: str,
    parental_responsibility: Answer = Answer.UNKNOWN,
    valid_from: date | None = None,
) -> Relationship:
    """`other` is the `kind` of `person` (code list `relationship`). Kept once, from the child's side, read from both.

    Raises `Refused` if both are one person, or if the tie is on record already.
    """
    codelists.check_choice(viewer=actor, list_code="relationship", code=kind, on=day_of(at), field="kind")
    # Locked in one order, so that two people tying the same two records do not wait for each other.
    first, second = sorted((person_id, other_id))
    held = {pk: hold(actor, pk, policy.EDIT, at=at) for pk in dict.fromkeys((first, second))}
    person, other = held[person_id], held[other_id]
    if person.root_id == other.root_id:
        raise Refused("A person cannot be related to themselves: these are records of one person.", field="other")
    if kind == Tie.CHILD:
        person, other, kind = other, person, _parent(person)
    standing = Relationship.objects.filter(person=person, other=other, kind=kind, valid_to__isnull=True)
    if standing.exists():
        raise Refused("This relationship is on record already.")
    row = Relationship(
        person=person,
        circle_id=person.circle_id,
        other=other,
        kind=kind,
        parental_responsibility=parental_responsibility.value,
        valid_from=valid_from,
        source=said(source),
    )
    row.save(force_insert=True)
    index(person)
    record("people.relationship_added", subject=person, actor=actor, at=at, kind=row.kind)
    return row


@command("people.relationship_ended")
def end_relationship(
    *, actor: Actor, at: datetime, relationship_id: UUID, reason: EndReason, on: date | None = None
) -> Relationship:
    """The tie holds no longer, or never did."""
    row = Relationship.objects.filter(pk=relationship_id).first()
    if row is None:
        raise NotFound(f"relationship {relationship_id}")
    person = hold(actor, row.person_id, policy.EDIT, at=at)
    row.refresh_from_db()
    if row.valid_to is not None:
        raise Refused("This relationship has ended already.")
    day = on or day_of(at)
    row.valid_to, row.end_reason = (max(day, row.valid_from) if row.valid_from else day), reason.value
    row.save(update_fields=["valid_to", "end_reason", "updated_at"])
    index(person)
    record("people.relationship_ended", subject=person, actor=actor, at=at, reason=reason.value)
    return row


@command("people.flag_raised")
def raise_flag(*, actor: Actor, at: datetime, person_id: UUID, kind: str, text: str, review_on: date) -> Flag:
    """A warning or need (code list `flag_kind`) that everybody who opens the record must see, until its review."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    codelists.check_choice(viewer=actor, list_code="flag_kind", code=kind, on=day_of(at), field="kind")
    if not text.strip():
        raise Refused("Say what people must know.", field="text")
    if review_on <= day_of(at):
        raise Refused("The flag's review must be on a day after today.", field="review_on")
    row = Flag(
        person=person,
        circle_id=person.circle_id,
        kind=kind,
        text=text.strip()[:500],
        review_on=review_on,
        raised_at=at,
        raised_by=str(actor)[:200],
    )
    row.save(force_insert=True)
    record("people.flag_raised", subject=person, actor=actor, at=at, kind=row.kind)
    return row


@command("people.flag_ended")
def end_flag(*, actor: Actor, at: datetime, flag_id: UUID, note: str) -> Flag:
    """The flag is no longer needed, with the reason."""
    row = Flag.objects.filter(pk=flag_id).first()
    if row is None:
        raise NotFound(f"flag {flag_id}")
    person = hold(actor, row.person_id, policy.EDIT, at=at)
    row.refresh_from_db()
    if row.ended_at is not None:
        raise Refused("This flag has ended already.")
    if not note.strip():
        raise Refused("Say why the flag is no longer needed.", field="note")
    row.ended_at, row.ended_by, row.end_note = at, str(actor)[:200], note.strip()[:500]
    row.save(update_fields=["ended_at", "ended_by", "end_note", "updated_at"])
    record("people.flag_ended", subject=person, actor=actor, at=at, kind=row.kind)
    return row


def _parent(person: Person) -> Tie:
    if person.sex == Sex.FEMALE:
        return Tie.MOTHER
    return Tie.FATHER if person.sex == Sex.MALE else Tie.PARENT
