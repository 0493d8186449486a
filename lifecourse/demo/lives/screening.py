"""Screening: somebody takes it, rates it, and says who it is about; or finds that it was told already."""

from lifecourse.domains.concerns import services
from lifecourse.domains.concerns.models import Concern, Subject
from lifecourse.domains.concerns.rules import PEOPLE, Rating, Resolution, State
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Role
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.people import services as people
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births

from ..families import Member
from ..records import details
from .life import Life, Stop

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
        concern = services.start_screening(actor=officer, at=life.at, concern=life.fresh())
        people = [row for row in concern.subjects.order_by("order") if row.kind in PEOPLE]
        life.subjects = list(zip(people, plan.about, strict=False))
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
    if plan.sealed:
        seal(life)
    life.reached(State.SCREENING)


def seal(life: Life) -> None:
    """A colleague's: it goes into a circle of its own, with the people it is about, before anybody else reads it."""
    life.wait(1, 5)
    world = life.world
    with life.acting(life.plan.officer) as user:
        roles = {role.code: role for role in Role.objects.filter(code__in=["hub_manager", "index_manager"])}
        circle = access.create_sealed_circle(
            actor=user,
            at=life.at,
            name="Sealed concern",
            members=[(user, roles["hub_manager"]), (user, roles["index_manager"])],
            reason="Somebody it is about works here.",
        )
        services.seal_concern(
            actor=user,
            at=life.at,
            concern=life.fresh(),
            circle=circle,
            reason="Somebody it is about works here.",
        )
        for _, member in life.subjects:
            person = world.record_of(member)
            if person is not None:
                people.seal_person(
                    actor=user, at=life.at, person_id=person, circle_id=circle.pk, reason_code="colleague"
                )
    # Whoever goes on with it does so by the new circle's grants.
    life.leave()


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
        actor=officer, at=at, details=details(member, source=f"Concern {life.fresh().reference}", at=at)
    )
    life.world.records[member.key] = person.pk
    return person
