"""Takes a row of a list off somebody whom it is not about, whatever linked it: it gets a record of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.involvement.models import Involvement, ListSource
from lifecourse.kernel.people import policy as people
from lifecourse.kernel.people.models import Address, Identifier, Person, PersonName, Told
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import EndReason, IdentifierKind, NameKind, Verdict
from lifecourse.kernel.people.services import record_comparison
from lifecourse.kernel.people.services.adding import new_person
from lifecourse.kernel.people.services.details import end
from lifecourse.kernel.people.services.facts import Added, AddressGiven, IdentifierGiven, NameGiven
from lifecourse.kernel.people.services.loading import hold, refresh

from .linking import told_by
from .recording import check_may_record


@command("involvement.parted")
def part_from_person(
    *,
    actor: Actor,
    at: datetime,
    involvement_id: UUID,
    given: str,
    family: str,
    birth: births.Birth,
    reason: str,
    seen: int | None = None,
) -> Person:
    """The row of a list behind this spell is about somebody else: its spells go to a new record, with what it told.

    `given`, `family` and `birth` are as the list has them. Names, numbers and addresses that only this list said are
    marked as told in error, and are the new record's; the two records are written down as different people, so that
    nothing proposes them again. The list's next file tells its facts anew. Whoever the row is truly about is joined to
    the new record as any two records are, and that can be undone.

    Raises `NotFound` for what is not seen, `NotPermitted`, `StaleRecord`, and `Refused` for what no list said, for an
    earlier spell, and if the person has no name but the list's: then this record is the row's own.
    """
    spells = Involvement.objects.select_related("source__service__organisation")
    involvement = spells.filter(pk=involvement_id).first()
    if involvement is None:
        raise NotFound(f"involvement {involvement_id}")
    check_may_record(actor, involvement.circle_id, at=at)
    source = involvement.source
    if source is None:
        raise Refused(f"This was told by {involvement.told_by}: write down that it has ended instead.")
    if not involvement.is_current:
        raise Refused("This is an earlier spell: part the latest one of this list.")
    person = hold(actor, involvement.person_id, people.MERGE, at=at)
    access.check(actor, people.EDIT, circle_id=person.circle_id, at=at)
    words = told_by(source)
    told = _told_by_list(person, source, involvement.source_ref, words)
    if not person.names.filter(valid_to__isnull=True).exclude(pk__in=[row.pk for row in told]).exists():
        raise Refused("This record has no name but the list's: it is the row's own. Part the others from it instead.")
    for row in told:
        end(type(row), person, row.pk, on=day_of(at), reason=EndReason.ERROR)
    made = new_person(_added(told, words, given, family, birth), circle_id=person.circle_id, at=at)
    record("people.added", subject=made, actor=actor, at=at, list=source.code)
    _move(involvement, made, seen=seen)
    record_comparison(
        actor=actor, at=at, person_id=person.pk, other_id=made.pk, verdict=Verdict.DIFFERENT, reason=reason
    )
    refresh(person, at=at)
    for subject in (person, made):
        record("involvement.parted", subject=subject, actor=actor, at=at, list=source.code, facts=len(told))
    return made


def _told_by_list(person: Person, source: ListSource, ref: str, words: str) -> list[Told]:
    """What only this list says of the person; nothing, if the person is on the list under another reference too."""
    others = Involvement.objects.filter(person=person, source=source, is_current=True).exclude(source_ref=ref)
    if others.exists():
        return []
    managers: tuple[Any, ...] = (PersonName.objects, Identifier.objects, Address.objects)
    return [
        row
        for manager in managers
        for row in manager.filter(person=person, source=words, valid_to__isnull=True).order_by("pk")
    ]


def _added(told: Iterable[Told], words: str, given: str, family: str, birth: births.Birth) -> Added:
    names = {(given.strip(), family.strip()): NameGiven(given, family)}
    numbers, addresses = [], []
    for row in told:
        match row:
            case PersonName():
                names.setdefault((row.given, row.family), NameGiven(row.given, row.family, NameKind(row.kind)))
            case Identifier():
                numbers.append(IdentifierGiven(IdentifierKind(row.kind), row.value, row.system))
            case Address():
                addresses.append(AddressGiven(row.lines, row.postcode, row.kind, is_protected=row.is_protected))
    return Added(source=words, names=[*names.values()], birth=birth, identifiers=numbers, addresses=addresses)


def _move(involvement: Involvement, to: Person, *, seen: int | None) -> None:
    """This spell and the earlier ones of the same reference. Forgets the row, so that the next file is read anew."""
    earlier = Involvement.objects.filter(
        person_id=involvement.person_id, source=involvement.source, source_ref=involvement.source_ref, is_current=False
    )
    for spell in [involvement, *earlier.order_by("pk")]:
        spell.person, spell.row_digest, spell.person_digest = to, "", ""
        spell.save_changes("person", "row_digest", "person_digest", seen=seen if spell is involvement else None)
