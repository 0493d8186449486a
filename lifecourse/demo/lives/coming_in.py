"""How a concern comes in: by the public form, a crew's code, an agency's desk, or the hub's telephone."""

from dataclasses import replace
from uuid import UUID

from lifecourse.domains.concerns import services
from lifecourse.domains.concerns.rules import Channel, SubjectKind
from lifecourse.domains.concerns.services import ReporterTold, SubjectTold, Told
from lifecourse.kernel.audit.actors import PUBLIC

from ..families import ADULT, UNBORN, Member
from ..organisations import AGENCIES
from ..schools import SCHOOLS
from ..staff import answers_for
from ..typed import answers
from .life import Life, Stop

_NEIGHBOURS = (
    ReporterTold(name="A neighbour", phone="01632 960901", relationship="Neighbour"),
    ReporterTold(is_anonymous=True),
    ReporterTold(email="worried.neighbour@post.example", relationship="Neighbour"),
    ReporterTold(name="Mags Upstairs", email="mags.upstairs@post.example", relationship="Aunt"),
    ReporterTold(
        name="Del Overtheroad",
        phone="01632 960902",
        email="del.overtheroad@post.example",
        safe_contact_words="Only in the morning, when I am alone at home",
        relationship="Family friend",
    ),
)
_PUBLIC_SOURCES = ("1B", "1D", "1A", "1D", "1B")


def receive(life: Life) -> None:
    """Take the concern in at its own moment."""
    plan = life.plan
    told = _told(life)
    key = UUID(int=life.chance.getrandbits(128), version=4)
    if plan.channel in (Channel.PUBLIC, Channel.EYES_AND_EARS):
        team = life.world.teams[plan.sender].team_code if plan.channel == Channel.EYES_AND_EARS else ""
        concern = services.receive_public_concern(
            actor=PUBLIC, at=life.at, key=key, told=told, team_code=team, suspect=plan.flood
        )
    else:
        circle = life.world.circles["mash" if plan.channel == Channel.PHONE else f"desk-{plan.sender}"]
        worker = plan.sender if plan.channel == Channel.PHONE else answers_for(plan.sender)
        with life.acting(worker) as user:
            concern = services.receive_professional_concern(
                actor=user, at=life.at, key=key, told=told, from_circle=circle, answers=answers(told)
            )
    life.world.concerns[plan.key] = concern.pk
    if plan.until is not None and plan.until.value == concern.state:
        raise Stop


def _told(life: Life) -> Told:
    plan, chance = life.plan, life.chance
    subjects = tuple(_subject(life, member) for member in plan.about)
    if plan.household:
        subjects = (
            SubjectTold(
                kind=SubjectKind.HOUSEHOLD,
                address_words=plan.family.home.line,
                postcode=plan.family.home.postcode,
                description=f"The people at {plan.family.home.line}",
            ),
        )
    told = Told(
        narrative=_words(life),
        subjects=subjects,
        seen=plan.theme.seen,
        when_words=chance.choice(("This morning", "Last night", "Over the last few weeks", "Yesterday", "Just now")),
        place_words=plan.family.home.line,
        postcode=plan.family.home.postcode,
        danger_now=plan.danger,
        feedback_wanted=plan.wants_feedback,
    )
    if plan.channel == Channel.EYES_AND_EARS:
        return replace(told, reporter=ReporterTold(phone="01632 960903" if plan.feedback == "phone" else ""))
    if plan.channel == Channel.PUBLIC or (plan.channel == Channel.PHONE and not plan.full):
        which = _neighbour(plan.feedback, chance.randrange(len(_NEIGHBOURS)))
        return replace(told, reporter=_NEIGHBOURS[which], source_code=_PUBLIC_SOURCES[which])
    return _professional(life, told)


def _neighbour(feedback: str, drawn: int) -> int:
    """A reporter who left the address that they are to be told at."""
    return {"email": (2, 3)[drawn % 2], "phone": (0, 4)[drawn % 2], "post": 4}.get(feedback, drawn)


def _professional(life: Life, told: Told) -> Told:
    """What the professional form asks beside the words; nobody of a charity relies on a public task."""
    plan, chance = life.plan, life.chance
    agency = next((one for one in AGENCIES if one.code == plan.sender), AGENCIES[0])
    consent = chance.choices(("given", "refused", "not_sought"), (5, 1, 4))[0]
    who = (
        life.world.staff[answers_for(agency.code)].full_name
        if plan.channel == Channel.PROFESSIONAL
        else "Dr Ivo Nonesuch"
    )
    return replace(
        told,
        factors=plan.theme.factors,
        reporter=ReporterTold(
            name=who,
            phone="01632 960904",
            email=f"safeguarding.{agency.code}@{agency.domain}",
            job_title="Designated safeguarding lead" if agency.is_school else "Safeguarding lead",
        ),
        source_code="3A" if plan.channel == Channel.PHONE else "",
        child_voice="“I want it to be like before.”" if plan.theme.about == "child" and chance.random() < 0.4 else "",
        asked_domestic_abuse=chance.choice(("yes", "no", "not_known", "not_asked")),
        asked_mental_health=chance.choice(("yes", "no", "not_known", "not_asked")),
        asked_substance_misuse=chance.choice(("yes", "no", "not_known", "not_asked")),
        asked_learning_disability=chance.choice(("no", "no", "not_known", "not_asked")),
        consent_to_share=consent,
        consent_not_sought_because="increased_risk" if consent == "not_sought" else "",
        parent_informed=chance.choice(("yes", "no")),
        level_suggested=chance.choice((None, 3, 3, 4)),
        early_help_assessment=chance.choice(("yes", "no", "not_known")),
        lawful_basis="recognised_interest" if agency.type == "domestic_abuse" else "public_task",
        lawful_condition="safeguarding",
    )


def _subject(life: Life, member: Member) -> SubjectTold:
    """As much of somebody as the reporter would know: a crew knows a door, a school the date of birth."""
    plan, on = life.plan, life.at.date()
    kind = SubjectKind(member.kind(on))
    knows_all = plan.full and plan.channel in (Channel.PROFESSIONAL, Channel.PHONE)
    home = member.home
    told = SubjectTold(
        kind=kind,
        address_words=home.line,
        postcode=home.postcode if knows_all or life.chance.random() < 0.5 else "",
        in_household=home == plan.family.home,
        sex=member.sex if knows_all else "",
    )
    if kind == UNBORN:
        return replace(told, expected_on=member.expected, family_name=member.family_name, sex="")
    if plan.channel == Channel.EYES_AND_EARS and not plan.full:
        if kind == ADULT:
            return replace(told, given_name=member.called, age_words=f"in their {member.age(on) // 10}0s")
        return replace(told, age_words=f"about {member.age(on)}")
    if not knows_all:
        return replace(
            told,
            given_name=member.called,
            family_name=member.family_name if life.chance.random() < 0.5 else "",
            age_words=f"about {member.age(on)}",
        )
    school = next((one.name for one in SCHOOLS if one.code == member.school), "")
    return replace(
        told,
        given_name=member.given,
        family_name=member.family_name,
        born_on=member.born,
        nhs_number=member.nhs if plan.sender in ("hospitals", "community-health", "mental-health") else "",
        school_words=school,
        relation_words=member.part.capitalize() if member.part != "child" else "",
    )


def _words(life: Life) -> str:
    plan = life.plan
    if plan.words:
        return plan.words
    theme = plan.theme
    texts = {Channel.EYES_AND_EARS: theme.crew, Channel.PUBLIC: theme.public}.get(plan.channel, theme.desk)
    return filled(life, life.chance.choice(texts or theme.public or theme.desk))


def filled(life: Life, text: str) -> str:
    """A theme's words with whom, where and which adult."""
    plan, on = life.plan, life.at.date()
    who = next((member for member in plan.about if member.kind(on) != UNBORN), None)
    adult = next((member for member in plan.family.grown_ups if member is not who), None)
    named = bool(who) and not (plan.channel == Channel.EYES_AND_EARS and not plan.full and who and who.age(on) < 18)
    return text.format(
        name=(who.called if who and named else "the child" if plan.theme.about == "child" else "the person"),
        line=plan.family.home.line,
        adult=adult.called if adult and plan.channel == Channel.PROFESSIONAL else "mum",
        age=max(2, who.age(on)) if who else 6,
    )
