"""Agencies' lists: services set up, and each list sent month after month as a CSV file, as a person would send it."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.involvement import services
from lifecourse.kernel.involvement.models import Involvement, ListLoad, ListSource
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, Field

from .caseloads import CASELOADS, Caseload, Spell, spells
from .moments import midday
from .world import World

LISTER = "lister"
# How lists write their headings: no two agencies' systems agree.
_PLAIN = {
    Field.SOURCE_REF: "Ref",
    Field.FAMILY_NAME: "Surname",
    Field.GIVEN_NAMES: "Forename",
    Field.BORN_ON: "DOB",
    Field.EXPECTED_ON: "EDD",
    Field.SEX: "Gender",
    Field.NHS_NUMBER: "NHS number",
    Field.ADDRESS: "Address",
    Field.POSTCODE: "Postcode",
    Field.STATE: "Status",
    Field.OPENED_ON: "Start date",
    Field.CLOSED_ON: "End date",
    Field.LEAD_NAME: "Worker",
    Field.LEAD_JOB: "Job",
    Field.LEAD_PHONE: "Worker phone",
    Field.LEAD_EMAIL: "Worker email",
}
_SCHOOL = {
    Field.SOURCE_REF: "Roll number",
    Field.UPN: "UPN",
    Field.FAMILY_NAME: "Legal family name",
    Field.GIVEN_NAMES: "Legal given names",
    Field.BORN_ON: "Date of birth",
    Field.SEX: "Sex",
    Field.ADDRESS: "Home address",
    Field.POSTCODE: "Home postcode",
    Field.OPENED_ON: "Joined",
    Field.LEAD_NAME: "Safeguarding lead",
    Field.LEAD_JOB: "Role",
    Field.LEAD_EMAIL: "Contact e-mail",
}


@dataclass(frozen=True)
class Listing:
    """A list as it is sent: its source, the spells behind it, and what its agency has wrong about people, by row."""

    load: Caseload
    source: ListSource
    spells: tuple[Spell, ...]
    slips: Mapping[str, Mapping[Field, str]]

    @property
    def headings(self) -> dict[Field, str]:
        return _SCHOOL if self.load.numbers == "upn" else _PLAIN


def set_up(world: World, machine: Machine) -> list[Listing]:
    """Services and their lists, and who is on them; nothing is loaded yet. Inside `context.as_system`."""
    listings = []
    for load in CASELOADS:
        rng = world.chance(f"list {load.code}")
        world.services[load.code] = service = services.create_service(
            actor=machine,
            at=world.began,
            organisation=world.organisations[load.agency],
            code=load.code,
            name=load.name,
            kind=load.kind,
            shows_from_age=load.ages[0],
            shows_to_age=load.ages[1],
            reach=load.reach,
        )
        world.sources[load.code] = source = services.create_source(
            actor=machine,
            at=world.began,
            service=service,
            code=f"{load.agency}-{load.code}",
            name=load.title,
            covers=load.covers,
            covers_from=date(2015, 4, 1),
            stale_after_days=load.stale_after,
            columns=ColumnMap(
                columns=_SCHOOL if load.numbers == "upn" else _PLAIN,
                date_formats=(DateFormat.DAY_FIRST, DateFormat.ISO),
                numbers_may_be_wrong=True,
            ),
        )
        rows = tuple(spells(load, [*world.told_of.values(), *world.families], world.today, rng))
        slips = _slips(load, rows, rng)
        last = tuple(spells(load, world.unseen, world.today, rng, first=90_000))
        listings.append(Listing(load, source, (*rows, *last), slips))
    return listings


def _slips(load: Caseload, rows: Collection[Spell], rng: Random) -> dict[str, dict[Field, str]]:
    """What an agency has wrong: no number, a name as it is said, an address long left; so that some are found twice."""
    wrong: dict[str, dict[Field, str]] = {}
    for spell in rows:
        member, turn = spell.member, rng.random()
        if not member.key.startswith("f"):
            continue  # of the families told of by hand nothing is left to chance
        if turn < 0.012:
            # No number and an old address: the same name and birthday, but nothing else says that they are one.
            wrong[spell.ref] = {Field.NHS_NUMBER: "", Field.POSTCODE: "ZZ1 9ZZ", Field.ADDRESS: "Not known"}
        elif turn < 0.016 and member.nhs:
            # The right number with another birthday and family name: one of them was mistyped.
            wrong[spell.ref] = {Field.FAMILY_NAME: f"{member.family_name}son", Field.BORN_ON: "01/01/1990"}
        elif turn < 0.08 and load.numbers == "nhs":
            wrong[spell.ref] = {Field.NHS_NUMBER: ""}
    return wrong


def send(world: World, listing: Listing, at: datetime, *, faults: int = 0) -> ListLoad | None:
    """Send the list as it stands on that day, look at the report, agree, and load it; as the person who does so.

    None if there is nothing to load: nobody is on it, or the very same file was loaded before.
    """
    day = at.date()
    content = _file(listing, day, faults=faults)
    if content.count(b"\n") < 2:
        return None  # nobody is on it yet: an empty list is not sent
    file = io.BytesIO(content)
    with world.acting(LISTER, at) as user:
        try:
            load = services.receive_list(
                actor=user,
                at=at,
                source=_fresh(listing.source),
                file=file,
                taken_on=day,
                file_name=f"{listing.load.code}-{day:%Y-%m-%d}.csv",
                keep=False,
            )
        except services.AlreadyLoaded:
            return None
        load = services.check_list(actor=user, at=at, load_id=load.pk, file=file)
        load = services.load_list(
            actor=user,
            at=at,
            load_id=load.pk,
            file=file,
            without_rejected=load.rejected,
            closing_agreed=load.closed,
        )
        _remember(world, listing)
    return load


def leave_waiting(world: World, listing: Listing, at: datetime) -> None:
    """A file of this morning, checked and not loaded: four of its rows cannot be read, and nobody has agreed yet."""
    file = io.BytesIO(_file(listing, at.date(), faults=4))
    with world.acting(LISTER, at) as user:
        load = services.receive_list(
            actor=user,
            at=at,
            source=_fresh(listing.source),
            file=file,
            taken_on=at.date(),
            file_name=f"{listing.load.code}-new-system.csv",
        )
        services.check_list(actor=user, at=at, load_id=load.pk)


def refuse(world: World, listing: Listing, at: datetime) -> None:
    """A file that was checked and then refused: it came from the wrong report."""
    file = io.BytesIO(_file(listing, at.date(), faults=2))
    with world.acting(LISTER, at) as user:
        load = services.receive_list(
            actor=user,
            at=at,
            source=_fresh(listing.source),
            file=file,
            taken_on=at.date(),
            file_name="export (3).csv",
        )
        services.check_list(actor=user, at=at, load_id=load.pk)
        services.refuse_list(
            actor=user, at=at, load_id=load.pk, problem="This is the report of closed cases, not of open ones."
        )


def _fresh(source: ListSource) -> ListSource:
    return ListSource.objects.select_related("service__organisation").get(pk=source.pk)


def _remember(world: World, listing: Listing) -> None:
    """Which record of the index each member turned out to be: where a list says something wrong, perhaps another."""
    from lifecourse.kernel.access import context

    with context.as_system("demonstration"):
        rows = Involvement.objects.filter(source=listing.source, is_current=True)
        found = dict(rows.values_list("source_ref", "person_id"))
    for spell in listing.spells:
        if spell.ref in found and spell.ref not in listing.slips:
            world.records.setdefault(spell.member.key, found[spell.ref])


def _file(listing: Listing, day: date, *, faults: int = 0) -> bytes:
    """The list as a CSV file of that day, with so many rows at the end that cannot be read."""
    text = io.StringIO()
    writer = csv.writer(text)
    headings = listing.headings
    writer.writerow(headings.values())
    for spell in listing.spells:
        cells = _cells(listing.load, spell, day)
        if cells is not None:
            cells |= listing.slips.get(spell.ref, {})
            writer.writerow(cells.get(wanted, "") for wanted in headings)
    for number in range(faults):
        bad = {Field.SOURCE_REF: f"X{number}", Field.FAMILY_NAME: "Rowspoilt", Field.GIVEN_NAMES: "Sample"}
        bad |= ({Field.BORN_ON: "31/02/2011"}, {Field.FAMILY_NAME: "", Field.GIVEN_NAMES: ""}, {Field.SEX: "Q"})[
            number % 3
        ]
        writer.writerow(bad.get(wanted, "") for wanted in headings)
    return text.getvalue().encode()


def _cells(load: Caseload, spell: Spell, day: date) -> dict[Field, str] | None:
    """One row as it stands on a day; None if the person is not on the list then."""
    member = spell.member
    closed = spell.closed_on is not None and spell.closed_on <= day
    long_closed = spell.closed_on is not None and (day - spell.closed_on).days > 365
    if spell.opened_on > day or (closed and not load.keeps_closed) or long_closed:
        return None
    if (member.born and member.born > day) or (load.numbers == "upn" and member.age(day) < load_from(load)):
        return None
    if member.expected and (member.expected - day).days > 200:
        return None
    cells = {
        Field.SOURCE_REF: spell.ref,
        Field.FAMILY_NAME: member.family_name,
        Field.GIVEN_NAMES: member.given or "Unborn",
        Field.BORN_ON: f"{member.born:%d/%m/%Y}" if member.born else "",
        Field.EXPECTED_ON: f"{member.expected:%d/%m/%Y}" if member.expected else "",
        Field.SEX: member.sex,
        Field.UPN: member.upn,
        Field.NHS_NUMBER: member.nhs if load.numbers == "nhs" else "",
        Field.ADDRESS: member.home.text,
        Field.POSTCODE: member.home.postcode,
        Field.STATE: "Closed" if closed else "Open",
        Field.OPENED_ON: f"{spell.opened_on:%d/%m/%Y}",
        Field.CLOSED_ON: f"{spell.closed_on:%d/%m/%Y}" if closed and spell.closed_on else "",
        Field.LEAD_NAME: spell.lead.name,
        Field.LEAD_JOB: spell.lead.job,
        Field.LEAD_PHONE: spell.lead.phone,
        Field.LEAD_EMAIL: spell.lead.email,
    }
    return cells


def load_from(load: Caseload) -> int:
    """The age from which a list has people; nought if it has no lower end."""
    return load.ages[0] or 0


def sendings(world: World, load: Caseload) -> list[datetime]:
    """When a list is sent: at first, every other month (steady ones by the term), and yesterday; the stale one not."""
    days = [400, 270, 180, 90, 1] if load.steady else [400, *range(360, 30, -60), 30, 1]
    if load.stale_after < 30:
        days = [day for day in days if day > 40]
    return [midday(world.ago(days=day).date()) for day in days]
