"""Sets up the partnership: circles, areas, organisations with their desks and domains, teams, staff and memberships."""

from datetime import date

from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import CircleKind, Role
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.agencies.models import Area
from lifecourse.kernel.agencies.rules import AreaKind, ContactKind, ContactPurpose
from lifecourse.kernel.audit.actors import Machine

from . import staff
from .organisations import AGENCIES, CREWS, NHS
from .places import AREAS, BOROUGH, a_postcode
from .schools import SCHOOLS
from .world import World

_SINCE = date(2019, 4, 1)
# To whom an e-mail says that something waits at their desk; the others look there each morning.
_BOTH = (ContactPurpose.CHECKS, ContactPurpose.NOTIFICATIONS)
_WRITTEN_TO = {"police": _BOTH, "homes": _BOTH, "fire": _BOTH, "harbour-light": _BOTH, SCHOOLS[0].code: _BOTH}
_CIRCLES = (
    ("mash", f"{BOROUGH} MASH", CircleKind.HUB, True, "Concerns, from receipt to closing."),
    ("person-index", "Person index", CircleKind.INDEX, True, "Who people are, and which services know them."),
    ("privacy-office", "Privacy office", CircleKind.OFFICE, False, "Reviews of emergency access."),
    ("access-office", "Access office", CircleKind.OFFICE, False, "Accounts, circles and memberships."),
    (
        "insight-office",
        "Insight office",
        CircleKind.OFFICE,
        False,
        "What each cohort is for, and its published counts.",
    ),
    ("board-office", "Board’s office", CircleKind.OFFICE, False, "The partnership’s money."),
    ("out-of-hours", "Out-of-hours service", CircleKind.OFFICE, False, "Duty at night and at week-ends."),
)


def set_up(world: World, machine: Machine) -> None:
    """Everything that stands before the first concern. Inside `context.as_system`."""
    at = world.began
    for code, name, kind, breakable, purpose in _CIRCLES:
        world.circles[code] = access.create_circle(
            actor=machine, at=at, code=code, name=name, kind=kind, breakable=breakable, purpose=purpose
        )
    _organisations(world, machine, _areas(world, machine))


def _areas(world: World, machine: Machine) -> dict[str, Area]:
    at, made = world.began, dict[str, Area]()
    borough = agencies.create_area(actor=machine, at=at, code="quillmere", name=BOROUGH, kind=AreaKind.BOROUGH)
    for area in AREAS:
        made[area.code] = agencies.create_area(
            actor=machine,
            at=at,
            code=area.code,
            name=area.name,
            kind=AreaKind.SERVICE_DELIVERY_AREA,
            parent=borough,
            postcode_prefixes=[area.outward],
        )
        for ward in area.wards:
            agencies.create_area(
                actor=machine,
                at=at,
                code=ward.code,
                name=ward.name,
                kind=AreaKind.WARD,
                parent=made[area.code],
                postcode_prefixes=[ward.sector],
            )
    return made


def _organisations(world: World, machine: Machine, areas: dict[str, Area]) -> None:
    at = world.began
    schools = {school.code: school for school in SCHOOLS}
    for number, agency in enumerate(AGENCIES):
        made = agencies.create_organisation(
            actor=machine,
            at=at,
            code=agency.code,
            name=agency.name,
            type=agency.type,
            valid_from=_SINCE,
            answers_checks=agency.answers,
            reached_through=agency.through,
            urn=str(990_000 + number) if agency.is_school else "",
            ods_code=f"ZZ{number}" if agency.domain == NHS else "",
        )
        world.organisations[agency.code] = made
        assert made.desk is not None
        world.circles[made.desk.code] = made.desk
        agencies.add_email_domain(actor=machine, at=at, organisation=made, domain=agency.domain, verified=True)
        for purpose in _WRITTEN_TO.get(agency.code, ()):
            agencies.add_contact_point(
                actor=machine,
                at=at,
                organisation=made,
                kind=ContactKind.EMAIL,
                purpose=purpose,
                value=f"safeguarding.{agency.code}@{agency.domain}",
                verified=True,
            )
        agencies.add_contact_point(
            actor=machine,
            at=at,
            organisation=made,
            kind=ContactKind.PHONE,
            purpose=ContactPurpose.CHECKS,
            value=f"01632 960{number:03d}",
            verified=True,
        )
        ward = AREAS[number % len(AREAS)].wards[0]
        if agency.code in schools and (area := schools[agency.code].area) not in {"", "-"}:
            ward = next(one for one in AREAS if one.code == area).wards[0]
        agencies.create_place(
            actor=machine,
            at=at,
            organisation=made,
            name=agency.name,
            address=f"1 Invented Square, {ward.name}, {BOROUGH}",
            postcode=a_postcode(ward),
        )
    for crew in CREWS:
        world.teams[crew.code] = agencies.create_team(
            actor=machine,
            at=at,
            organisation=world.organisations[crew.agency],
            code=crew.code,
            name=crew.name,
            valid_from=_SINCE,
            area=areas.get(crew.area),
            is_eyes_and_ears=True,
            code_letters=crew.letters,
        )


def take_on(world: World, machine: Machine) -> None:
    """The staff: accounts (a passphrase for the demo's sign-ins only), posts, and a place in each of their circles."""
    at = world.began
    roles = {role.code: role for role in Role.objects.all()}
    for worker in staff.WORKERS:
        user = access.create_user(
            actor=machine,
            at=at,
            email=worker.email,
            full_name=worker.name,
            password=staff.PASSPHRASE if worker.to_try else None,
        )
        world.staff[worker.key] = user
        agencies.start_post(
            actor=machine,
            at=at,
            user=user,
            organisation=world.organisations[worker.agency],
            job_title=worker.job,
            starts_on=at.date(),
        )
        for circle, role in worker.places:
            codes = (
                [circle] if circle != staff.ALL_DESKS else [code for code in world.circles if code.startswith("desk-")]
            )
            access.grant_memberships(
                actor=machine,
                at=at,
                user=user,
                circles=[world.circles[code] for code in codes],
                role=roles[role],
                reason=worker.job,
            )
