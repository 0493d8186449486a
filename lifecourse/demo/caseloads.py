"""Which member of which family is, or was, open to which service, and who leads there. Pure Python."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .families import Family, Member
from .organisations import AGENCIES
from .places import AREAS
from .schools import SCHOOLS


@dataclass(frozen=True)
class Worker:
    """A lead professional as a list names them."""

    name: str
    job: str
    phone: str
    email: str


@dataclass(frozen=True)
class Spell:
    """One row of an agency's list over time: open from a day, until a day or still."""

    ref: str
    member: Member
    opened_on: date
    closed_on: date | None
    lead: Worker


@dataclass(frozen=True)
class Caseload:
    """A service with a list: `share` is how much of the borough it works with, `picks` whom of a family it lists.

    `ages` are those the service is asked about; `keeps_closed`: closed rows stay on the list for a year.
    `stale_after` is in days; `kind` is of the code list `list_kind`. `leads` are the names of its workers, invented;
    the first has the families of `always`.
    """

    agency: str
    code: str
    name: str
    title: str
    covers: str
    ages: tuple[int | None, int | None]
    share: float
    picks: Callable[[Family, date], Sequence[Member]]
    job: str
    leads: tuple[str, ...]
    lasts: int
    reach: str = ""
    keeps_closed: bool = False
    stale_after: int = 65
    numbers: str = "nhs"
    steady: bool = False
    always: tuple[str, ...] = ()
    kind: str = ""


def _children(family: Family, on: date) -> Sequence[Member]:
    return [*family.children, *family.with_part("unborn")]


def _born_children(family: Family, on: date) -> Sequence[Member]:
    return family.children


def _children_at_home(family: Family, on: date) -> Sequence[Member]:
    return [member for member in family.children if not member.school]


def _pupils(family: Family, on: date) -> Sequence[Member]:
    return [member for member in family.children if member.school]


def _teenagers(family: Family, on: date) -> Sequence[Member]:
    return [member for member in family.children if 10 <= member.age(on) <= 17][:1]


def _household(family: Family, on: date) -> Sequence[Member]:
    return [member for member in family.members if member.home == family.home and member.born]


def _one_grown_up(family: Family, on: date) -> Sequence[Member]:
    return family.grown_ups[:1]


def _older(family: Family, on: date) -> Sequence[Member]:
    return [member for member in family.grown_ups if member.age(on) >= 60] or family.grown_ups[:1]


def _couple(family: Family, on: date) -> Sequence[Member]:
    return family.grown_ups[:2]


CASELOADS: tuple[Caseload, ...] = (
    Caseload(
        "community-health",
        "0-19",
        "0 to 19 service",
        "Children known to the 0 to 19 service",
        "Every child of the borough from birth to 19 who is registered with a GP here",
        (0, 19),
        1.0,
        _born_children,
        "Health visitor or school nurse",
        ("Odile Stethwick", "Hamza Plasterby", "Rosalind Kettlewick", "Temi Bandagely"),
        6000,
        steady=True,
        stale_after=140,
        kind="births_or_gp",
    ),
    Caseload(
        "education",
        "rolls",
        "School rolls",
        "Children on roll",
        "Every pupil on roll at the borough's schools, from the January census and the leavers and joiners since",
        (4, 19),
        1.0,
        _pupils,
        "Designated safeguarding lead",
        (),
        6000,
        numbers="upn",
        steady=True,
        stale_after=140,
        kind="school_roll",
    ),
    Caseload(
        "homes",
        "tenancies",
        "Tenancies",
        "Tenants and their households",
        "Everybody named on a tenancy of Homes for Quillmere, children included",
        (None, None),
        0.36,
        _household,
        "Neighbourhood officer",
        ("Dougal Bricklow", "Yetunde Rooftree", "Milan Doorsteppe"),
        4000,
        numbers="",
        reach="Tenancy support desk, 01632 960222, weekdays",
        always=("katy", "twins", "alone"),
        steady=True,
        stale_after=140,
        kind="housing",
    ),
    Caseload(
        "childrens-social-care",
        "cases",
        "Children's social care",
        "Children open to social care",
        "Every child and unborn child with an assessment or plan, and those closed within a year",
        (None, 17),
        0.15,
        _children,
        "Social worker",
        ("Sam Merriweatherall", "Roisin Madeupton", "Devan Inkwelling", "Marta Storylock", "Caleb Thornfable"),
        240,
        reach="Duty desk, 01632 960333, weekdays",
        always=("katy",),
        keeps_closed=True,
        kind="social_care",
    ),
    Caseload(
        "early-help",
        "early-help",
        "Early help",
        "Families with an early help plan",
        "Every child of a family with an early help assessment or plan, and those closed within a year",
        (None, 19),
        0.13,
        _children,
        "Early help worker",
        ("Bridie Lampwick", "Osman Fairweatherly", "Tilly Scaffold"),
        200,
        always=("siblings",),
        keeps_closed=True,
        kind="early_help",
    ),
    Caseload(
        "adult-social-care",
        "adults",
        "Adult social care",
        "Adults with care and support",
        "Every adult with a care and support plan, or an assessment under way",
        (18, None),
        0.17,
        _older,
        "Social care worker",
        ("Ngaio Quillpen", "Fergus Armchair", "Shabnam Notepad"),
        900,
        reach="Adults' front desk, 01632 960444, weekdays",
        kind="adult_social_care",
    ),
    Caseload(
        "mental-health",
        "mental-health",
        "Mental health",
        "People open to community mental health teams",
        "Everybody open to a community mental health team, children and adults; not those seen once",
        (10, None),
        0.1,
        _one_grown_up,
        "Care coordinator",
        ("Linnea Calmwater", "Jude Harbottlesby"),
        300,
        stale_after=21,
        kind="adult_mental_health",
    ),
    Caseload(
        "police",
        "domestic-abuse",
        "Domestic abuse unit",
        "People in open domestic abuse cases",
        "Everybody named as victim or suspect in a domestic abuse case risk assessed as high, this year",
        (16, None),
        0.07,
        _couple,
        "Detective constable",
        ("DC Rowan Truncheon", "DC Asha Notebook"),
        150,
        numbers="",
        kind="domestic_abuse",
    ),
    Caseload(
        "turnaround",
        "treatment",
        "Drug and alcohol treatment",
        "People in treatment",
        "Everybody in structured treatment who agreed to be listed",
        (18, None),
        0.05,
        _one_grown_up,
        "Key worker",
        ("Perry Soberwell", "Wilhelmina Tonic"),
        260,
        always=("beside",),
        kind="adult_substance_misuse",
    ),
    Caseload(
        "youth-justice",
        "orders",
        "Youth justice",
        "Young people with an order or a prevention plan",
        "Every young person with a court order, an out of court disposal or a prevention plan",
        (10, 18),
        0.05,
        _teenagers,
        "Youth justice officer",
        ("Kit Hourglass", "Mwamba Secondchance"),
        220,
        kind="youth_justice",
    ),
    Caseload(
        "education",
        "home-education",
        "Elective home education",
        "Children educated at home",
        "Every child whose parents have told the council that they are educated at home",
        (5, 16),
        0.0,
        _children_at_home,
        "Elective home education officer",
        ("Posy Kitchentable",),
        400,
        always=("taught",),
        numbers="",
        kind="home_education",
    ),
)


def spells(load: Caseload, families: Sequence[Family], today: date, rng: Random, *, first: int = 0) -> Iterator[Spell]:
    """Every spell of a service over the last two years. Families picked once have all their picked members listed.

    Rows are numbered from after `first`.
    """
    domain = next(agency.domain for agency in AGENCIES if agency.code == load.agency)
    number = first
    for family in families:
        # Whose address must not be told is on nobody's list.
        members = [member for member in load.picks(family, today) if not member.is_protected]
        by_hand = not family.key.startswith("f")
        wanted = rng.random() < load.share and (load.share == 1 or not by_hand)
        if not members or not (wanted or family.key in load.always):
            continue
        if family.key in load.always:
            opened, closed = today - timedelta(days=96), None
        elif load.steady:
            opened, closed = today - timedelta(days=rng.randrange(420, load.lasts)), None
        else:
            opened = today - timedelta(days=rng.randrange(3, 600))
            ends = opened + timedelta(days=int(load.lasts * rng.uniform(0.4, 1.8)))
            closed = ends if ends < today else None
        for member in members:
            number += 1
            since = max(opened, member.born or opened)
            if closed is not None and closed < since:
                continue
            lead = _lead(load, family, member, domain, number)
            yield Spell(f"{load.agency[:2].upper()}{number:05d}", member, since, closed, lead)


def _lead(load: Caseload, family: Family, member: Member, domain: str, number: int) -> Worker:
    if load.code == "rolls":
        school = next(one for one in SCHOOLS if one.code == member.school)
        return Worker(school.lead, f"{load.job}, {school.name}", "", f"dsl.{school.code}@{domain}")
    # One worker for a family, by where it lives or by chance, so that siblings have the same one.
    turn = next(index for index, area in enumerate(AREAS) if family.home.ward in area.wards) + len(family.key)
    name = load.leads[0 if family.key in load.always else turn % len(load.leads)]
    address = name.lower().replace("dc ", "").replace(" ", ".").replace("'", "")
    return Worker(name, load.job, f"01632 961{number % 1000:03d}", f"{address}@{domain}")
