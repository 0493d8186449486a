"""Taking in: two presses at once, keys, letters, the wall before what was taken in."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from lifecourse.domains.concerns import policy, rules, services
from lifecourse.domains.concerns.models import Concern, Draft, Reporter, Subject
from lifecourse.kernel.access.context import as_system, viewing
from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.agencies.tests.factories import a_member, an_organisation
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.errors import NotPermitted, Refused, StaleRecord
from lifecourse.kernel.clocks.models import Clock
from lifecourse.kernel.letters.models import Letter

from .factories import AT, a_hub, a_public_concern, a_sender, told


def everybody_at_once(act: Callable[[], Any], times: int = 6) -> list[Any]:
    """Do the same in several threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(times)
    results: list[Any] = []

    def run() -> None:
        try:
            barrier.wait()
            with transaction.atomic():
                results.append(act())
        except Exception as problem:  # what went wrong is what the test looks at
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_a_press_many_times_at_once_is_one_concern() -> None:
    a_hub()
    key = uuid4()
    found = everybody_at_once(lambda: a_public_concern(key=key).reference)
    assert len(set(found)) == 1, found
    with as_system("test"):
        assert Concern.objects.count() == Reporter.objects.count() == Subject.objects.count() == 1
        assert Clock.objects.count() == 1
    # The control: other keys are other concerns.
    assert len({str(one) for one in everybody_at_once(lambda: a_public_concern(key=uuid4()).reference)}) == 6


@pytest.mark.django_db(transaction=True)
def test_a_desk_that_presses_many_times_at_once_sends_one_concern_and_keeps_one_draft() -> None:
    a_hub()
    organisation = an_organisation()
    user, key, desk = a_sender(organisation), uuid4(), organisation.desk
    assert desk is not None

    def send() -> str:
        with viewing(user, at=AT):
            return services.receive_professional_concern(
                actor=user, at=AT, key=key, told=told(), from_circle=desk, answers={"narrative": ["x"]}
            ).reference

    assert len(set(everybody_at_once(send))) == 1
    with as_system("test"):
        assert Concern.objects.count() == Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_do_not_wait_for_each_other() -> None:
    """Whoever deletes old arrivals must not hold up the next sender."""
    a_hub()
    a_public_concern(at=AT, sender="ab" * 32)
    later = AT + 3 * rules.FLOOD_WINDOW
    found: list[Any] = []

    def second() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            found.append(a_public_concern(at=later, sender="ef" * 32))
        except Exception as problem:
            found.append(problem)
        finally:
            connection.close()

    with transaction.atomic():
        a_public_concern(at=later, sender="cd" * 32)
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert isinstance(found[0], Concern), found


@pytest.mark.django_db
def test_the_same_key_with_another_word_is_refused() -> None:
    key = uuid4()
    a_public_concern(key=key)
    a_public_concern(key=key)
    with pytest.raises(Refused, match="sent already"):
        a_public_concern(key=key, when_words="yesterday")


@pytest.mark.django_db
def test_nothing_told_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="Tell us what you saw or heard"):
        a_public_concern(narrative="  ")


@pytest.mark.django_db
def test_a_clock_runs_from_the_moment_it_came() -> None:
    concern = a_public_concern(at=AT)
    with as_system("test"):
        clock = Clock.objects.get(subject_id=concern.pk)
    assert (clock.kind_id, clock.start_at, clock.circle_id) == (rules.DECISION_CLOCK, AT, concern.circle_id)


@pytest.mark.django_db
def test_whoever_wants_to_hear_back_by_mail_is_written_to_with_a_reference_and_no_more() -> None:
    subject = services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Zzqxcanary", family_name="Will")
    reporter = services.ReporterTold(name="Nessa", email="nessa@example.test")
    concern = a_public_concern(feedback_wanted=True, reporter=reporter, subjects=(subject,))
    with as_system("test"):
        (letter,) = Letter.objects.all()
    assert (letter.to_address, letter.circle_id) == ("nessa@example.test", concern.circle_id)
    assert concern.reference in letter.body
    assert "Zzqxcanary" not in letter.body + letter.heading
    # The control: nobody is written to who did not ask.
    a_public_concern(feedback_wanted=False, reporter=reporter)
    a_public_concern(feedback_wanted=True, reporter=services.ReporterTold(phone="01942 000000"))
    with as_system("test"):
        assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_an_address_that_cannot_be_written_to_refuses_no_concern() -> None:
    a_public_concern(feedback_wanted=True, reporter=services.ReporterTold(email="not an address"))
    with as_system("test"):
        assert (Concern.objects.count(), Letter.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_with_no_circle_open_a_concern_goes_in_and_does_not_come_out() -> None:
    concern = a_public_concern()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('lifecourse.circles', true), '')")
        assert cursor.fetchone() == ("",)
        for table in ("concerns_concern", "concerns_reporter", "concerns_subject"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
            cursor.execute(f"SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = '{table}'")
            assert cursor.fetchone() == (True, True)
    statement = (
        "INSERT INTO concerns_draft (id, created_at, updated_at, version, circle_id, owner_id,"
        " submission_key, answers, reference, told_words)"
        " SELECT gen_random_uuid(), now(), now(), 1, %s, %s, gen_random_uuid(), '{}', '', ''"
    )
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [concern.circle_id, uuid4()])


@pytest.mark.django_db
def test_only_with_leave_and_from_there() -> None:
    a_hub()
    first, second = an_organisation(), an_organisation()
    assert first.desk and second.desk
    user = a_sender(first)
    member = a_member(first.desk, policy.ASK)

    def send(actor: Any, circle: Circle) -> Concern:
        return services.receive_professional_concern(actor=actor, at=AT, key=uuid4(), told=told(), from_circle=circle)

    with viewing(user, at=AT):
        assert send(user, first.desk).channel == "professional"
        for circle in (second.desk, a_hub()):
            with pytest.raises(NotPermitted):
                send(user, circle)
    with viewing(member, at=AT), pytest.raises(NotPermitted):
        send(member, first.desk)
    with viewing(user, at=AT), pytest.raises(NotPermitted):
        services.save_draft(actor=user, at=AT, circle=second.desk, key=uuid4(), answers={})


@pytest.mark.django_db
def test_a_leaver_of_the_desk_sends_no_more() -> None:
    a_hub()
    organisation = an_organisation()
    user = a_sender(organisation)
    assert organisation.desk is not None
    from lifecourse.kernel.access import services as access

    membership = user.memberships.get()
    access.end_membership(actor=Machine("test"), at=AT, membership=membership, reason="left")
    with viewing(user, at=AT + dt.timedelta(minutes=1)), pytest.raises(NotPermitted):
        services.receive_professional_concern(
            actor=user, at=AT + dt.timedelta(minutes=1), key=uuid4(), told=told(), from_circle=organisation.desk
        )


@pytest.mark.django_db
def test_drafts_are_changed_only_as_seen_and_only_by_their_owner() -> None:
    a_hub()
    organisation = an_organisation()
    owner, colleague, key = a_sender(organisation), a_sender(organisation), uuid4()
    desk = organisation.desk
    assert desk is not None
    with viewing(owner, at=AT):
        draft = services.save_draft(actor=owner, at=AT, circle=desk, key=key, answers={"narrative": ["one"]})
        services.save_draft(actor=owner, at=AT, circle=desk, key=key, answers={"narrative": ["two"]}, seen=1)
        for seen in (None, 1):
            with pytest.raises(StaleRecord):
                services.save_draft(
                    actor=owner, at=AT, circle=desk, key=key, answers={"narrative": ["three"]}, seen=seen
                )
            with pytest.raises(StaleRecord):
                services.receive_professional_concern(
                    actor=owner, at=AT, key=key, told=told(), from_circle=desk, seen=seen
                )
        draft.refresh_from_db()
        assert (draft.answers, draft.version) == ({"narrative": ["two"]}, 2)
    with viewing(colleague, at=AT):
        with pytest.raises(Refused, match="somebody else"):
            services.save_draft(actor=colleague, at=AT, circle=desk, key=key, answers={}, seen=2)
        with pytest.raises(Refused, match="somebody else"):
            services.discard_draft(actor=colleague, at=AT, draft=draft)
    with as_system("test"):
        assert Concern.objects.count() == 0


@pytest.mark.django_db
def test_a_draft_sent_or_thrown_away_is_finished() -> None:
    a_hub()
    organisation = an_organisation()
    owner, desk = a_sender(organisation), organisation.desk
    assert desk is not None
    with viewing(owner, at=AT):
        sent, gone = uuid4(), uuid4()
        services.save_draft(actor=owner, at=AT, circle=desk, key=sent, answers={"a": ["1"]})
        services.receive_professional_concern(actor=owner, at=AT, key=sent, told=told(), from_circle=desk, seen=1)
        with pytest.raises(Refused, match="sent already"):
            services.save_draft(actor=owner, at=AT, circle=desk, key=sent, answers={"a": ["2"]}, seen=2)
        with pytest.raises(Refused, match="cannot be thrown away"):
            services.discard_draft(actor=owner, at=AT, draft=Draft.objects.get(submission_key=sent))
        draft = services.save_draft(actor=owner, at=AT, circle=desk, key=gone, answers={"a": ["1"]})
        services.discard_draft(actor=owner, at=AT, draft=draft)
        with pytest.raises(Refused, match="thrown away"):
            services.save_draft(actor=owner, at=AT, circle=desk, key=gone, answers={"a": ["2"]}, seen=2)
        with pytest.raises(Refused, match="thrown away"):
            services.receive_professional_concern(actor=owner, at=AT, key=gone, told=told(), from_circle=desk, seen=2)
