"""Commands on letters. The row is the record; the job that sends it is deferred beside it, and may be lost unharmed."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access import services as emergency
from lifecourse.kernel.access.models import BreakGlass
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies import rules as addresses
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.base.references import new_reference

from . import policy, queries, rules, wording
from .models import Letter, SentHow
from .rules import Channel, State

PREFIX = "L"
SEND_JOB = "letters.send_letter"


@command("letters.queued")
def queue_letter(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    to_kind: str,
    to_address: str = "",
    organisation: Organisation | None = None,
    subject: models.Model | None = None,
    circle_id: int | None = None,
    reference: str = "",
    link_path: str = "",
    outcome: rules.FeedbackFamily | None = None,
    personal: Collection[str | date] = (),
    defer: bool = True,
) -> Letter:
    """Queue one letter about `subject`, in its circle (or in `circle_id`), in the same transaction as what it tells.

    `code` is a wording's. `to_address`: an e-mail address, a telephone number, or a postal address; none for a desk.
    With an `organisation` an e-mail must be of its verified domains. `reference` is the subject's own unless given.
    `personal`: the names, postcodes and dates of the matter, which the body is searched for. `defer=False` makes no
    job (an import or a demonstration that marks the letter sent itself).

    Raises `Refused` in one sentence: a domain that is not the agency's, a way this letter may not go, or a body that
    would carry something personal.
    """
    words = wording.wording_for(code, at=at)
    circle = circle_id if circle_id is not None else getattr(subject, "circle_id", None)
    if circle is None:
        raise TypeError("a letter needs a circle: give subject with one, or circle_id")
    policy.check_may_queue(actor, words, circle_id=circle, at=at)
    way = Channel(to_kind)
    if way not in words.channels:
        raise Refused(f"The letter “{words.title}” may not go by {way.value}.", field="to_kind")
    shown = rules.check_reference(reference or str(getattr(subject, "reference", "") or ""))
    path = rules.check_path(link_path)
    site, told = settings.PUBLIC_ADDRESS, rules.FAMILY_WORDS[outcome] if outcome else ""
    body = wording.fill(words, reference=shown, link=f"{site}{path}" if path else "", outcome=told)
    rules.check_nothing_personal(body, personal=personal, fixed=wording.fixed(words, site=site, outcome=told))
    letter = Letter(
        circle_id=circle,
        reference=new_reference(PREFIX),
        code=words.code,
        wording_version=words.version,
        to_kind=way,
        to_address=_address(actor, way, to_address, organisation),
        organisation=organisation,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_reference=shown,
        heading=words.subject,
        body=body,
        queued_at=at,
        queued_by_id=actor.pk,
    )
    if way == Channel.DESK:  # it lies there the moment it is written
        letter.state, letter.sent_at, letter.sent_how = State.SENT, at, SentHow.DESK
    letter.save()
    record("letters.queued", subject=letter, actor=actor, at=at, code=code, to_kind=way.value)
    if defer and way == Channel.EMAIL:
        defer_sending(letter)
    return letter


def defer_sending(letter: Letter) -> bool:
    """Defer the job that sends a letter, in the open transaction; False if one is waiting already."""
    job = jobs.configure_task(
        SEND_JOB, queueing_lock=f"letter-{letter.pk}", queue="letters", schedule_at=letter.next_try_at
    )
    try:
        with transaction.atomic():  # a savepoint: the refusal of a second job is not the end of the transaction
            job.defer(letter_id=str(letter.pk))
    except AlreadyEnqueued:
        return False
    return True


@command("letters.sending")
def start_sending(*, actor: Actor, at: datetime, letter: Letter) -> Letter:
    """Take a letter to send it: from now no other worker will. Counts as an attempt.

    Raises `Refused` if it is not its time or its state, `StaleRecord` if another worker took it first.
    """
    _machine_or_sender(actor, letter, at=at)
    rules.check_move(State(letter.state), State.SENDING)
    if letter.to_kind != Channel.EMAIL:
        raise Refused("Only an e-mail is sent by the machine: telephone and post are done by a person.")
    if letter.next_try_at is not None and letter.next_try_at > at:
        raise Refused("It is not yet time to try this letter again.")
    letter.state, letter.sending_at, letter.attempts = State.SENDING, at, letter.attempts + 1
    letter.save_changes("state", "sending_at", "attempts")
    record("letters.sending", subject=letter, actor=actor, at=at, attempt=letter.attempts)
    return letter


@command("letters.sent")
def mark_sent(
    *, actor: Actor, at: datetime, letter: Letter, how: SentHow = SentHow.MAIL, seen: int | None = None
) -> Letter:
    """Say that a letter has left: accepted by the mail server, or put in the post by hand."""
    _machine_or_sender(actor, letter, at=at)
    _check_seen(letter, seen)
    rules.check_move(State(letter.state), State.SENT)
    if letter.to_kind == Channel.PHONE:
        raise Refused("A telephone letter is not sent: say that somebody was told.")
    letter.state, letter.sent_at, letter.sent_how = State.SENT, at, how
    letter.next_try_at, letter.failure = None, ""
    letter.save_changes("state", "sent_at", "sent_how", "next_try_at", "failure", seen=seen)
    record("letters.sent", subject=letter, actor=actor, at=at, how=how.value, attempt=letter.attempts)
    return letter


@command("letters.failed")
def mark_failed(*, actor: Actor, at: datetime, letter: Letter, failure: str, permanent: bool = False) -> Letter:
    """Say that an attempt failed: tried again in 1, 5 and 30 minutes; undeliverable after the fourth or if `permanent`.

    `failure` is the server's words, kept in the circle and not in the trail: they often repeat the address.
    """
    _machine_or_sender(actor, letter, at=at)
    again = None if permanent else rules.next_try(letter.attempts, at=at)
    to = State.FAILED if again else State.UNDELIVERABLE
    rules.check_move(State(letter.state), to)
    letter.state, letter.next_try_at, letter.failure = to, again, failure[:300]
    letter.save_changes("state", "next_try_at", "failure")
    record("letters.failed", subject=letter, actor=actor, at=at, attempt=letter.attempts, to=to.value)
    if again:
        defer_sending(letter)
    return letter


@command("letters.undeliverable")
def record_bounce(
    *, actor: Actor, at: datetime, letter: Letter, failure: str = "It came back.", seen: int | None = None
) -> Letter:
    """Say that a letter that was sent came back."""
    policy.check_may_send(actor, circle_id=letter.circle_id, at=at)
    _check_seen(letter, seen)
    if letter.to_kind == Channel.DESK:
        raise Refused("What lies on a desk does not come back.")
    rules.check_move(State(letter.state), State.UNDELIVERABLE)
    letter.state, letter.failure = State.UNDELIVERABLE, failure[:300]
    letter.save_changes("state", "failure", seen=seen)
    record("letters.undeliverable", subject=letter, actor=actor, at=at)
    return letter


@command("letters.resent")
def resend_letter(
    *, actor: Actor, at: datetime, letter: Letter, to_address: str, seen: int | None = None, defer: bool = True
) -> Letter:
    """Send an undeliverable letter again, to a corrected address: a new letter with the same words.

    The old one stays as it is, and off the worklist. Raises `Refused` if it did arrive or was sent again already.
    """
    policy.check_may_send(actor, circle_id=letter.circle_id, at=at)
    _check_seen(letter, seen)
    if letter.state != State.UNDELIVERABLE:
        raise Refused("Only a letter that could not be delivered is sent again.")
    if Letter.objects.filter(replaces=letter).exists():
        raise Refused("This letter has been sent again already.")
    letter.save_changes("state", seen=seen)  # steps the version, so that two people do not both send it again
    again = Letter(
        circle_id=letter.circle_id,
        reference=new_reference(PREFIX),
        code=letter.code,
        wording_version=letter.wording_version,
        to_kind=letter.to_kind,
        to_address=_address(actor, Channel(letter.to_kind), to_address, letter.organisation),
        organisation=letter.organisation,
        subject_type=letter.subject_type,
        subject_id=letter.subject_id,
        subject_reference=letter.subject_reference,
        heading=letter.heading,
        body=letter.body,
        queued_at=at,
        queued_by_id=actor.pk,
        replaces=letter,
    )
    again.save()
    record("letters.resent", subject=again, actor=actor, at=at, replaces=letter.pk)
    if defer and again.to_kind == Channel.EMAIL:
        defer_sending(again)
    return again


@command("letters.told_by_phone")
def record_told_by_phone(
    *, actor: Actor, at: datetime, letter: Letter, told_at: datetime | None = None, seen: int | None = None
) -> Letter:
    """Say that the recipient was told by telephone, in this letter's words, at `told_at` (now unless given)."""
    policy.check_may_send(actor, circle_id=letter.circle_id, at=at)
    _check_seen(letter, seen)
    rules.check_move(State(letter.state), State.TOLD_BY_PHONE)
    told_at = told_at or at
    if told_at > at:
        raise Refused("The call cannot have been in the future.", field="told_at")
    letter.state, letter.told_at, letter.told_by_id = State.TOLD_BY_PHONE, told_at, actor.pk
    letter.next_try_at = None
    letter.save_changes("state", "told_at", "told_by_id", "next_try_at", seen=seen)
    record("letters.told_by_phone", subject=letter, actor=actor, at=at)
    return letter


@command("letters.break_glass_told")
def tell_of_break_glass(*, actor: Actor, at: datetime, glass: BreakGlass, defer: bool = True) -> int:
    """Write to everybody who reviews emergency access that some was used: its reference and a link, nothing else.

    Gives back how many letters. Done once for each opening: whoever comes second writes none.
    """
    if not emergency.mark_break_glass_alerted(actor=actor, at=at, glass=glass):
        record("letters.break_glass_told", subject=glass, actor=actor, at=at, letters=0)
        return 0
    reviewers = queries.reviewers_of(viewer=actor, circle_id=glass.circle_id, at=at)
    for reviewer in reviewers:
        queue_letter(
            actor=actor,
            at=at,
            code="break_glass_alert",
            to_kind=Channel.EMAIL.value,
            to_address=reviewer.email,
            subject=glass,
            link_path=reverse("access:glass"),
            defer=defer,
        )
    record("letters.break_glass_told", subject=glass, actor=actor, at=at, letters=len(reviewers))
    return len(reviewers)


@command("letters.requeued")
def requeue_letter(*, actor: Actor, at: datetime, letter: Letter) -> bool:
    """Queue a letter again that the reconciler takes for lost. False if its job was waiting after all."""
    _machine_or_sender(actor, letter, at=at)
    if letter.state == State.SENDING:
        # Perhaps it went out and the worker died before saying so; its Message-ID shows a second copy for what it is.
        if letter.attempts >= rules.ATTEMPTS:
            letter.state, letter.failure = State.UNDELIVERABLE, "The worker stopped four times while sending it."
            letter.save_changes("state", "failure")
            record("letters.requeued", subject=letter, actor=actor, at=at, to=letter.state)
            return False
        letter.state = State.QUEUED
        letter.save_changes("state")
    deferred = defer_sending(letter)
    record("letters.requeued", subject=letter, actor=actor, at=at, deferred=deferred)
    return deferred


@command("letters.moved")
def move_letters(*, actor: Actor, at: datetime, subject_type: str, subject_id: UUID, circle_id: int) -> int:
    """Move the letters about a record into the circle it was moved to (sealed, say). Both circles must be open."""
    access.check(actor, access.SEAL, at=at)
    moved = 0
    for letter in Letter.objects.filter(subject_type=subject_type, subject_id=subject_id).exclude(circle_id=circle_id):
        letter.circle_id = circle_id
        letter.save_changes("circle_id")
        moved += 1
    record("letters.moved", subject=None, actor=actor, at=at, circle_id=circle_id, subject_id=subject_id, moved=moved)
    return moved


def take_letter(*, actor: Actor, at: datetime, letter_id: UUID) -> Letter | None:
    """The letter, taken to be sent; None if there is nothing to send (sent already, taken, or not yet its time)."""
    letter = Letter.objects.select_related("organisation").filter(pk=letter_id).first()
    if letter is None:
        return None
    try:
        return start_sending(actor=actor, at=at, letter=letter)
    except (Refused, StaleRecord):
        return None


def _check_seen(letter: Letter, seen: int | None) -> None:
    if seen is not None and letter.version != seen:
        raise StaleRecord("Somebody else changed this letter while you had it open. Nothing of yours was saved yet.")


def _machine_or_sender(actor: Actor, letter: Letter, *, at: datetime) -> None:
    if not isinstance(actor, Machine):
        policy.check_may_send(actor, circle_id=letter.circle_id, at=at)


def _address(actor: Actor, way: Channel, address: str, organisation: Organisation | None) -> str:
    address = address.strip()
    if way == Channel.DESK:
        return ""
    if way == Channel.EMAIL:
        if organisation is not None:
            return agencies.check_recipient(viewer=actor, organisation=organisation, address=address)
        addresses.domain_of(address)
        return address
    if not address:
        raise Refused(
            "Say to which telephone number." if way == Channel.PHONE else "Say to which address.", field="to_address"
        )
    return address
