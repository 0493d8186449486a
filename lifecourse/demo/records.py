"""The index of people beyond what lists say: ties, names, flags, protected identities, merges made and undone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.matching import services as matching
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import Answer, ContactKind, IdentifierKind, NameKind, Sex
from lifecourse.kernel.people.services import Added, AddressGiven, IdentifierGiven, NameGiven

from .families import Family, Member
from .world import MACHINE, World

_SEX = {"F": Sex.FEMALE, "M": Sex.MALE, "": Sex.UNKNOWN}
_SOURCE = "Hub's index before Lifecourse"


def details(member: Member, *, source: str, at: datetime) -> Added:
    """Everything that is known of a member, as somebody would tell it."""
    return Added(
        source=source,
        names=[NameGiven(member.given, member.family_name)],
        birth=births.known(member.born) if member.born else births.expected(member.expected or at.date()),
        sex=_SEX[member.sex],
        identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, member.nhs)] if member.nhs else [],
        addresses=[
            AddressGiven(
                f"{member.home.line}\n{member.home.ward.name}",
                member.home.postcode,
                area=member.home.ward.name,
                is_protected=member.is_protected,
            )
        ],
    )


def take_over(world: World, machine: Machine, families: Iterable[Family], at: datetime) -> None:
    """Whoever of these families is on no list yet, and how its people belong together. Inside `context.as_system`."""
    for family in families:
        for member in family.members:
            if member.key not in world.records and not _to_come(member, at):
                added = people.add_person(actor=machine, at=at, details=details(member, source=_SOURCE, at=at))
                world.records[member.key] = added.pk
        _tie(world, machine, family, at)


def _to_come(member: Member, at: datetime) -> bool:
    """Not yet born, or not yet expected, at that moment."""
    if member.born is not None:
        return member.born > at.date()
    return member.expected is not None and (member.expected - at.date()).days > 250


def _tie(world: World, machine: Machine, family: Family, at: datetime) -> None:
    kinds = {
        "mother": "adoptive_parent" if family.shape == "adopted" else "mother",
        "father": "adoptive_parent" if family.shape == "adopted" else "father",
        "partner": "parents_partner",
        "grandparent": "grandparent",
    }
    children = [one for one in (*family.children, *family.with_part("unborn")) if one.key in world.records]
    for child in children:
        for adult in family.grown_ups:
            if adult.key in world.records and adult.part in kinds:
                people.add_relationship(
                    actor=machine,
                    at=at,
                    person_id=world.records[child.key],
                    other_id=world.records[adult.key],
                    kind=kinds[adult.part],
                    source=_SOURCE,
                    parental_responsibility=Answer.UNKNOWN if adult.part == "partner" else Answer.YES,
                )
    for first, second in zip(children, children[1:], strict=False):
        people.add_relationship(
            actor=machine,
            at=at,
            person_id=world.records[first.key],
            other_id=world.records[second.key],
            kind="sibling",
            source=_SOURCE,
        )


def mend(world: World, at: datetime) -> None:
    """What the hub's own people put right in the index over the year."""
    with world.acting("support", at) as user:
        people.add_name(
            actor=user,
            at=at,
            person_id=world.records["katy-c"],
            name=NameGiven("Katy", "Larkhammer", NameKind.KNOWN_AS),
            source="School, by telephone",
        )
        people.add_contact(
            actor=user,
            at=at,
            person_id=world.records["katy-m"],
            kind=ContactKind.PHONE,
            value="01632 960801",
            source="Health visitor",
            is_safe=Answer.YES,
        )
        for other, kind in (("katy-m", "mother"), ("katy-p", "father"), ("katy-c", "sibling")):
            people.add_relationship(
                actor=user,
                at=at,
                person_id=world.records["katy-u"],
                other_id=world.records[other],
                kind=kind,
                source="Midwife, by telephone",
            )
        _flags(world, user, at)
    with world.acting("manager1", at) as manager:
        people.protect_identity(actor=manager, at=at, person_id=world.records["adopted-c"])
    _merges(world, at + timedelta(days=2))


def _flags(world: World, user: User, at: datetime) -> None:
    day = at.date()
    raised = (
        ("adopted-c", "protected_address", "Adopted. Nobody is told where she lives.", 400),
        ("katy-c", "child_protection_plan", "Plan since last month; the core group meets on Thursdays.", 90),
        ("alone-a", "communication", "Hard of hearing: knock loudly and wait. No telephone.", 200),
        ("sib-p", "danger_to_staff", "Threatened a worker at the door. Visit in twos.", 120),
        ("name-m", "interpreter", "Needs an interpreter for anything written.", 60),
    )
    for key, kind, text, days in raised:
        flag = people.raise_flag(
            actor=user,
            at=at,
            person_id=world.records[key],
            kind=kind,
            text=text,
            review_on=day + timedelta(days=days),
        )
        if key == "name-m":
            people.end_flag(
                actor=user, at=at + timedelta(days=1), flag_id=flag.pk, note="She reads well; it was her mother's flag."
            )


def _merges(world: World, at: datetime) -> None:
    """Two records of one person joined; one joined to the wrong man and parted; two told apart; two left in doubt."""
    with context.as_system(MACHINE) as machine:
        doubles = {
            key: people.add_person(actor=machine, at=at, details=_by_hand(world.member(key), given, family_name)).pk
            for key, given, family_name in (
                ("twins-m", "Abenna", "Boatema"),
                ("sib-m", "Kinga", "Malinecki"),
                ("name-p", "Tariq", "Siddiqui"),
            )
        }
    with world.acting("support", at) as user:
        matching.decide_same(
            actor=user,
            at=at,
            loser_id=doubles["twins-m"],
            survivor_id=world.records["twins-m"],
            reason="The same day of birth and address; housing wrote down what it heard.",
        )
        wrong = matching.decide_same(
            actor=user,
            at=at,
            loser_id=doubles["name-p"],
            survivor_id=world.records["name-s"],
            reason="The same name at the same address.",
        )
        people.unmerge_people(
            actor=user,
            at=at + timedelta(hours=3),
            merge_id=wrong.pk,
            reason="Father and son have one name: the application was the father's.",
        )
        matching.leave_unsure(
            actor=user,
            at=at,
            person_id=doubles["sib-m"],
            other_id=world.records["sib-m"],
            reason="Perhaps her husband's form with her birthday on it: housing is asked.",
        )
        matching.decide_different(
            actor=user,
            at=at,
            person_id=world.records["twins-1"],
            other_id=world.records["twins-2"],
            reason="Twins: two children, seen together at school.",
        )


def _by_hand(member: Member, given: str, family_name: str) -> Added:
    """A member as somebody once wrote them down, without a number."""
    return Added(
        source="Housing application, by hand",
        names=[NameGiven(given, family_name)],
        birth=births.known(member.born) if member.born else births.UNKNOWN,
        sex=_SEX[member.sex],
        addresses=[AddressGiven(member.home.line, member.home.postcode)],
    )
