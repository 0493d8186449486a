"""Commands on a member: looked at, explained, or moved into a concern at the hub; once and for good."""

from datetime import datetime
from uuid import UUID, uuid5

from lifecourse.domains.concerns import queries as concern_queries
from lifecourse.domains.concerns import rules as concern_rules
from lifecourse.domains.concerns import services as concerns
from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused, StaleRecord
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.models import Person, PersonName
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules import names
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.people.rules.words import Precision

from .. import policy, rules
from ..models import Cohort, Member, MemberDecision, Run

# Names the concern of a member of a cohort, so that the same person moved twice is the same form sent twice.
_SPACE = UUID("7d0f5a52-6d0c-5d0a-9c6f-0b9b6e0c3a11")


@command("cohorts.member_decided")
def decide_member(
    *,
    actor: User,
    at: datetime,
    member_id: UUID,
    standing: rules.Standing,
    reason: str = "",
    words: str = "",
    seen: int | None = None,
) -> Member:
    """Say that a member was looked at, or what explains that their name is missing. Raises `Refused`, `StaleRecord`."""
    member = _hold(actor, member_id, at=at)
    if standing not in {rules.Standing.LOOKED_AT, rules.Standing.EXPLAINED}:
        raise Refused("Choose whether they were looked at, or are explained.", field="standing")
    rules.check_decision(member.standing, standing, reason=reason, words=words)
    if standing == rules.Standing.EXPLAINED:
        codelists.check_choice(viewer=actor, list_code="cohort_explanation", code=reason, on=day_of(at), field="reason")
    member.standing, member.reason = standing.value, reason if standing == rules.Standing.EXPLAINED else ""
    member.save_changes("standing", "reason", seen=seen)
    _write(actor, at, member, words=words)
    record(
        "cohorts.member_decided",
        subject=member.person,
        actor=actor,
        at=at,
        standing=standing.value,
        reason=member.reason,
        cohort=member.run.cohort_id,
    )
    return member


@command("cohorts.member_moved")
def move_to_concern(
    *, actor: User, at: datetime, member_id: UUID, words: str, consent_to_share: str = "", seen: int | None = None
) -> Member:
    """Receive a concern about a member at the hub, with this person as its subject, and keep each with the other.

    Who takes in and screens concerns at the hub may. Twice is once: whoever has a concern from this cohort keeps it.
    Raises `NotPermitted`, `Refused`, `StaleRecord`, `NotFound`.
    """
    member = _hold(actor, member_id, at=at)
    cohort = member.run.cohort
    if member.standing != rules.Standing.MOVED and (earlier := _moved_before(member)) is not None:
        _keep_concern(actor, at, member, earlier.concern_id, earlier.concern_reference, seen=seen)
    if member.standing == rules.Standing.MOVED:
        record("cohorts.member_moved", subject=member.person, actor=actor, at=at, cohort=cohort.pk, repeated=True)
        return member
    if seen is not None and member.version != seen:
        raise StaleRecord("Somebody else decided about this person while you had the page open.")
    if not words.strip():
        raise Refused("Say what worries you: what the hub must know to act.", field="words")
    hub = Circle.objects.filter(code=concern_rules.HUB).first()
    if hub is None:
        raise Refused("There is no hub to move this person to.")
    person = Person.objects.select_related("circle").get(pk=member.person.root_id)
    told = concerns.Told(
        narrative=f"{words.strip()}\n\nFrom the cohort {cohort.reference}, “{cohort.name}”, run on "
        f"{member.run.on.day} {member.run.on:%B %Y}.",
        subjects=(_subject(person, at),),
        reporter=concerns.ReporterTold(name=actor.full_name, job_title="Cohort analyst"),
        consent_to_share=consent_to_share,
        lawful_basis=member.run.definition.lawful_basis,
        lawful_condition=member.run.definition.lawful_condition,
    )
    concern = concerns.receive_professional_concern(
        actor=actor, at=at, key=uuid5(_SPACE, f"{cohort.pk} {person.pk}"), told=told, from_circle=hub
    )
    (subject,) = concern_queries.open_concern(viewer=actor, at=at, pk=concern.pk).subjects
    concerns.match_subject(
        actor=actor, at=at, subject=subject, person=person, reason=f"Member of the cohort {cohort.reference}."
    )
    concerns.add_note(
        actor=actor, at=at, concern=concern, text=f"Moved here from the cohort {cohort.reference}: nobody reported it."
    )
    _keep_concern(actor, at, member, concern.pk, concern.reference, seen=seen)
    record(
        "cohorts.member_moved",
        subject=person,
        actor=actor,
        at=at,
        cohort=cohort.pk,
        concern=concern.pk,
        concern_reference=concern.reference,
    )
    return member


def _moved_before(member: Member) -> Member | None:
    """The same person in another run of this cohort, if they were moved from there."""
    rows = Member.objects.filter(run__cohort_id=member.run.cohort_id, person__root_id=member.person.root_id)
    return rows.filter(standing=rules.Standing.MOVED).exclude(pk=member.pk).order_by("created_at").first()


def _keep_concern(
    actor: User, at: datetime, member: Member, concern_id: UUID | None, reference: str, *, seen: int | None
) -> None:
    member.standing, member.reason = rules.Standing.MOVED.value, ""
    member.concern_id, member.concern_reference = concern_id, reference
    member.save_changes("standing", "reason", "concern_id", "concern_reference", seen=seen)
    _write(actor, at, member, words=reference)


def _hold(actor: User, member_id: UUID, *, at: datetime) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("run__cohort", "run__definition", "person")
    member = rows.filter(pk=member_id).first()
    if member is None:
        raise NotFound(f"member {member_id}")
    policy.check_in(actor, policy.DECIDE, seen_by=policy.MEMBERS, circle_id=member.circle_id, at=at)
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=member.run.cohort_id)  # one decision at a time
    if cohort.state == rules.State.ENDED:
        raise Refused("This cohort has ended: nothing more is decided in it.")
    newer = Run.objects.filter(cohort=cohort, state=rules.RunState.DONE, asked_at__gt=member.run.asked_at)
    if member.standing != rules.Standing.MOVED and newer.exists():
        raise Refused("There is a newer run of this cohort: decide about this person there, if they are still in it.")
    return member


def _write(actor: User, at: datetime, member: Member, *, words: str) -> None:
    MemberDecision(
        circle_id=member.circle_id,
        member=member,
        standing=member.standing,
        reason=member.reason,
        words=words.strip(),
        by=actor,
        at=at,
    ).save()


def _subject(person: Person, at: datetime) -> concerns.SubjectTold:
    """The person as a subject. No address: the hub reads that in the index, where a protected one is kept from some."""
    today = day_of(at)
    kind, born, due = concern_rules.SubjectKind.SOMEBODY, None, None
    if person.birth.is_unborn:
        kind, due = concern_rules.SubjectKind.UNBORN, person.born_on
    elif (ages := births.ages(person.birth, today)) is not None:
        grown_up = ages[0] >= 18
        kind = concern_rules.SubjectKind.ADULT if grown_up else concern_rules.SubjectKind.CHILD
        born = person.born_on if person.birth_precision == Precision.KNOWN else None
    ordered = names.in_order(list(PersonName.objects.filter(person=person)), today)
    given, family = (ordered[0].given, ordered[0].family) if ordered else (person.display_name, "")
    return concerns.SubjectTold(
        kind=kind,
        given_name=given,
        family_name=family,
        born_on=born,
        expected_on=due,
        age_words="" if born or due else births.in_words(person.birth, today)[:60],
    )
