"""Letters are queued with what they tell, tried again, found when lost, and stay inside their circle."""

import datetime as dt
import json
import smtplib
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection

from lifecourse.kernel.access import context
from lifecourse.kernel.access import policy as access_policy
from lifecourse.kernel.access import services as access_services
from lifecourse.kernel.access.models import CircleKind
from lifecourse.kernel.access.tests import factories as access_factories
from lifecourse.kernel.agencies.tests.factories import a_circle, a_member, an_organisation
from lifecourse.kernel.audit.actors import PUBLIC, Machine
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.letters import delivery, queries, rules, services, tasks
from lifecourse.kernel.letters.models import Letter, SentHow
from lifecourse.kernel.letters.rules import Channel, FeedbackFamily, State

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MACHINE = Machine("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_circle("mash", CircleKind.HUB)


@pytest.fixture
def opened(hub):
    """The test's own transaction, with the hub's circle open as the machine has it."""
    with context.as_system("test") as machine:
        yield machine


def queue(hub, **given) -> Letter:
    values = {"code": "acknowledgement", "to_kind": "email", "to_address": "reporter@home.example"}
    values |= {"reference": "C-7KQ2-M4XW-9DH", "circle_id": hub.pk, **given}
    return services.queue_letter(actor=given.pop("actor", MACHINE), at=given.pop("at", AT), **values)


def jobs_for(letter: Letter) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'letter_id' = %s AND status = 'todo'",
            [str(letter.pk)],
        )
        return cursor.fetchone()[0]


def lose_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def events(letter: Letter) -> list[str]:
    return list(Event.objects.filter(subject_id=letter.pk).order_by("recorded_at").values_list("event", flat=True))


# Queueing -----------------------------------------------------------------------------------------------------------
def test_queueing_writes_the_row_the_job_and_the_event_together(hub, opened) -> None:
    letter = queue(hub)
    assert (letter.state, letter.circle_id, letter.wording_version) == (State.QUEUED, hub.pk, 1)
    assert "C-7KQ2-M4XW-9DH" in letter.body
    assert jobs_for(letter) == 1
    assert events(letter) == ["letters.queued"]


def test_a_rolled_back_command_leaves_neither_letter_nor_job(hub, opened) -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        letter = queue(hub)
        raise RuntimeError
    assert not Letter.objects.exists()
    assert jobs_for(letter) == 0


def test_an_address_of_another_domain_is_refused_in_one_sentence(hub, opened) -> None:
    housing = an_organisation("housing", domain="housing.example", name="Wigan Housing")
    assert queue(hub, code="check_request", organisation=housing, to_address="duty@housing.example", link_path="/c/1/")
    for wrong in ("duty@housing.example.evil.example", "duty@mail.housing.example", "duty@home.example"):
        with pytest.raises(Refused) as refused:
            queue(hub, code="check_request", organisation=housing, to_address=wrong, link_path="/c/1/")
        domain = wrong.split("@")[1]
        assert str(refused.value) == (
            f"{wrong} is not an address of Wigan Housing: {domain} is not among its verified e-mail domains."
        )


def test_a_letter_that_would_name_somebody_is_refused(hub, opened) -> None:
    with pytest.raises(Refused):
        queue(hub, code="check_request", link_path="/concerns/anna/", personal=["Anna Example"])
    assert queue(hub, code="check_request", link_path="/concerns/1/", personal=["Anna Example"])  # the control


def test_how_it_was_decided_never_goes_by_email(hub, opened) -> None:
    given = {"code": "feedback_professional", "outcome": FeedbackFamily.ACCEPTED_FOR_ASSESSMENT}
    with pytest.raises(Refused, match="may not go by email"):
        queue(hub, **given)
    assert "accepted for assessment" in queue(hub, to_kind="phone", to_address="01942 000000", **given).body


def test_a_desk_letter_lies_there_at_once_and_makes_no_job(hub, opened) -> None:
    letter = queue(hub, code="check_request", to_kind="desk", to_address="", link_path="/c/1/")
    assert (letter.state, letter.sent_at, letter.sent_how, letter.to_address) == (State.SENT, AT, SentHow.DESK, "")
    assert jobs_for(letter) == 0


def test_who_may_queue(hub, opened) -> None:
    sender, reader = a_member(hub, "letters.send"), a_member(hub, "letters.view")
    assert services.queue_letter(
        actor=sender, at=AT, code="feedback", to_kind="phone", to_address="0", reference="C-1", circle_id=hub.pk
    )
    for actor in (reader, PUBLIC):
        with pytest.raises(NotPermitted):
            services.queue_letter(
                actor=actor, at=AT, code="feedback", to_kind="phone", to_address="0", reference="C-1", circle_id=hub.pk
            )
    assert services.queue_letter(  # what is sent by what happens needs nobody's leave
        actor=PUBLIC, at=AT, code="acknowledgement", to_kind="email", to_address="a@home.example", reference="C-1",
        circle_id=hub.pk,
    )  # fmt: skip


# Sending ------------------------------------------------------------------------------------------------------------
def run(letter: Letter, *, at: dt.datetime = AT, monkeypatch) -> Letter:
    monkeypatch.setattr(tasks, "timezone", SimpleNamespace(now=lambda: at))
    tasks.send_letter(letter_id=str(letter.pk))
    letter.refresh_from_db()
    return letter


def test_it_is_sent_once_with_nothing_but_reference_and_words(hub, opened, settings, monkeypatch) -> None:
    settings.DEMO = False
    letter = queue(hub)
    for _ in range(2):
        run(letter, monkeypatch=monkeypatch)
    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == ([letter.to_address], letter.heading, letter.body)
    assert str(letter.pk) in message.extra_headers["Message-ID"]
    assert (letter.state, letter.sent_how, letter.attempts) == (State.SENT, SentHow.MAIL, 1)
    assert events(letter) == ["letters.queued", "letters.sending", "letters.sent"]


def test_a_demo_sends_nothing_to_anybody(hub, opened, settings, monkeypatch) -> None:
    settings.DEMO = True
    letter = run(queue(hub), monkeypatch=monkeypatch)
    assert (letter.state, letter.sent_how) == (State.SENT, SentHow.DEMO)
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_called_sent(hub, opened, settings, monkeypatch) -> None:
    settings.DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    letter = run(queue(hub), monkeypatch=monkeypatch)
    assert (letter.state, letter.failure) == (State.FAILED, "No mail server is set up.")


def refuse(*args, **kwargs):
    raise smtplib.SMTPServerDisconnected("gone")


def test_it_is_tried_four_times_and_then_shown_to_a_person(hub, opened, settings, monkeypatch) -> None:
    settings.DEMO = False
    monkeypatch.setattr(delivery.EmailMessage, "send", refuse)
    letter = queue(hub)
    at = AT
    for attempt, wait in ((1, 1), (2, 5), (3, 30)):
        lose_jobs()
        run(letter, at=at, monkeypatch=monkeypatch)
        assert (letter.state, letter.attempts) == (State.FAILED, attempt)
        assert letter.next_try_at == at + dt.timedelta(minutes=wait)
        assert jobs_for(letter) == 1
        run(letter, at=at + dt.timedelta(seconds=30), monkeypatch=monkeypatch)  # too early: nothing happens
        assert letter.attempts == attempt
        at = letter.next_try_at
    assert not queries.to_do(viewer=opened).exists()
    lose_jobs()
    run(letter, at=at, monkeypatch=monkeypatch)
    assert (letter.state, letter.attempts, letter.next_try_at) == (State.UNDELIVERABLE, 4, None)
    assert jobs_for(letter) == 0
    assert list(queries.to_do(viewer=opened)) == [letter]


def test_an_unknown_recipient_is_not_tried_again(hub, opened, settings, monkeypatch) -> None:
    def unknown(*args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"reporter@home.example": (550, b"unknown")})

    settings.DEMO = False
    monkeypatch.setattr(delivery.EmailMessage, "send", unknown)
    assert run(queue(hub), monkeypatch=monkeypatch).state == State.UNDELIVERABLE


def test_the_servers_words_stay_out_of_the_trail(hub, opened, settings, monkeypatch) -> None:
    settings.DEMO = False
    monkeypatch.setattr(delivery.EmailMessage, "send", refuse)
    letter = run(queue(hub), monkeypatch=monkeypatch)
    assert "gone" in letter.failure
    for event in Event.objects.filter(subject_id=letter.pk):
        assert (
            "gone" not in str(event.data) and "home.example" not in f"{event.data}{event.actor_label}{event.reference}"
        )


# Lost and found -----------------------------------------------------------------------------------------------------
def reconcile(*, at: dt.datetime, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "timezone", SimpleNamespace(now=lambda: at))
    tasks.reconcile(timestamp=0)


def test_the_reconciler_requeues_a_letter_whose_job_was_lost(hub, opened, monkeypatch) -> None:
    letter, waiting = queue(hub), queue(hub)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'letter_id' = %s", [str(letter.pk)])
    reconcile(at=AT + dt.timedelta(minutes=4), monkeypatch=monkeypatch)
    assert jobs_for(letter) == 0  # not late yet
    for _ in range(2):
        reconcile(at=AT + dt.timedelta(minutes=6), monkeypatch=monkeypatch)
        assert (jobs_for(letter), jobs_for(waiting)) == (1, 1)


def test_the_reconciler_finds_a_letter_whose_worker_died(hub, opened, monkeypatch) -> None:
    letter = queue(hub)
    lose_jobs()
    services.start_sending(actor=MACHINE, at=AT, letter=letter)
    reconcile(at=AT + dt.timedelta(minutes=9), monkeypatch=monkeypatch)
    letter.refresh_from_db()
    assert (letter.state, jobs_for(letter)) == (State.SENDING, 0)
    reconcile(at=AT + dt.timedelta(minutes=11), monkeypatch=monkeypatch)
    letter.refresh_from_db()
    assert (letter.state, jobs_for(letter)) == (State.QUEUED, 1)


def test_a_letter_that_kills_its_worker_ends_with_a_person(hub, opened, monkeypatch) -> None:
    letter, at = queue(hub), AT
    for _ in range(rules.ATTEMPTS):
        services.start_sending(actor=MACHINE, at=at, letter=letter)
        at += dt.timedelta(minutes=11)
        reconcile(at=at, monkeypatch=monkeypatch)
        letter.refresh_from_db()
    assert letter.state == State.UNDELIVERABLE


def test_two_workers_do_not_take_one_letter(hub, opened) -> None:
    letter = queue(hub)
    other = Letter.objects.get(pk=letter.pk)
    services.start_sending(actor=MACHINE, at=AT, letter=letter)
    with pytest.raises(StaleRecord):
        services.start_sending(actor=MACHINE, at=AT, letter=other)


# People's acts ------------------------------------------------------------------------------------------------------
@pytest.fixture
def returned(hub, opened) -> Letter:
    letter = queue(hub)
    services.start_sending(actor=MACHINE, at=AT, letter=letter)
    return services.mark_failed(actor=MACHINE, at=AT, letter=letter, failure="unknown", permanent=True)


def test_resending_makes_a_new_letter_to_the_corrected_address(returned, opened) -> None:
    again = services.resend_letter(actor=MACHINE, at=AT, letter=returned, to_address="right@home.example")
    assert (again.body, again.to_address, again.state) == (returned.body, "right@home.example", State.QUEUED)
    assert jobs_for(again) == 1
    returned.refresh_from_db()
    assert returned.to_address == "reporter@home.example"
    assert not queries.to_do(viewer=opened).exists()
    with pytest.raises(Refused, match="already"):
        services.resend_letter(actor=MACHINE, at=AT, letter=returned, to_address="right@home.example")


def test_two_people_do_not_both_send_it_again(returned, opened) -> None:
    seen = returned.version
    services.resend_letter(actor=MACHINE, at=AT, letter=returned, to_address="right@home.example", seen=seen)
    Letter.objects.get(pk=returned.pk)
    other = Letter(pk=returned.pk, version=seen, state=State.UNDELIVERABLE, circle_id=returned.circle_id)
    with pytest.raises((Refused, StaleRecord)):
        services.resend_letter(actor=MACHINE, at=AT, letter=other, to_address="x@home.example", seen=seen)


def test_a_stale_edit_is_refused(returned) -> None:
    with pytest.raises(StaleRecord):
        services.record_told_by_phone(actor=MACHINE, at=AT, letter=returned, seen=returned.version - 1)
    returned.refresh_from_db()
    assert returned.state == State.UNDELIVERABLE
    services.record_told_by_phone(actor=MACHINE, at=AT, letter=returned, seen=returned.version)  # the control
    assert (returned.state, returned.told_at) == (State.TOLD_BY_PHONE, AT)


def test_a_call_is_not_in_the_future(returned) -> None:
    with pytest.raises(Refused, match="future"):
        services.record_told_by_phone(actor=MACHINE, at=AT, letter=returned, told_at=AT + dt.timedelta(minutes=1))


def test_a_sent_letter_may_come_back_and_an_arrived_one_is_not_sent_again(hub, opened) -> None:
    letter = queue(hub)
    services.start_sending(actor=MACHINE, at=AT, letter=letter)
    services.mark_sent(actor=MACHINE, at=AT, letter=letter)
    with pytest.raises(Refused):
        services.resend_letter(actor=MACHINE, at=AT, letter=letter, to_address="right@home.example")
    services.record_bounce(actor=MACHINE, at=AT, letter=letter)
    assert services.resend_letter(actor=MACHINE, at=AT, letter=letter, to_address="right@home.example")


# Circles ------------------------------------------------------------------------------------------------------------
def test_another_circle_sees_nothing_by_either_wall(hub) -> None:
    other = a_circle("desk-other", CircleKind.DESK)
    mine, stranger = a_member(hub, "letters.view", "letters.send"), a_member(other, "letters.view", "letters.send")
    with context.as_system("test"):
        letter = queue(hub)
        phone = queue(hub, to_kind="phone", to_address="01942 000000")
    with context.viewing(mine, at=AT):
        assert set(queries.letters(viewer=mine, at=AT)) == {letter, phone}
        assert queries.letter(viewer=mine, letter_id=letter.pk, at=AT) == letter
        assert [item.title for item in queries.worklist(viewer=mine, at=AT)] == ["Telephone: acknowledgement"]
    with context.viewing(stranger, at=AT):
        assert not queries.letters(viewer=stranger, at=AT).exists()
        assert not queries.worklist(viewer=stranger, at=AT)
        assert sum(queries.counts_by_state(viewer=stranger).values()) == 0
        with pytest.raises(NotFound):
            queries.letter(viewer=stranger, letter_id=letter.pk, at=AT)
        assert not Letter.objects.exists()  # the second wall alone
    with context.as_system("test"):
        stranger.grants = ()
        assert not queries.letters(viewer=stranger, at=AT).exists()  # the first wall alone
        assert Letter.objects.count() == 2


def test_letters_follow_their_record_into_a_sealed_circle(hub, opened) -> None:
    sealed = a_circle("sealed-1", CircleKind.SEALED)
    context.open_circles([hub.pk, sealed.pk])
    letter, other = queue(hub, subject=hub_record(hub)), queue(hub)
    moved = services.move_letters(
        actor=MACHINE, at=AT, subject_type=letter.subject_type, subject_id=letter.subject_id, circle_id=sealed.pk
    )
    assert moved == 1
    assert Letter.objects.get(pk=letter.pk).circle_id == sealed.pk
    assert Letter.objects.get(pk=other.pk).circle_id == hub.pk


def hub_record(hub) -> Letter:
    return queue(hub, to_kind="phone", to_address="01942 000000")


def test_opening_a_letter_is_in_the_trail(hub) -> None:
    member = a_member(hub, "letters.view")
    with context.as_system("test"):
        letter = queue(hub)
    with context.viewing(member, at=AT):
        queries.letter(viewer=member, letter_id=letter.pk, at=AT)
        assert Event.objects.filter(event="letters.opened", subject_id=letter.pk, actor_id=member.pk).count() == 1


def test_every_channel_needs_its_address(hub, opened) -> None:
    for way in (Channel.EMAIL, Channel.PHONE, Channel.POST):
        with pytest.raises(Refused):
            queue(hub, to_kind=way, to_address=" ")


def test_a_worker_knows_the_jobs_that_are_deferred(hub, opened) -> None:
    from procrastinate.contrib.django import app

    letter = queue(hub)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE args->>'letter_id' = %s", [str(letter.pk)])
        ((name, args),) = cursor.fetchall()
    assert name in app.tasks and "letters.reconcile" in app.tasks
    assert set(json.loads(args)) == {"letter_id"}  # a job carries an id and nothing else


def test_the_reviewers_of_emergency_access_are_written_to_once_with_a_reference_only():
    office = a_circle("privacy-office", CircleKind.OFFICE)
    reviewer = a_member(office, access_policy.REVIEW)
    hub = access_factories.a_circle("mash", breakable=True)
    user = a_member(a_circle("out-of-hours"), access_policy.BREAK_GLASS)
    with context.viewing(user, at=AT):
        access_services.break_glass(
            actor=user,
            at=AT,
            circle=hub,
            reason_code="immediate_danger",
            words="Zzqx at the door of number 14",
            review_due_at=AT + dt.timedelta(days=2),
        )
    for _ in range(2):
        tasks.break_glass_alerts(timestamp=0)
    with context.as_system("test"):
        letter = Letter.objects.get(code="break_glass_alert")
    assert letter.to_address == reviewer.email and letter.circle_id == office.pk
    assert "Zzqx" not in letter.body + letter.heading and "14" not in letter.body.replace(letter.subject_reference, "")
