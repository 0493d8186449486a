"""Screening: who takes it, who it is about, and how soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lifecourse.kernel.access.models import CircleKind, User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.people.models import Person

from .. import policy, rules
from ..models import Concern, Note, RatingChange, Subject
from . import limits
from .coming_in import subject_columns
from .told import SubjectTold


@command("concerns.screening_started")
def start_screening(*, actor: User, at: datetime, concern: Concern) -> Concern:
    """Take a new concern on: it is the actor's from now."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    rules.check_move(concern.state, rules.State.SCREENING)
    concern.state, concern.assigned_to = rules.State.SCREENING.value, actor
    concern.save_changes("state", "assigned_to")
    record("concerns.screening_started", subject=concern, actor=actor, at=at)
    return concern


@command("concerns.assigned")
def assign(*, actor: User, at: datetime, concern: Concern, to: User, seen: int | None = None) -> Concern:
    """Give a concern to a colleague who can see it."""
    policy.check_may(actor, policy.ASSIGN, concern, at=at)
    if concern.state not in rules.OPEN:
        raise Refused("This concern is finished; there is nothing to assign.")
    policy.check_in(to, policy.VIEW, circle_id=concern.circle_id, at=at)
    concern.assigned_to = to
    concern.save_changes("assigned_to", seen=seen)
    record("concerns.assigned", subject=concern, actor=actor, at=at, to=to.pk)
    return concern


@dataclass(frozen=True)
class BulkResult:
    """What a bulk act did and did not do, in counts and in references with the reason."""

    changed: tuple[str, ...]
    unchanged: tuple[tuple[str, str], ...]


@command("concerns.assigned")
def assign_many(*, actor: User, at: datetime, concerns: Sequence[Concern], to: User) -> BulkResult:
    """Give several concerns to one colleague. Those that cannot be given stay as they are, each with its reason."""
    changed: list[str] = []
    unchanged: list[tuple[str, str]] = []
    for concern in concerns:
        if concern.assigned_to_id == to.pk:
            unchanged.append((concern.reference, "is theirs already"))
            continue
        try:
            assign(actor=actor, at=at, concern=concern, to=to)
        except Refused as refusal:
            unchanged.append((concern.reference, str(refusal)))
        else:
            changed.append(concern.reference)
    record("concerns.assigned", subject=None, actor=actor, at=at, bulk=True, changed=len(changed), to=to.pk)
    return BulkResult(tuple(changed), tuple(unchanged))


@command("concerns.rated")
def rate(
    *, actor: User, at: datetime, concern: Concern, rating: rules.Rating, reason: str, seen: int | None = None
) -> Concern:
    """Rate a concern, or rate it anew. The clock of the old rating stops; the new one counts from receipt.

    The decision clock of one working day goes on untouched under any rating.
    """
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    if concern.state not in rules.UNDECIDED or concern.state == rules.State.RECEIVED:
        raise Refused("A rating is given while a concern is screened and before it is decided.")
    previous = rules.Rating(concern.rating) if concern.rating else None
    rules.check_rating_change(previous=previous, to=rating, reason=reason)
    # First, so that whoever comes second is told so before anything else is touched.
    concern.rating = rating.value
    concern.save_changes("rating", seen=seen)
    if previous is not None and limits.is_running(viewer=actor, kind=rules.RATING_CLOCK[previous], subject=concern):
        clocks.restart_clock(
            actor=actor,
            at=at,
            kind=rules.RATING_CLOCK[rating],
            subject=concern,
            replaces=rules.RATING_CLOCK[previous],
            reason=f"rated {rating.value}",
        )
    else:
        limits.start_rating(actor=actor, at=at, concern=concern, start_at=concern.received_at)
    limits.hurry_agencies(actor=actor, at=at, concern=concern, rating=rating)
    RatingChange(
        circle_id=concern.circle_id,
        concern=concern,
        previous=previous.value if previous else "",
        rating=rating.value,
        reason=reason,
        by=actor,
        at=at,
    ).save()
    record(
        "concerns.rated", subject=concern, actor=actor, at=at, rating=rating.value, previous=previous and previous.value
    )
    return concern


@command("concerns.subject_added")
def add_subject(*, actor: User, at: datetime, concern: Concern, told: SubjectTold) -> Subject:
    """Add somebody the concern turns out to be about: a sibling, a father at another address."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    _check_undecided(concern)
    rules.check_birth(kind=told.kind, born=bool(told.born_on), expected=bool(told.expected_on))
    subject = Subject(
        circle_id=concern.circle_id, concern=concern, order=concern.subjects.count(), **subject_columns(told)
    )
    subject.save()
    record("concerns.subject_added", subject=concern, actor=actor, at=at, kind=told.kind.value)
    return subject


@command("concerns.subject_matched")
def match_subject(
    *,
    actor: User,
    at: datetime,
    subject: Subject,
    person: Person,
    is_new: bool = False,
    reason: str = "",
    seen: int | None = None,
) -> Subject:
    """Say who a subject is: somebody of the index, or a person just added to it. A person decides, never a score."""
    policy.check_may(actor, policy.SCREEN, subject, at=at)
    if rules.SubjectKind(subject.kind) not in rules.PEOPLE:
        raise Refused("A household or a place is no person: add the people of it as subjects.")
    if person.circle.kind == CircleKind.SEALED and person.circle_id != subject.circle_id:
        raise Refused("This person’s record is sealed, and others see this concern: seal the concern first.")
    subject.person = person
    return _resolve(
        actor, at, subject, rules.Resolution.NEW_PERSON if is_new else rules.Resolution.MATCHED, reason, seen
    )


@command("concerns.subject_matched")
def set_subject_unidentified(
    *, actor: User, at: datetime, subject: Subject, resolution: rules.Resolution, reason: str, seen: int | None = None
) -> Subject:
    """Say that it is not known who a subject is, or that one is not sure, which leaves every candidate open."""
    policy.check_may(actor, policy.SCREEN, subject, at=at)
    if resolution not in {rules.Resolution.NOT_SURE, rules.Resolution.NOT_IDENTIFIED, rules.Resolution.UNRESOLVED}:
        raise Refused("Choose whether you are not sure, or could not find out.", field="resolution")
    if not reason.strip():
        raise Refused("Say what you looked for and why you cannot tell.", field="reason")
    subject.person = None
    return _resolve(actor, at, subject, resolution, reason, seen)


def _resolve(
    actor: User, at: datetime, subject: Subject, resolution: rules.Resolution, reason: str, seen: int | None
) -> Subject:
    subject.resolution, subject.resolution_reason = resolution.value, reason
    subject.resolved_by, subject.resolved_at = actor, at
    subject.save_changes("person", "resolution", "resolution_reason", "resolved_by", "resolved_at", seen=seen)
    record(
        "concerns.subject_matched",
        subject=subject.concern,
        actor=actor,
        at=at,
        resolution=resolution.value,
        person=subject.person_id,
    )
    return subject


@command("concerns.note_added")
def add_note(*, actor: User, at: datetime, concern: Concern, text: str) -> Note:
    """Write something down about a concern."""
    policy.check_may(actor, policy.SCREEN, concern, at=at)
    if not text.strip():
        raise Refused("Write the note first.", field="text")
    note = Note(circle_id=concern.circle_id, concern=concern, text=text.strip(), by=actor, at=at)
    note.save()
    record("concerns.note_added", subject=concern, actor=actor, at=at)
    return note


@command("concerns.note_struck")
def strike_note(*, actor: User, at: datetime, note: Note, reason: str) -> Note:
    """Strike out a note, with the reason. It stays readable as struck."""
    policy.check_may(actor, policy.SCREEN, note, at=at)
    if note.struck_at is not None:
        raise Refused("This note is struck out already.")
    if not reason.strip():
        raise Refused("Say why the note is struck out.", field="reason")
    note.struck_at, note.struck_by, note.struck_reason = at, actor, reason.strip()
    note.save(update_fields=["struck_at", "struck_by", "struck_reason", "updated_at"])
    record("concerns.note_struck", subject=note.concern, actor=actor, at=at)
    return note


def _check_undecided(concern: Concern) -> None:
    if concern.state not in rules.UNDECIDED:
        raise Refused("This concern is decided; open it again to change whom it is about.")
