"""Correcting what is known about a person. Nothing is overwritten: what no longer stands is ended, with the reason."""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Contact, Identifier, Person, PersonName, Told
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import Answer, ContactKind, EndReason, Sex

from .adding import make_address, make_identifier, make_name
from .facts import AddressGiven, IdentifierGiven, NameGiven
from .loading import hold, refresh

T = TypeVar("T", bound=Told)


@command("people.name_added")
def add_name(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    name: NameGiven,
    source: str,
    replaces: UUID | None = None,
    reason: EndReason = EndReason.CHANGED,
    seen: int | None = None,
) -> PersonName:
    """Add a name; `replaces` ends another one, because it changed or because it was wrong."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    row = make_name(person, name, source=said(source))
    if not row.given and not row.family:
        raise Refused("Give a name: “unborn”, “baby” and the like are nobody's name.", field="given")
    if replaces is not None:
        end(PersonName, person, replaces, on=name.valid_from or day_of(at), reason=reason)
    row.save(force_insert=True)
    refresh(person, at=at, seen=seen)
    record("people.name_added", subject=person, actor=actor, at=at, kind=row.kind, replaced=replaces is not None)
    return row


@command("people.details_corrected")
def correct_details(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    seen: int,
    source: str,
    birth: births.Birth | None = None,
    sex: Sex | None = None,
    ethnicity: str | None = None,
    language: str | None = None,
    interpreter_needed: bool | None = None,
) -> Person:
    """Correct birth, sex, ethnicity or language: what is None stays. Raises `StaleRecord` if not at version `seen`."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    changed = ["source"]
    person.source = said(source)
    if birth is not None:
        _check_birth(birth, day_of(at))
        if person.birth.is_unborn and not birth.is_unborn:
            raise Refused("To say that the child is born, record the birth.", field="birth")
        person.birth = birth
        changed += ["birth_precision", "born_on", "born_earliest", "born_latest"]
    if ethnicity:
        codelists.check_choice(viewer=actor, list_code="ethnicity", code=ethnicity, on=day_of(at), field="ethnicity")
    for field, value in (
        ("sex", sex.value if sex is not None else None),
        ("ethnicity", ethnicity),
        ("language", language.strip() if language is not None else None),
        ("interpreter_needed", interpreter_needed),
    ):
        if value is not None:
            setattr(person, field, value)
            changed.append(field)
    if person.birth.is_unborn and person.sex != Sex.UNKNOWN:
        raise Refused("The sex of an unborn child is not recorded.", field="sex")
    refresh(person, *changed, at=at, seen=seen)
    record("people.details_corrected", subject=person, actor=actor, at=at, fields=changed[1:])
    return person


@command("people.birth_recorded")
def record_birth(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    born_on: date,
    sex: Sex,
    source: str,
    name: NameGiven | None = None,
    seen: int | None = None,
) -> Person:
    """The unborn child is born: the same record goes on, with everything that was known before."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    if not person.birth.is_unborn:
        raise Refused("This person is recorded as born already.")
    birth = births.known(born_on)
    _check_birth(birth, day_of(at))
    person.birth, person.sex, person.source = birth, sex.value, said(source)
    if name is not None:
        row = make_name(person, name, source=source)
        if row.given or row.family:
            row.save(force_insert=True)
    refresh(person, "birth_precision", "born_on", "sex", "source", at=at, seen=seen)
    record("people.birth_recorded", subject=person, actor=actor, at=at)
    return person


@command("people.death_recorded")
def record_death(
    *, actor: Actor, at: datetime, person_id: UUID, died_on: date, source: str, seen: int | None = None
) -> Person:
    """The person has died. Raises `Refused` for a date in the future or before the birth."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    if died_on > day_of(at):
        raise Refused("The date of death is in the future.", field="died_on")
    earliest = person.born_on if not person.birth.is_unborn else None
    if earliest is not None and died_on < earliest:
        raise Refused("The date of death is before the date of birth.", field="died_on")
    person.died_on, person.source = died_on, said(source)
    refresh(person, "died_on", "source", at=at, seen=seen)
    record("people.death_recorded", subject=person, actor=actor, at=at)
    return person


@command("people.identifier_added")
def add_identifier(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    number: IdentifierGiven,
    source: str,
    replaces: UUID | None = None,
    reason: EndReason = EndReason.ERROR,
) -> Identifier:
    """Add a number. The same number on two people is kept and shown as a conflict: one of them was mistyped."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    row = make_identifier(person, number, source=said(source))
    if replaces is not None:
        end(Identifier, person, replaces, on=day_of(at), reason=reason)
    same = Identifier.objects.filter(person=person, kind=row.kind, system=row.system, valid_to__isnull=True)
    if same.filter(value=row.value).exists():
        raise Refused("This number is on the record already.", field="value")
    row.save(force_insert=True)
    refresh(person, at=at)
    record("people.identifier_added", subject=person, actor=actor, at=at, kind=row.kind, status=row.status)
    return row


@command("people.address_added")
def add_address(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    address: AddressGiven,
    source: str,
    replaces: UUID | None = None,
    reason: EndReason = EndReason.CHANGED,
) -> Address:
    """Add an address; `replaces` ends another one on the day this one begins, or as recorded in error."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    codelists.check_choice(viewer=actor, list_code="address_kind", code=address.kind, on=day_of(at), field="kind")
    row = make_address(person, address, source=said(source))
    if replaces is not None:
        end(Address, person, replaces, on=address.valid_from or day_of(at), reason=reason)
    row.save(force_insert=True)
    refresh(person, at=at)
    record("people.address_added", subject=person, actor=actor, at=at, kind=row.kind, protected=row.is_protected)
    return row


@command("people.address_protected")
def mark_address_protected(
    *, actor: Actor, at: datetime, person_id: UUID, address_id: UUID, protected: bool = True
) -> Address:
    """An address must not be told (or may be told again). Protecting needs leave to edit; taking it off, to see it."""
    person = hold(actor, person_id, policy.EDIT if protected else policy.SEE_PROTECTED, at=at)
    row = _own(Address, person, address_id)
    row.is_protected = protected
    row.save(update_fields=["is_protected", "updated_at"])
    refresh(person, at=at)
    record("people.address_protected", subject=person, actor=actor, at=at, protected=protected)
    return row


@command("people.contact_added")
def add_contact(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    kind: ContactKind,
    value: str,
    source: str,
    is_safe: Answer = Answer.UNKNOWN,
) -> Contact:
    """Add a telephone number or e-mail address, and whether it is safe to use."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    if not value.strip():
        raise Refused("Give the number or address.", field="value")
    row = Contact(
        person=person,
        circle_id=person.circle_id,
        kind=kind.value,
        value=names.tidy(value)[:200],
        is_safe=is_safe.value,
        source=said(source),
    )
    row.save(force_insert=True)
    record("people.contact_added", subject=person, actor=actor, at=at, kind=row.kind)
    return row


@command("people.fact_ended")
def end_fact(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    fact: str,
    fact_id: UUID,
    reason: EndReason,
    on: date | None = None,
) -> None:
    """A name, address, identifier or contact (`fact`) stands no longer, or never did."""
    person = hold(actor, person_id, policy.EDIT, at=at)
    kinds: dict[str, type[Told]] = {
        "name": PersonName,
        "address": Address,
        "identifier": Identifier,
        "contact": Contact,
    }
    if fact not in kinds:
        raise NotFound(f"{fact} {fact_id}")
    end(kinds[fact], person, fact_id, on=on or day_of(at), reason=reason)
    refresh(person, at=at)
    record("people.fact_ended", subject=person, actor=actor, at=at, fact=fact, reason=reason.value)


def end(model: type[T], person: Person, pk: UUID, *, on: date, reason: EndReason) -> T:
    """End one of the person's own facts on a day. Part of a command. Raises `Refused` if it has ended already."""
    row = _own(model, person, pk)
    if row.valid_to is not None:
        raise Refused("That has ended already.")
    row.valid_to = max(on, row.valid_from) if row.valid_from else on
    row.end_reason = reason.value
    row.save(update_fields=["valid_to", "end_reason", "updated_at"])
    return row


def _own(model: type[T], person: Person, pk: UUID) -> T:
    manager: Any = model._default_manager
    row: T | None = manager.filter(pk=pk, person=person).first()
    if row is None:
        raise NotFound(f"{model._meta.model_name} {pk}")
    return row


def said(source: str) -> str:
    """Who told it, in at most 200 characters. Raises `Refused` if nobody did."""
    if not source.strip():
        raise Refused("Say who told you: every fact has a source.", field="source")
    return names.tidy(source)[:200]


def _check_birth(birth: births.Birth, on: date) -> None:
    try:
        births.check(birth, on)
    except ValueError as error:
        raise Refused(str(error), field="birth") from error
