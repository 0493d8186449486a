"""Who lets whom in: nobody themselves, sealed circles from inside only, and nobody outside learns of them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lifecourse.kernel.access import context, policy, queries, services
from lifecourse.kernel.access.models import Circle, CircleKind, Membership, MembershipKind, Role, User
from lifecourse.kernel.access.tests.factories import (
    AT,
    MACHINE,
    a_circle,
    a_role,
    a_user,
    an_administrator,
    let_in,
)
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused

DAY = dt.timedelta(days=1)
CANARY = "ZZQX colleague Invented"


@pytest.fixture
def administrator(db: None) -> User:
    return an_administrator()


@pytest.fixture
def sealer(db: None) -> User:
    user = a_user("Selma Sealer-Invented")
    let_in(user, a_circle("mash-test"), policy.SEAL)
    return user


def seal(sealer: User, *members: User) -> Circle:
    role = a_role(capabilities=("audit.view",))
    return services.create_sealed_circle(
        actor=sealer, at=AT, name=CANARY, members=[(user, role) for user in members], reason="about a colleague"
    )


def grant(actor: User, user: User, circle: Circle, **more) -> Membership:
    return services.grant_membership(
        actor=actor, at=AT, user=user, circle=circle, role=Role.objects.get(code="visitor"), reason="test", **more
    )


def test_nobody_lets_themselves_in_anywhere(administrator: User) -> None:
    circle = a_circle()
    with pytest.raises(NotPermitted, match="Somebody else"):
        grant(administrator, administrator, circle)
    grant(administrator, a_user(), circle)  # the control


def test_the_database_itself_refuses_a_membership_granted_to_oneself(administrator: User) -> None:
    from lifecourse.kernel.base import guard

    row = Membership(
        user=administrator,
        circle=a_circle(),
        role=Role.objects.get(code="visitor"),
        starts_at=AT,
        reason="x",
        granted_by=administrator,
    )
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing("test"):
        row.save()


def test_nobody_confirms_their_own_place(administrator: User) -> None:
    own = Membership.objects.get(user=administrator)
    other = let_in(a_user(), a_circle())
    with pytest.raises(NotPermitted):
        services.confirm_membership(actor=administrator, at=AT, membership=own)
    assert services.confirm_membership(actor=administrator, at=AT, membership=other).confirmed_at == AT


def test_without_leave_to_administer_nobody_lets_anybody_in_or_out(db) -> None:
    nobody, circle = a_user(), a_circle()
    place = let_in(a_user(), circle)
    with pytest.raises(NotPermitted):
        grant(nobody, a_user(), circle)
    with pytest.raises(NotPermitted):
        services.end_membership(actor=nobody, at=AT, membership=place, reason="x")
    with pytest.raises(NotPermitted):
        services.create_circle(actor=nobody, at=AT, code="x", name="x", kind=CircleKind.HUB)
    with pytest.raises(NotPermitted):
        services.create_user(actor=nobody, at=AT, email="x@example.org", full_name="X")


def test_break_glass_is_not_granted(administrator: User) -> None:
    with pytest.raises(Refused, match="not granted"):
        grant(administrator, a_user(), a_circle(), kind=MembershipKind.BREAK_GLASS, ends_at=AT + DAY)


@pytest.mark.parametrize("kind", [MembershipKind.COVER, MembershipKind.GUEST])
def test_cover_and_guests_have_an_end_and_see_nothing_before_or_after(administrator: User, kind) -> None:
    user, circle = a_user(), a_circle()
    with pytest.raises(Refused, match="until when"):
        grant(administrator, user, circle, kind=kind)
    with pytest.raises(Refused, match="last day"):
        grant(administrator, user, circle, kind=kind, starts_at=AT + DAY, ends_at=AT + DAY)
    grant(administrator, user, circle, kind=kind, starts_at=AT + DAY, ends_at=AT + 3 * DAY)
    for days, inside in ((0, False), (1, True), (2, True), (3, False)):
        with context.viewing(user, at=AT + days * DAY):
            assert bool(user.grants) is inside


def test_several_circles_are_all_or_none(administrator: User) -> None:
    user, circles = a_user(), [a_circle(), a_circle(kind=CircleKind.SEALED)]
    role = Role.objects.get(code="visitor")
    with pytest.raises(NotPermitted):
        services.grant_memberships(actor=administrator, at=AT, user=user, circles=circles, role=role, reason="x")
    assert not user.memberships.exists()
    services.grant_memberships(actor=administrator, at=AT, user=user, circles=circles[:1], role=role, reason="x")
    assert user.memberships.count() == 1


def test_into_a_sealed_circle_only_those_inside_or_with_leave_to_seal_let_anybody(administrator, sealer) -> None:
    inside = a_user("Ina Inside-Invented")
    circle = seal(sealer, inside)
    with pytest.raises(NotPermitted):
        grant(administrator, a_user(), circle)
    grant(inside, a_user(), circle)
    grant(sealer, a_user(), circle)
    with pytest.raises(NotPermitted):
        services.end_membership(
            actor=administrator, at=AT, membership=Membership.objects.get(user=inside), reason="curious"
        )


def test_whoever_was_let_out_of_a_sealed_circle_lets_nobody_in(sealer) -> None:
    inside, other = a_user(), a_user()
    circle = seal(sealer, inside, other)
    services.end_membership(actor=other, at=AT, membership=Membership.objects.get(user=inside), reason="x")
    with pytest.raises(NotPermitted):
        grant(inside, a_user(), circle)


def test_sealing_needs_leave_and_at_least_one_name(administrator, sealer) -> None:
    with pytest.raises(NotPermitted):
        seal(administrator, a_user())
    with pytest.raises(Refused, match="at least one"):
        seal(sealer)
    circle = seal(sealer, sealer)
    assert not circle.breakable and CANARY.split()[0].lower() not in circle.code


def test_nobody_outside_learns_of_a_sealed_circle(administrator, sealer) -> None:
    inside = a_user("Ina Inside-Invented")
    counted = _everything(administrator, inside)
    circle = seal(sealer, inside)
    told = _everything(administrator, inside)
    assert told == counted, "not a name, not a count, not a line more"
    assert CANARY not in told
    with context.viewing(administrator, at=AT):
        for ask in (queries.get_circle, queries.get_administered_circle):
            with pytest.raises(NotFound):
                ask(viewer=administrator, circle_id=circle.pk)
        with pytest.raises(NotFound):
            queries.get_membership(
                viewer=administrator, membership_id=Membership.objects.get(user=inside, circle=circle).pk
            )
        assert not Event.objects.filter(circle_id=circle.pk).exists(), "nor from the trail"
    with context.viewing(inside, at=AT):  # the control: inside it is all there
        assert queries.get_circle(viewer=inside, circle_id=circle.pk).name == CANARY
        assert [line.user_name for line in queries.who_can_see(viewer=inside, circle_id=circle.pk, at=AT)]


def _everything(viewer: User, about: User) -> str:
    """All that an administrator can read in these queries, as text."""
    later = AT + 200 * DAY
    with context.viewing(viewer, at=later):
        return repr(
            (
                queries.circles_to_administer(viewer=viewer, at=later),
                queries.memberships_of(viewer=viewer, user=about),
                queries.my_memberships(viewer=viewer, at=later),
                [(line.user_name, line.circle_name) for line in queries.recertification(viewer=viewer, at=later)],
                queries.search_users(viewer=viewer, words="Ina"),
                queries.trail_circles(viewer=viewer),
            )
        )


def test_an_administrator_inside_a_sealed_circle_does_see_it(administrator, sealer) -> None:
    seal(sealer, administrator)
    with context.viewing(administrator, at=AT):
        assert CANARY in repr(queries.circles_to_administer(viewer=administrator, at=AT))


def test_a_leaver_leaves_sealed_circles_too_and_nobody_is_told_how_many(administrator, sealer) -> None:
    inside = a_user()
    seal(sealer, inside)
    services.record_leaver(actor=administrator, at=AT + DAY, user=inside)
    assert not Membership.objects.filter(user=inside, ends_at__isnull=True).exists()
    event = Event.objects.get(event="access.user_left")
    assert event.data == {}


def test_the_quarterly_list_holds_what_nobody_confirmed_for_ninety_days(administrator) -> None:
    circle = a_circle()
    old, confirmed, young = (let_in(a_user(), circle) for _ in range(3))
    let_in(a_user(), circle, kind=MembershipKind.GUEST, ends_at=AT + 300 * DAY)
    young.starts_at = AT + 5 * DAY
    services.confirm_membership(actor=administrator, at=AT + 5 * DAY, membership=confirmed)
    from lifecourse.kernel.base import guard

    with guard.writing("test"):
        young.save()
    due = AT + 90 * DAY
    with context.viewing(administrator, at=due):
        listed = {line.id for line in queries.recertification(viewer=administrator, at=due)}
    assert old.pk in listed and not {confirmed.pk, young.pk} & listed
    with context.viewing(administrator, at=due - dt.timedelta(seconds=1)):
        assert not queries.recertification(viewer=administrator, at=due - dt.timedelta(seconds=1))


def test_staff_without_leave_find_no_lists_at_all(db) -> None:
    user = a_user()
    circle = a_circle()
    with context.viewing(user, at=AT):
        for ask in (
            lambda: queries.search_users(viewer=user),
            lambda: queries.get_user(viewer=user, user_id=user.pk),
            lambda: queries.circles_to_administer(viewer=user, at=AT),
            lambda: queries.get_circle(viewer=user, circle_id=circle.pk),
            lambda: queries.recertification(viewer=user, at=AT),
            lambda: queries.breakable_circles(viewer=user, at=AT),
            lambda: queries.trail(viewer=user, at=AT, circle_id=circle.pk),
            lambda: queries.trail(viewer=user, at=AT, circle_id=0),
            lambda: queries.factors_of(viewer=user, user=a_user()),
        ):
            with pytest.raises(NotFound):
                ask()


def test_the_trail_of_a_circle_is_read_by_whoever_may_and_reading_it_is_told(administrator) -> None:
    reader, circle, other = a_user("Rhys Reader-Invented"), a_circle(), a_circle()
    let_in(reader, circle, "audit.view")
    grant(administrator, a_user("Guest One-Invented"), circle)
    grant(administrator, a_user(), other)
    with context.viewing(reader, at=AT):
        page = queries.trail(viewer=reader, at=AT, circle_id=circle.pk)
        assert "let somebody into a circle" in {row.sentence for row in page.rows}
        assert any("Guest One-Invented" in row.about for row in page.rows)
        again = queries.trail(viewer=reader, at=AT, circle_id=circle.pk, actor_id=reader.pk)
        assert [row.sentence for row in again.rows] == ["read the audit trail"]
        for not_theirs in (other.pk, 0):
            with pytest.raises(NotFound):
                queries.trail(viewer=reader, at=AT, circle_id=not_theirs)
        early = queries.trail(viewer=reader, at=AT, circle_id=circle.pk, before=AT)
        assert early.total == 0
    assert MACHINE.pk is None
