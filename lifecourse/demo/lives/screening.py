"""Screening: somebody takes it, rates it, and says who it is about; or finds that it was told already."""

from lifecourse.domains.concerns import services
from lifecourse.domains.concerns.models import Concern, Subject
from lifecourse.domains.concerns.rules import Rating, Resolution, State
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import IdentifierKind, Sex
from lifecourse.kernel.people.services import Added, AddressGiven, IdentifierGiven, NameGiven

from ..families import Member
from .life import Life, Stop

_SEX = {"F": Sex.FEMALE, "M": Sex.MALE, "": Sex.UNKNOWN}
_RERATED = {
    Rating.RED: "A baby is in the house, and we did not know that before.",
    Rating.AMBER: "Seen by the school this morning; not as it was told at first.",
    Rating.GREEN: "The health visitor was there yesterday and found them well.",
}


def screen(life: Life) -> None:
    """From received to screened, rated and matched."""
    plan = life.plan
    life.wait(4, 20) if plan.danger else life.wait(12, 150)
    with life.acting(plan.officer) as officer:
        services.start_screening(actor=officer, at=life.at, concern=life.fresh())
    life.reached(State.SCREENING) if not plan.asks else None
    if plan.linked_to:
        _link(life)
    life.wait(3, 15)
    with life.acting(plan.officer) as officer:
        services.rate(actor=officer, at=life.at, concern=life.fresh(), rating=plan.rating, reason=plan.theme.reason)
        if plan.note:
            services.add_note(actor=officer, at=life.at, concern=life.fresh(), text=plan.note)
    for index, (subject, member) in enumerate(life.subjects):
        _find(life, subject, member, plan.finds[min(index, len(plan.finds) - 1)])
    if plan.rerated is not None:
        life.wait(10, 60)
        with life.acting(plan.officer) as officer:
            services.rate(
                actor=officer,
                at=life.at,
                concern=life.fresh(),
                rating=plan.rerated,
                reason=_RERATED[plan.rerated],
            )
    life.reached(State.SCREENING)


def _link(life: Life) -> None:
    life.wait(2, 10)
    with life.acting(life.plan.officer) as officer:
        first = Concern.objects.get(pk=life.world.concerns[life.plan.linked_to])
        services.link_concern(actor=officer, at=life.at, concern=life.fresh(), to=first)
    raise Stop


def _find(life: Life, subject: Subject, member: Member, how: str) -> None:
    """Say who a subject is. A search is made whatever comes of it, by the same rules as on the page."""
    if how == "leave":
        return
    life.wait(2, 9)
    plan = life.plan
    with life.acting(plan.officer) as officer:
        subject = Subject.objects.select_related("concern").get(pk=subject.pk)
        query = PersonQuery(
            given=subject.given_name,
            family=subject.family_name,
            birth=births.known(member.born) if subject.born_on and member.born else births.UNKNOWN,
            address=member.home.line,
            postcode=member.home.postcode,
        )
        matching.find_candidates(viewer=officer, at=life.at, query=query, purpose=Purpose.CONCERN)
        known = life.world.record_of(member)
        if how in ("unsure", "unknown"):
            services.set_subject_unidentified(
                actor=officer,
                at=life.at,
                subject=subject,
                resolution=Resolution.NOT_SURE if how == "unsure" else Resolution.NOT_IDENTIFIED,
                reason="Two people fit, and the date of birth was not told."
                if how == "unsure"
                else "Nobody of that name is at the address, or near it.",
            )
            return
        is_new = known is None
        person = Person.objects.get(pk=known) if known else _add(life, member)
        services.match_subject(
            actor=officer,
            at=life.at,
            subject=subject,
            person=person,
            is_new=is_new,
            reason="Name, date of birth and address agree." if subject.born_on else "Given name and address agree.",
        )


def _add(life: Life, member: Member) -> Person:
    """A person nobody had a record of: searched for by all that is known, then added."""
    officer, at = life.world.staff[life.plan.officer], life.at
    birth = births.known(member.born) if member.born else births.expected(member.expected or at.date())
    matching.find_candidates(
        viewer=officer,
        at=at,
        query=PersonQuery(
            given=member.given,
            family=member.family_name,
            birth=birth,
            address=member.home.line,
            postcode=member.home.postcode,
            nhs_number=member.nhs,
        ),
        purpose=Purpose.CONCERN,
    )
    person = people.add_person(
        actor=officer,
        at=at,
        details=Added(
            source=f"Concern {life.fresh().reference}",
            names=[NameGiven(member.given, member.family_name)],
            birth=birth,
            sex=_SEX[member.sex],
            identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, member.nhs)] if member.nhs else [],
            addresses=[AddressGiven(member.home.line, member.home.postcode, area=member.home.ward.name)],
        ),
    )
    life.world.records[member.key] = person.pk
    return person
