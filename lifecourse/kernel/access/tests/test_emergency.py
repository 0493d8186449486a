"""Break-glass: a reason, sixty minutes, an alert in the same transaction, and a review by somebody else."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lifecourse.kernel.access import context, policy, queries, rules, services, tasks
from lifecourse.kernel.access.models import BreakGlass, Circle, CircleKind, Membership, MembershipKind, User
from lifecourse.kernel.access.tests.factories import (
    AT,
    MACHINE,
    a_circle,
    a_privacy_officer,
    a_user,
    let_in,
)
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused

HOUR = dt.timedelta(minutes=60)
DUE = AT + dt.timedelta(days=2)
WORDS = "Ward 3 has a child of that family; the hub is shut"


@pytest.fixture
def officer(db: None) -> User:
    return a_privacy_officer()


@pytest.fixture
def hub(db: None) -> Circle:
    return a_circle("mash-test", breakable=True, name="Invented MASH")


@pytest.fixture
def breaker(db: None) -> User:
    user = a_user("Bridie Breaker-Invented")
    let_in(user, a_circle("desk-invented", kind=CircleKind.DESK), policy.BREAK_GLASS)
    return user


def break_it(user: User, circle: Circle, **changes) -> BreakGlass:
    given = {"at": AT, "reason_code": "out_of_hours", "words": WORDS, "review_due_at": DUE, **changes}
    with context.viewing(user, at=given["at"]):
        return services.break_glass(actor=user, circle=circle, **given)


def test_the_circle_opens_for_sixty_minutes_and_not_one_more(officer, breaker, hub) -> None:
    break_it(breaker, hub)
    for at, open_ in ((AT, True), (AT + HOUR - dt.timedelta(seconds=1), True), (AT + HOUR, False)):
        with context.viewing(breaker, at=at):
            assert (hub.pk in {g.circle_id for g in breaker.grants}) is open_


def test_the_alert_is_there_in_the_same_transaction_with_a_reference_only(officer, breaker, hub) -> None:
    glass = break_it(breaker, hub)
    with context.viewing(officer, at=AT):
        (waiting,) = queries.glass_to_review(viewer=officer, at=AT)
        assert waiting.reference == glass.reference and waiting.expires_at == AT + HOUR
        assert queries.breakglass_without_alert(viewer=officer) == [glass]
        told = Event.objects.filter(event="access.glass_broken", circle_id=glass.circle_id).get()
    assert told.reference == glass.reference
    assert WORDS not in str(told.data) and "Bridie" not in str(told.data) and "Invented MASH" not in str(told.data)


def test_without_an_alert_there_is_no_opening(officer, breaker, hub, monkeypatch) -> None:
    def fail(self, *args, **kwargs):
        raise RuntimeError("the alert cannot be written")

    monkeypatch.setattr(BreakGlass, "save", fail)
    with pytest.raises(RuntimeError):
        break_it(breaker, hub)
    assert not Membership.objects.filter(kind=MembershipKind.BREAK_GLASS).exists()


def test_without_a_privacy_office_there_is_no_opening(breaker, hub) -> None:
    with pytest.raises(Refused, match="no privacy office"):
        break_it(breaker, hub)
    a_circle("privacy-office", kind=CircleKind.OFFICE)
    break_it(breaker, hub)  # the control


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"words": "now"}, "few words"),
        ({"words": " " * 40}, "few words"),
        ({"reason_code": "curious"}, "cannot be chosen"),
    ],
)
def test_a_reason_from_the_list_and_words_are_needed(officer, breaker, hub, changes, why) -> None:
    with pytest.raises(Refused, match=why):
        break_it(breaker, hub, **changes)


def test_only_whoever_may_and_only_a_breakable_circle(officer, breaker, hub) -> None:
    with pytest.raises(NotPermitted):
        break_it(a_user(), hub)
    for kind in (CircleKind.HUB, CircleKind.SEALED):
        with pytest.raises(NotFound):
            break_it(breaker, a_circle(kind=kind))
    let_in(breaker, hub, "audit.view")
    with pytest.raises(Refused, match="already"):
        break_it(breaker, hub)


def test_the_database_itself_never_lets_a_sealed_circle_be_breakable(db) -> None:
    sealed = a_circle(kind=CircleKind.SEALED)
    from lifecourse.kernel.base import guard

    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing("test"):
        Circle.objects.filter(pk=sealed.pk).update(breakable=True)


def test_twice_is_refused_while_it_is_open_and_possible_afterwards(officer, breaker, hub) -> None:
    break_it(breaker, hub)
    with pytest.raises(Refused):
        break_it(breaker, hub, at=AT + dt.timedelta(minutes=5))
    break_it(breaker, hub, at=AT + HOUR)


def test_the_one_who_took_it_cannot_see_or_review_the_alert(officer, breaker, hub) -> None:
    glass = break_it(breaker, hub)
    with context.viewing(breaker, at=AT):
        with pytest.raises(NotFound):
            queries.get_glass(viewer=breaker, glass_id=glass.pk)
        assert not BreakGlass.objects.exists(), "the second wall, asked without the first"


def test_it_is_reviewed_by_somebody_else_with_the_role_and_once(officer, breaker, hub) -> None:
    let_in(officer, a_circle("desk-two", kind=CircleKind.DESK), policy.BREAK_GLASS)
    own = break_it(officer, hub)
    colleague = a_user("Cora Colleague-Invented")
    office = Circle.objects.get(code="privacy-office")
    let_in(colleague, office, policy.REVIEW)
    review = {"at": AT, "outcome": rules.Outcome.JUSTIFIED, "words": "Rang the ward; it was so"}
    with context.viewing(officer, at=AT):
        with pytest.raises(NotPermitted, match="Somebody else"):
            services.review_break_glass(actor=officer, glass=own, **review)
        assert not [item for item in _items(officer) if own.reference in item.title], "not in their own work either"
    with context.viewing(breaker, at=AT), pytest.raises(NotPermitted):
        services.review_break_glass(actor=breaker, glass=own, **review)
    with context.viewing(colleague, at=AT):
        assert [item for item in _items(colleague) if own.reference in item.title]
        services.review_break_glass(actor=colleague, glass=own, **review)
        assert queries.glass_to_review(viewer=colleague, at=AT) == []
        with pytest.raises(Refused, match="already"):
            services.review_break_glass(actor=colleague, glass=own, **review)


def _items(user: User):
    from lifecourse.kernel.access import worklist

    return worklist.items(viewer=user, at=AT)


def test_the_database_itself_refuses_ones_own_review(officer, breaker, hub) -> None:
    from lifecourse.kernel.base import guard

    glass = break_it(breaker, hub)
    with pytest.raises(IntegrityError), context.as_system("test"), transaction.atomic(), guard.writing("test"):
        BreakGlass.objects.filter(pk=glass.pk).update(reviewed_by=breaker, reviewed_at=AT, outcome="justified")


def test_unreviewed_in_time_it_is_escalated_once(officer, breaker, hub) -> None:
    glass = break_it(breaker, hub, review_due_at=dt.datetime(2026, 3, 5, tzinfo=dt.UTC))
    with context.as_system("sweep") as machine:
        before, after = dt.datetime(2026, 3, 4, 23, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
        assert queries.glass_overdue(viewer=machine, at=before) == []
        with pytest.raises(Refused):
            services.escalate_break_glass(actor=machine, at=before, glass=glass)
        assert queries.glass_overdue(viewer=machine, at=after) == [glass]
        assert services.escalate_break_glass(actor=machine, at=after, glass=glass) is True
        assert services.escalate_break_glass(actor=machine, at=after, glass=glass) is False
        assert queries.glass_overdue(viewer=machine, at=after) == []


def test_the_sweep_escalates_what_is_overdue_and_a_second_run_nothing(officer, breaker, hub) -> None:
    break_it(breaker, hub, review_due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert tasks.escalate_break_glass(0) == 1
    assert tasks.escalate_break_glass(0) == 0


def test_word_of_it_is_sent_once(officer, breaker, hub) -> None:
    glass = break_it(breaker, hub)
    with context.as_system("letters") as machine:
        assert queries.breakglass_without_alert(viewer=machine) == [glass]
        assert services.mark_break_glass_alerted(actor=machine, at=AT, glass=glass) is True
        assert queries.breakglass_without_alert(viewer=machine) == []


def test_it_can_be_given_back_early_by_its_taker_alone(officer, breaker, hub) -> None:
    break_it(breaker, hub)
    later = AT + dt.timedelta(minutes=5)
    with context.viewing(breaker, at=later):
        membership = queries.get_own_opening(viewer=breaker, circle_id=hub.pk, at=later)
    with context.viewing(officer, at=later), pytest.raises(NotFound):
        services.end_break_glass(actor=officer, at=later, membership=membership)
    with context.viewing(breaker, at=later):
        services.end_break_glass(actor=breaker, at=later, membership=membership)
    with context.viewing(breaker, at=later):
        assert hub.pk not in {g.circle_id for g in breaker.grants}
    with context.viewing(officer, at=later):
        assert queries.glass_to_review(viewer=officer, at=later)[0].ended_at == later


def test_everything_read_under_break_glass_is_marked_and_nothing_else(officer, breaker, hub) -> None:
    mine = a_circle("desk-invented")
    break_it(breaker, hub)
    with context.viewing(breaker, at=AT):
        record("test.read", subject=None, actor=breaker, at=AT, circle_id=hub.pk)
        record("test.read", subject=None, actor=breaker, at=AT, circle_id=mine.pk)
        record("test.read", subject=None, actor=breaker, at=AT)
    with context.as_system("test"):
        marks = {event.circle_id: event.data for event in Event.objects.filter(event="test.read")}
        assert marks == {hub.pk: {"under": "break_glass"}, mine.pk: {}, None: {}}
    record("test.after", subject=None, actor=MACHINE, at=AT, circle_id=hub.pk)
    with context.as_system("test"):
        assert Event.objects.get(event="test.after").data == {}, "the mark ends with the block"


def test_whoever_is_also_a_member_is_not_marked(officer, breaker, hub) -> None:
    break_it(breaker, hub)
    let_in(breaker, hub, "audit.view")
    with context.viewing(breaker, at=AT):
        assert context.under_break_glass(breaker) == frozenset()


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ("2026-03-02T09:00", "2026-03-05T00:00"),  # a Monday: by the end of Wednesday
        ("2026-03-06T23:30", "2026-03-11T00:00"),  # a Friday night: by the end of Tuesday
        ("2026-03-07T12:00", "2026-03-11T00:00"),  # a Saturday: the same
        ("2026-04-02T17:00", "2026-04-09T00:00"),  # before Easter: Good Friday and Monday do not count
        ("2026-12-24T10:00", "2026-12-31T00:00"),  # Christmas, and Boxing Day's substitute on the Monday
    ],
)
def test_the_review_is_due_by_the_end_of_the_second_working_day(taken: str, due: str) -> None:
    from lifecourse.kernel.access.views.emergency import is_working_day

    at = dt.datetime.fromisoformat(taken).replace(tzinfo=rules.LONDON)
    expected = dt.datetime.fromisoformat(due).replace(tzinfo=rules.LONDON)
    assert rules.review_due(at, is_working_day=is_working_day) == expected
