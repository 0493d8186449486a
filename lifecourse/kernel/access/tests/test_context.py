"""The viewer's circles: set for one transaction, asked again of the table in commands, and never left behind."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lifecourse.kernel.access import context, policy, services
from lifecourse.kernel.access.middleware import ViewerTransaction
from lifecourse.kernel.access.models import BreakGlass, Circle, CircleKind, Membership, MembershipKind, Role, User
from lifecourse.kernel.access.tests.factories import AT, a_circle, a_user, let_in
from lifecourse.kernel.base import guard
from lifecourse.kernel.base.errors import NotPermitted

LATER = AT + dt.timedelta(hours=1)


def now_open() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('lifecourse.circles', true), '')")
        return cursor.fetchone()[0]


@pytest.fixture
def office(db: None) -> Circle:
    """A circle with one row of a walled table in it."""
    office = a_circle("privacy-office", kind=CircleKind.OFFICE)
    user, opened = a_user(), a_circle(breakable=True)
    place = let_in(user, opened, kind=MembershipKind.GUEST, ends_at=LATER)
    with context.as_system("test"), guard.writing("test"):
        BreakGlass(
            reference="E-TEST",
            circle=office,
            user=user,
            opened=opened,
            membership=place,
            reason_code="other",
            words="for a test",
            at=AT,
            expires_at=LATER,
            review_due_at=LATER,
        ).save()
    return office


def test_with_no_viewer_nothing_is_visible(office: Circle) -> None:
    assert BreakGlass.objects.count() == 0
    with transaction.atomic():
        context.open_circles([])
        assert BreakGlass.objects.count() == 0
        context.open_circles([office.pk])
        assert BreakGlass.objects.count() == 1  # the control


def test_with_no_viewer_nothing_is_written_either(office: Circle) -> None:
    with guard.writing("test"):
        assert BreakGlass.objects.update(words="changed") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            row = BreakGlass(circle=office, reference="E-2", user_id=a_user().pk)
            row.opened_id, row.membership_id = office.pk, Membership.objects.get().pk
            row.at, row.expires_at, row.review_due_at = AT, LATER, LATER
            row.save()


def test_circles_are_opened_inside_a_transaction_only(transactional_db) -> None:
    with pytest.raises(RuntimeError):
        context.open_circles([1])


def test_the_next_user_of_the_connection_sees_nothing_of_the_last(transactional_db) -> None:
    user, circle = a_user(), a_circle()
    let_in(user, circle)
    with context.viewing(user, at=AT):
        assert now_open() == str(circle.pk)
    assert now_open() == "", "the same connection, after the transaction"
    with pytest.raises(ZeroDivisionError), context.viewing(user, at=AT):
        raise ZeroDivisionError
    assert now_open() == ""
    # The control: a setting of the session, which is what we do not use, does leak to the next transaction.
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lifecourse.circles', %s, false)", [str(circle.pk)])
        with transaction.atomic():
            assert now_open() == str(circle.pk)
    finally:
        connection.close()


def test_nested_viewing_and_delivering_restore_what_was_open(db) -> None:
    one, two = a_user(), a_user()
    first, second, third = a_circle(), a_circle(), a_circle()
    let_in(one, first)
    let_in(two, second)
    with context.viewing(one, at=AT):
        assert now_open() == str(first.pk)
        with context.viewing(two, at=AT):
            assert now_open() == str(second.pk)
            with context.delivering_to(third.pk):
                assert now_open() == f"{second.pk},{third.pk}"
            assert now_open() == str(second.pk)
        assert now_open() == str(first.pk)
        with context.as_system("test"):
            assert str(third.pk) in now_open().split(",")
        assert now_open() == str(first.pk)


def test_an_error_inside_restores_too_and_is_the_one_that_is_raised(db) -> None:
    user, circle, other = a_user(), a_circle(), a_circle()
    let_in(user, circle)
    with context.viewing(user, at=AT):
        with pytest.raises(ZeroDivisionError), context.delivering_to(other.pk):
            raise ZeroDivisionError
        assert now_open() == str(circle.pk)
        # A transaction that is broken can restore nothing; it must not hide why it broke.
        with (
            pytest.raises(DatabaseError, match="division by zero"),
            transaction.atomic(),
            context.delivering_to(other.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1/0")
        assert now_open() == str(circle.pk)


def test_a_broken_transaction_does_not_hide_the_original_error(transactional_db) -> None:
    user = a_user()
    with (
        pytest.raises(DatabaseError, match="division by zero"),
        context.viewing(user, at=AT),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1/0")


def test_grants_are_empty_until_they_are_loaded(db) -> None:
    user, circle = a_user(), a_circle()
    let_in(user, circle, "audit.view")
    fresh = User.objects.get(pk=user.pk)
    assert fresh.grants == () and not policy.may(fresh, "audit.view")
    with context.viewing(fresh, at=AT):
        assert policy.may(fresh, "audit.view", circle.pk) and not policy.may(fresh, "audit.view", circle.pk + 1)


def test_revoked_while_the_page_was_open_the_command_is_refused(db) -> None:
    """The page's grants are a minute old; a command asks the table."""
    user, circle = a_user(), a_circle()
    place = let_in(user, circle, "access.administer")
    with context.viewing(user, at=AT):
        assert policy.may(user, "access.administer")
        policy.check(user, "access.administer", at=LATER, circle_id=circle.pk)  # the control
        with guard.writing("test"):
            Membership.objects.filter(pk=place.pk).update(ends_at=LATER)
        assert policy.may(user, "access.administer"), "the page still believes it"
        with pytest.raises(NotPermitted):
            policy.check(user, "access.administer", at=LATER, circle_id=circle.pk)
        with pytest.raises(NotPermitted):
            services.create_circle(actor=user, at=LATER, code="late", name="Late", kind=CircleKind.HUB)
    assert not Circle.objects.filter(code="late").exists()


def test_a_role_that_lost_a_capability_no_longer_gives_it(db) -> None:
    user, circle = a_user(), a_circle()
    place = let_in(user, circle, "access.administer")
    with context.viewing(user, at=AT):
        with guard.writing("test"):
            Role.objects.filter(pk=place.role_id).update(capabilities=[])
        with pytest.raises(NotPermitted):
            policy.check(user, "access.administer", at=AT)


def test_a_leaver_has_no_grants_and_no_leave(db) -> None:
    user, circle = a_user(), a_circle()
    let_in(user, circle, "audit.view")
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    with context.viewing(user, at=AT):
        assert user.grants == ()
    with pytest.raises(NotPermitted):
        policy.check(user, "audit.view", at=AT)


def a_request(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_a_view_that_fails_keeps_nothing_though_its_error_page_is_a_normal_response(transactional_db) -> None:
    user = a_user()

    def view(request: HttpRequest, *, fail: bool) -> HttpResponse:
        User.objects.filter(pk=user.pk).update(full_name="Changed Invented")
        if fail:
            middleware.process_exception(request, ValueError())
        return HttpResponse("a page")

    for fail, name in ((True, user.full_name), (False, "Changed Invented")):
        middleware = ViewerTransaction(lambda request, fail=fail: view(request, fail=fail))
        assert middleware(a_request(user)).status_code == 200
        assert User.objects.get(pk=user.pk).full_name == name


def test_the_middleware_opens_the_viewers_circles_and_closes_them(transactional_db) -> None:
    user, circle = a_user(), a_circle()
    let_in(user, circle)
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append((now_open(), {g.circle_id for g in request.user.grants}, request.now.tzinfo is not None))
        return HttpResponse()

    ViewerTransaction(view)(a_request(user))
    assert seen == [(str(circle.pk), {circle.pk}, True)] and now_open() == ""
