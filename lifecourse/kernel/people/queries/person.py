"""One person's record, opened: everything told about every record that is this person. Opening is logged."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy
from lifecourse.kernel.people.models import Address, Contact, Flag, Identifier, Merge, Person, PersonName
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import identifiers as numbers
from lifecourse.kernel.people.rules import names, words
from lifecourse.kernel.people.rules.days import day_of

M = TypeVar("M", bound=Model)
PROTECTED = "Protected: not shown"


@dataclass(frozen=True)
class Fact:
    """One fact with its source. `standing`: it has not ended. `record_id`: the record it was told about."""

    id: UUID
    record_id: UUID
    label: str
    text: str
    source: str
    told_at: datetime
    valid_from: date | None
    valid_to: date | None
    standing: bool
    in_error: bool
    kind: str
    note: str = ""
    is_protected: bool = False


@dataclass(frozen=True)
class FlagLine:
    """A standing or ended flag, with its date of review."""

    id: UUID
    kind: str
    text: str
    review_on: date
    review_is_due: bool
    raised_at: datetime
    raised_by: str
    ended_at: datetime | None
    end_note: str


@dataclass(frozen=True)
class MergeLine:
    """A merge between two of this person's records, standing or undone."""

    id: UUID
    loser_id: UUID
    survivor_id: UUID
    merged_at: datetime
    merged_by: str
    reason: str
    undone_at: datetime | None
    undone_by: str
    undo_reason: str


@dataclass(frozen=True)
class PersonRecord:
    """A person as one viewer may see them. `ids`: every record of this person that the viewer may see.

    `root_id`: the record shown for all of them. `group_id`: the root itself, which a viewer of sealed records may not
    see; to ask other rooms with. `records`: each of them with its own name.
    """

    id: UUID
    root_id: UUID
    group_id: UUID
    ids: tuple[UUID, ...]
    version: int
    circle_id: int
    circle_name: str
    is_sealed: bool
    name: str
    sex: words.Sex
    birth: births.Birth
    birth_words: str
    died_on: date | None
    ethnicity: str
    ethnicity_words: str
    language: str
    interpreter_needed: bool
    source: str
    created_at: datetime
    updated_at: datetime
    names: tuple[Fact, ...]
    addresses: tuple[Fact, ...]
    identifiers: tuple[Fact, ...]
    contacts: tuple[Fact, ...]
    flags: tuple[FlagLine, ...]
    merges: tuple[MergeLine, ...]
    records: tuple[tuple[UUID, str], ...]
    conflicts: tuple[str, ...]

    @property
    def is_unborn(self) -> bool:
        return self.birth.is_unborn


def open_person(*, viewer: Any, at: datetime, pk: UUID) -> PersonRecord:
    """The record of a person, with every record merged into it; and a line in the trail that it was opened.

    Raises `NotFound` if there is no such person or the viewer may not know of them.
    """
    return load_person(viewer=viewer, at=at, pk=pk, event="people.opened")


def load_person(*, viewer: Any, at: datetime, pk: UUID, event: str) -> PersonRecord:
    """As `open_person`, with the event that is recorded."""
    circles = access.circles_with(viewer, policy.VIEW)
    seen = Person.objects.filter(circle_id__in=circles)
    group = list(seen.filter(root_id__in=seen.filter(pk=pk).values("root_id")).select_related("circle"))
    asked = next((person for person in group if person.pk == pk), None)
    if asked is None:
        raise NotFound(f"person {pk}")
    main = next((person for person in group if person.pk == person.root_id), asked)
    record(event, subject=main, actor=viewer, at=at)
    protected = access.circles_with(viewer, policy.SEE_PROTECTED)
    ids = [main.pk, *sorted(person.pk for person in group if person.pk != main.pk)]
    own_names = _of(PersonName, ids)
    own_numbers = _of(Identifier, ids)
    today = day_of(at)
    return PersonRecord(
        id=asked.pk,
        root_id=main.pk,
        group_id=main.root_id,
        ids=tuple(ids),
        version=main.version,
        circle_id=main.circle_id,
        circle_name=main.circle.name,
        is_sealed=any(person.circle.kind == "sealed" for person in group),
        name=main.display_name,
        sex=words.Sex(main.sex),
        birth=main.birth,
        birth_words=births.in_words(main.birth, today, main.died_on),
        died_on=main.died_on,
        ethnicity=main.ethnicity,
        ethnicity_words=codelists.label_of(viewer=viewer, list_code="ethnicity", code=main.ethnicity)
        if main.ethnicity
        else "",
        language=main.language,
        interpreter_needed=main.interpreter_needed,
        source=main.source,
        created_at=main.created_at,
        updated_at=main.updated_at,
        names=tuple(_name(row, today) for row in own_names),
        addresses=tuple(_address(row, today, protected) for row in _of(Address, ids)),
        identifiers=tuple(_identifier(row, today) for row in own_numbers),
        contacts=tuple(_contact(row, today) for row in _of(Contact, ids)),
        flags=tuple(_flag(row, today) for row in Flag.objects.filter(person_id__in=ids).order_by("-raised_at", "id")),
        merges=tuple(_merge(row) for row in Merge.objects.filter(loser_id__in=ids).order_by("-merged_at", "id")),
        records=tuple((person.pk, person.display_name) for person in sorted(group, key=lambda one: ids.index(one.pk))),
        conflicts=_conflicts(group, own_numbers, today),
    )


def _of(model: type[M], ids: list[UUID]) -> list[M]:
    """Rows told about any of the records: those that stand first, newest first."""
    rows = model._default_manager.filter(person_id__in=ids)
    return list(rows.order_by("valid_to", "-valid_from", "-created_at", "id"))


def _stands(row: Any, today: date) -> bool:
    return row.valid_to is None or row.valid_to > today


def _fact(row: Any, today: date, *, label: str, text: str, note: str = "", is_protected: bool = False) -> Fact:
    return Fact(
        id=row.pk,
        record_id=row.person_id,
        label=label,
        text=text,
        source=row.source,
        told_at=row.created_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        standing=_stands(row, today),
        in_error=row.end_reason == words.EndReason.ERROR,
        kind=row.kind,
        note=note,
        is_protected=is_protected,
    )


def _name(row: PersonName, today: date) -> Fact:
    return _fact(row, today, label=words.NameKind(row.kind).label, text=names.full(row.given, row.family))


def _address(row: Address, today: date, may_see: frozenset[int]) -> Fact:
    label = codelists.label_of(viewer=None, list_code="address_kind", code=row.kind)
    if row.is_protected and row.circle_id not in may_see:
        hidden = _fact(row, today, label=label, text=PROTECTED, is_protected=True)
        # Who told it may give the place away.
        return Fact(**{**hidden.__dict__, "source": ""})
    return _fact(row, today, label=label, text=address_in_line(row), note=row.area, is_protected=row.is_protected)


def address_in_line(row: Address) -> str:
    """An address in one line, as for whoever may see it."""
    return ", ".join([*row.lines.splitlines(), *([row.postcode] if row.postcode else [])])


def _identifier(row: Identifier, today: date) -> Fact:
    kind = words.IdentifierKind(row.kind)
    value = numbers.show_nhs_number(row.value) if kind == words.IdentifierKind.NHS_NUMBER else row.value
    label = f"{kind.label} ({row.system})" if row.system else kind.label
    return _fact(row, today, label=label, text=value, note=words.IdentifierStatus(row.status).label)


def _contact(row: Contact, today: date) -> Fact:
    safe = {
        words.Answer.YES: "Safe to use",
        words.Answer.NO: "Not safe to use",
        words.Answer.UNKNOWN: "Not known whether it is safe to use",
    }[words.Answer(row.is_safe)]
    return _fact(row, today, label=words.ContactKind(row.kind).label, text=row.value, note=safe)


def _flag(row: Flag, today: date) -> FlagLine:
    return FlagLine(
        id=row.pk,
        kind=codelists.label_of(viewer=None, list_code="flag_kind", code=row.kind),
        text=row.text,
        review_on=row.review_on,
        review_is_due=row.ended_at is None and row.review_on <= today,
        raised_at=row.raised_at,
        raised_by=row.raised_by,
        ended_at=row.ended_at,
        end_note=row.end_note,
    )


def _merge(row: Merge) -> MergeLine:
    return MergeLine(
        id=row.pk,
        loser_id=row.loser_id,
        survivor_id=row.survivor_id,
        merged_at=row.merged_at,
        merged_by=row.merged_by,
        reason=row.reason,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undo_reason=row.undo_reason,
    )


def _conflicts(group: list[Person], own_numbers: list[Identifier], today: date) -> tuple[str, ...]:
    """What the records of one person say differently, in sentences."""
    said: list[str] = []
    dates = {person.born_on for person in group if person.birth_precision == words.Precision.KNOWN}
    if len(dates) > 1:
        said.append("The records give different dates of birth.")
    sexes = {person.sex for person in group} - {words.Sex.UNKNOWN.value}
    if len(sexes) > 1:
        said.append("The records give different sexes.")
    values: dict[str, set[str]] = defaultdict(set)
    for row in own_numbers:
        if _stands(row, today):
            values[f"{row.kind} {row.system}"].add(row.value)
    if len(values["nhs_number "]) > 1:
        said.append("There is more than one NHS number.")
    if len(values["upn "]) > 1:
        said.append("There is more than one unique pupil number.")
    return tuple(said)
