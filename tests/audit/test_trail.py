"""The trail: commands that do not record roll back, nothing is changed afterwards, and tampering is found."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.audit import sealing
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.trail import CommandNotAudited, command, record
from lifecourse.kernel.base.guard import WriteOutsideCommand

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ACTOR = Machine("test")


def a_circle(code: str) -> Circle:
    return Circle(code=code, name=code, kind="hub")


@command("test.made")
def make_circle(*, actor: Machine, at: dt.datetime, code: str, forget: bool = False) -> None:
    circle = a_circle(code)
    circle.save()
    if not forget:
        record("test.made", subject=None, actor=actor, at=at, circle_id=circle.pk)


@pytest.mark.django_db
def test_a_write_outside_a_command_raises() -> None:
    with pytest.raises(WriteOutsideCommand):
        a_circle("loose").save()
    with pytest.raises(WriteOutsideCommand):
        Circle.objects.update(name="x")
    with pytest.raises(WriteOutsideCommand):
        Circle.objects.bulk_create([a_circle("loose")])
    with pytest.raises(WriteOutsideCommand):
        Circle.objects.all().delete()


@pytest.mark.django_db
def test_a_command_that_forgets_to_record_is_rolled_back() -> None:
    with pytest.raises(CommandNotAudited):
        make_circle(actor=ACTOR, at=AT, code="forgotten", forget=True)
    assert not Circle.objects.filter(code="forgotten").exists()
    make_circle(actor=ACTOR, at=AT, code="kept")
    assert Circle.objects.filter(code="kept").exists()


@pytest.mark.django_db(transaction=True)
def test_the_application_cannot_change_or_delete_what_it_wrote(owner_connection) -> None:
    make_circle(actor=ACTOR, at=AT, code="one")
    for statement in (
        "UPDATE audit_event SET event = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "UPDATE audit_seal SET events = 0",
        "DELETE FROM audit_sealed",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    # Not even the owner, by mistake: the trigger stands behind the grant.
    import psycopg

    with pytest.raises(psycopg.errors.RaiseException):
        owner_connection.execute("DELETE FROM audit_event")


@pytest.mark.django_db
def test_events_of_another_circle_are_not_visible() -> None:
    make_circle(actor=ACTOR, at=AT, code="one")
    assert not Event.objects.filter(event="test.made").exists()
    with sealing._whole_trail():
        assert Event.objects.filter(event="test.made").exists()


@pytest.fixture
def sealed_trail(transactional_db) -> None:
    for batch in range(3):
        for number in range(4):
            make_circle(actor=ACTOR, at=AT + dt.timedelta(minutes=number), code=f"c{batch}-{number}")
        assert sealing.seal_events(at=dt.datetime.now(dt.UTC)) == 4


TAMPERINGS = {
    "edited": "UPDATE audit_event SET actor_label = 'Somebody Else' WHERE id = %s",
    "deleted": "DELETE FROM audit_event WHERE id = %s",
    "inserted": "INSERT INTO audit_event SELECT gen_random_uuid(), event, at, recorded_at - interval '2 hours', "
    "actor_id, actor_label, subject_type, subject_id, reference, circle_id, data FROM audit_event WHERE id = %s",
    "reordered": "UPDATE audit_sealed SET position = -position WHERE event_id = %s",
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_found(sealed_trail, owner_connection, kind) -> None:
    assert sealing.verify() == []
    (victim,) = owner_connection.execute(
        "SELECT event_id FROM audit_sealed WHERE seal_number = 2 AND position = 2"
    ).fetchone()
    for table in ("audit_event", "audit_sealed", "audit_seal"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    owner_connection.execute("SET lifecourse.sealing = 'on'")
    owner_connection.execute("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY")
    assert owner_connection.execute(TAMPERINGS[kind], [victim]).rowcount == 1
    owner_connection.execute("ALTER TABLE audit_event FORCE ROW LEVEL SECURITY")
    for table in ("audit_event", "audit_sealed", "audit_seal"):
        owner_connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
    assert kind in {finding.kind for finding in sealing.verify()}


def test_a_seal_whose_time_was_moved_is_found(sealed_trail, owner_connection) -> None:
    owner_connection.execute("ALTER TABLE audit_seal DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE audit_seal SET sealed_at = sealed_at - interval '10 years'")
    owner_connection.execute("ALTER TABLE audit_seal ENABLE TRIGGER append_only")
    assert {finding.kind for finding in sealing.verify()} == {"reordered"}


def test_a_cut_tail_is_found_by_an_exported_head_only(sealed_trail, owner_connection) -> None:
    kept = sealing.head()
    assert kept is not None and sealing.verify(heads=(kept,)) == []
    for table in ("audit_event", "audit_sealed", "audit_seal"):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    owner_connection.execute("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY")
    owner_connection.execute(
        "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_sealed WHERE seal_number = 3)"
    )
    owner_connection.execute("DELETE FROM audit_sealed WHERE seal_number = 3")
    owner_connection.execute("DELETE FROM audit_seal WHERE number = 3")
    owner_connection.execute("ALTER TABLE audit_event FORCE ROW LEVEL SECURITY")
    for table in ("audit_event", "audit_sealed", "audit_seal"):
        owner_connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
    assert sealing.verify() == []  # the control: without the head nobody can tell
    assert {finding.kind for finding in sealing.verify(heads=(kept,))} == {"cut tail"}


@pytest.mark.django_db
def test_sealing_twice_seals_once() -> None:
    make_circle(actor=ACTOR, at=AT, code=f"c-{uuid.uuid4().hex[:6]}")
    assert sealing.seal_events(at=AT) >= 1
    assert sealing.seal_events(at=AT) == 0
