"""Taking concerns in: from the public, from an agency's desk, and written down by the hub on the phone."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies.models import Organisation, Team
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.base.references import new_reference
from lifecourse.kernel.clocks import services as clocks
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.letters import services as letters

from .. import policy, rules
from ..models import Arrival, Concern, Draft, Reporter, Subject
from .told import SubjectTold, Told

HUB = rules.HUB
_SENT_ALREADY = "This form was sent already, with other words. Send it as a new one to tell us more."
_NOT_ON_CONCERN = {"subjects", "reporter", "seen", "factors"}


@command("concerns.received")
def receive_public_concern(
    *, actor: Actor, at: datetime, key: UUID, told: Told, team_code: str = "", sender: str = "", suspect: bool = False
) -> Concern:
    """Take in a concern from somebody with no account. Anybody may.

    `key` is the form's own, issued by us: the same key again is the same concern. `sender` is a keyed hash of the
    address it came from; `suspect`, that something about the form looks like a machine's. Both only mark it.
    Nobody is looked up here: what is known of the person cannot change the answer, nor how long it takes.

    Raises `Refused` if the key comes back with other words, or the team code is no team's (field `team_code`).
    """
    team = agencies.team_by_code(viewer=actor, code=team_code, at=at) if team_code else None
    return _receive(
        actor=actor,
        at=at,
        key=key,
        told=told,
        channel=rules.Channel.EYES_AND_EARS if team else rules.Channel.PUBLIC,
        team=team,
        sender=sender,
        suspect=suspect,
    )


@command("concerns.received")
def receive_professional_concern(
    *,
    actor: User,
    at: datetime,
    key: UUID,
    told: Told,
    from_circle: Circle,
    organisation: Organisation | None = None,
    answers: dict[str, Any] | None = None,
    seen: int | None = None,
) -> Concern:
    """Take in a professional's concern from their desk, or one the hub writes down on the phone (`from_circle` mash).

    What was sent (`answers`, the form as typed) stays in the desk's draft with this key, made if there is none, with
    the reference; the concern itself is the hub's. Raises `NotPermitted` without leave to send from that circle,
    `StaleRecord` if the draft is not at version `seen` any more, `Refused` if the key comes back with other words.
    """
    by_phone = from_circle.code == HUB
    policy.check_in(actor, policy.TAKE_IN if by_phone else policy.SEND, circle_id=from_circle.pk, at=at)
    if not by_phone and organisation is None:
        organisation = agencies.organisation_of_desk(viewer=actor, circle_id=from_circle.pk)
    draft = _draft_of(key, actor, from_circle)
    if draft is not None and draft.sent_at is None:
        _check_not_thrown_away(draft)
        _check_as_seen(draft, seen)
    concern = _receive(
        actor=actor,
        at=at,
        key=key,
        told=told,
        channel=rules.Channel.PHONE if by_phone else rules.Channel.PROFESSIONAL,
        organisation=organisation,
        user=None if by_phone else actor,
    )
    if draft is None:
        draft = Draft(circle=from_circle, owner=actor, submission_key=key, answers=answers or {})
        draft.sent_at, draft.reference = at, concern.reference
        draft.save()
    elif draft.sent_at is None:
        draft.sent_at, draft.reference = at, concern.reference
        draft.answers = draft.answers if answers is None else answers
        draft.save_changes("sent_at", "reference", "answers")
    return concern


def _receive(
    *,
    actor: Actor,
    at: datetime,
    key: UUID,
    told: Told,
    channel: rules.Channel,
    team: Team | None = None,
    organisation: Organisation | None = None,
    user: User | None = None,
    sender: str = "",
    suspect: bool = False,
) -> Concern:
    if not told.narrative.strip():
        raise Refused("Tell us what you saw or heard.", field="narrative")
    for subject in told.subjects:
        rules.check_birth(kind=subject.kind, born=bool(subject.born_on), expected=bool(subject.expected_on))
    hub = Circle.objects.get(code=HUB)
    with delivering_to(hub.pk):
        _one_at_a_time(key)
        digest = told.digest(channel, team.pk if team else "", organisation.pk if organisation else "")
        existing = Concern.objects.filter(submission_key=key).first()
        if existing is not None:
            if existing.submission_digest != digest:
                raise Refused(_SENT_ALREADY)
            record("concerns.received", subject=existing, actor=actor, at=at, repeated=True)
            return existing
        postcode = told.postcode or next((s.postcode for s in told.subjects if s.postcode), "")
        area = agencies.area_of_postcode(viewer=actor, postcode=postcode) if postcode else None
        concern = Concern(
            circle=hub,
            reference=new_reference("C"),
            submission_key=key,
            submission_digest=digest,
            channel=channel.value,
            received_at=at,
            flood_suspected=_is_flood(at=at, sender=sender) or suspect,
            team=team,
            area=area or (team.area if team else None),
            seen=list(told.seen),
            factors=list(told.factors),
            **_columns(told) | {"source_code": _source_code(told, team=team, organisation=organisation)},
        )
        concern.save()
        Reporter(
            circle=hub,
            concern=concern,
            organisation=organisation or (team.organisation if team else None),
            user=user,
            **asdict(told.reporter),
        ).save()
        Subject.objects.bulk_create(
            Subject(circle=hub, concern=concern, order=order, **subject_columns(subject))
            for order, subject in enumerate(told.subjects)
        )
        clocks.start_clock(
            actor=actor, at=at, kind=rules.DECISION_CLOCK, subject=concern, circle_id=hub.pk, start_at=at
        )
        acknowledged = _acknowledge(actor=actor, at=at, concern=concern, told=told)
        record(
            "concerns.received",
            subject=concern,
            actor=actor,
            at=at,
            channel=channel.value,
            acknowledged=acknowledged,
            flood=concern.flood_suspected,
        )
    return concern


def _columns(told: Told) -> dict[str, Any]:
    """What goes into the concern's own columns under the same names."""
    return {name: value for name, value in vars(told).items() if name not in _NOT_ON_CONCERN}


def _source_code(told: Told, *, team: Team | None, organisation: Organisation | None) -> str:
    agency = organisation or (team.organisation if team else None)
    kind = codelists.find(viewer=None, list_code="agency_type", code=agency.type) if agency else None
    code = dict(kind.maps).get("referral_source", "10") if kind else ("10" if agency else "")
    local = codelists.find(viewer=None, list_code="referral_source", code=f"{code}-EE") if team else None
    return rules.source_of(
        told=told.source_code,
        is_anonymous=told.reporter.is_anonymous,
        agency=code,
        team_subcodes={local.code} if local else (),
    )


def subject_columns(subject: SubjectTold) -> dict[str, Any]:
    """The columns of a `Subject` as it was told."""
    return {**asdict(subject), "kind": subject.kind.value}


def _acknowledge(*, actor: Actor, at: datetime, concern: Concern, told: Told) -> bool:
    """Write to whoever left an address and wants to hear back: fixed words and the reference, nothing else.

    A letter that may not go is no reason to refuse the concern. Professionals see their receipt where they sent it.
    """
    if concern.channel == rules.Channel.PROFESSIONAL or not (told.feedback_wanted and told.reporter.email):
        return False
    try:
        letters.queue_letter(
            actor=actor,
            at=at,
            code="acknowledgement",
            to_kind="email",
            to_address=told.reporter.email,
            subject=concern,
            personal=[name for s in told.subjects for name in (s.given_name, s.family_name) if name],
        )
    except Refused:
        return False
    return True


def _is_flood(*, at: datetime, sender: str) -> bool:
    """Count this arrival, forget the old ones, and say whether too many came from its address lately."""
    if not sender:
        return False
    since = at - rules.FLOOD_WINDOW
    # Rows that another transaction is deleting just now are left to it, so that senders never wait for each other.
    old = Arrival.objects.filter(at__lt=since).select_for_update(skip_locked=True).values_list("pk", flat=True)[:500]
    if found := list(old):
        Arrival.objects.filter(pk__in=found).delete()
    recent = Arrival.objects.filter(sender=sender, at__gte=since).count()
    Arrival(sender=sender, at=at).save()
    return rules.is_flood(recent)


@command("concerns.arrivals_forgotten")
def forget_arrivals(*, actor: Machine, at: datetime) -> int:
    """Delete what was kept of senders longer ago than a flood is looked for; gives how many.

    Each arrival deletes older ones too, but after the last of a day there would be none to do it.
    """
    found, _ = Arrival.objects.filter(at__lt=at - rules.FLOOD_WINDOW).delete()
    record("concerns.arrivals_forgotten", subject=None, actor=actor, at=at, arrivals=found)
    return found


def _one_at_a_time(key: UUID) -> None:
    # Two presses at once: the second waits here until the first is in, and then finds it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int >> 65])


@command("concerns.draft_saved")
def save_draft(
    *, actor: User, at: datetime, circle: Circle, key: UUID, answers: dict[str, Any], seen: int | None = None
) -> Draft:
    """Keep a professional's form as typed so far. Only its owner sees it, and only at that desk.

    The same key again is the same draft. Raises `NotPermitted` without leave to send from the circle, `StaleRecord` if
    the draft holds other words than at version `seen`, `Refused` if it was sent or thrown away.
    """
    policy.check_in(actor, policy.TAKE_IN if circle.code == HUB else policy.SEND, circle_id=circle.pk, at=at)
    draft = _draft_of(key, actor, circle)
    if draft is None:
        draft = Draft(circle=circle, owner=actor, submission_key=key, answers=answers)
        draft.save()
    else:
        _check_unsent(draft, "This concern was sent already. Send a new one to tell us more.")
        if draft.answers != answers:
            _check_as_seen(draft, seen)
            draft.answers = answers
            draft.save_changes("answers")
    record("concerns.draft_saved", subject=draft, actor=actor, at=at)
    return draft


@command("concerns.draft_discarded")
def discard_draft(*, actor: User, at: datetime, draft: Draft) -> Draft:
    """Throw away a draft that was not sent: its words are emptied, that there was one stays."""
    _check_own(draft, actor)
    _check_unsent(draft, "This concern was sent already; it cannot be thrown away.")
    draft.answers, draft.discarded_at = {}, at
    draft.save_changes("answers", "discarded_at")
    record("concerns.draft_discarded", subject=draft, actor=actor, at=at)
    return draft


def _draft_of(key: UUID, actor: User, circle: Circle) -> Draft | None:
    """The draft with this key as it is now, once whoever pressed before has finished."""
    _one_at_a_time(key)
    draft = Draft.objects.filter(submission_key=key).first()
    if draft is not None:
        _check_own(draft, actor)
        if draft.circle_id != circle.pk:
            raise Refused("This draft was begun at another desk: send it from there.")
    return draft


def _check_as_seen(draft: Draft, seen: int | None) -> None:
    if draft.version != seen:
        raise StaleRecord("This draft was changed in another window. Nothing of yours was saved yet.")


def _check_own(draft: Draft, actor: User) -> None:
    if draft.owner_id != actor.pk:
        raise Refused("This draft is somebody else's.")


def _check_unsent(draft: Draft, sentence: str) -> None:
    if draft.sent_at is not None:
        raise Refused(sentence)
    _check_not_thrown_away(draft)


def _check_not_thrown_away(draft: Draft) -> None:
    if draft.discarded_at is not None:
        raise Refused("This draft was thrown away.")
