"""Emergency access in the night: once reviewed and found right, once not reviewed in time and so escalated."""

from datetime import date, datetime, time, timedelta

from lifecourse.domains.concerns import queries as concerns
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access import context, rules, services
from lifecourse.kernel.access.models import BreakGlass, Membership, MembershipKind
from lifecourse.kernel.clocks import calendars
from lifecourse.kernel.clocks.rules.days import is_working_day

from .moments import LONDON
from .world import MACHINE, World

_DUTY = "duty"


def tell(world: World) -> None:
    """Both nights, and what the privacy officer made of them."""
    first = _night(world, 20)
    glass = _open(
        world,
        first,
        "mash",
        "immediate_danger",
        "The police are at a flat and ask who lives there. No reply from the hub.",
    )
    _look(world, first + timedelta(minutes=3))
    with world.acting(_DUTY, first + timedelta(minutes=26)) as duty:
        membership = Membership.objects.get(user=duty, kind=MembershipKind.BREAK_GLASS, starts_at=first)
        services.end_break_glass(actor=duty, at=first + timedelta(minutes=26), membership=membership)
    morning = first + timedelta(hours=10)
    with world.acting("privacy", morning) as officer:
        services.review_break_glass(
            actor=officer,
            at=morning,
            glass=BreakGlass.objects.get(pk=glass.pk),
            outcome=rules.Outcome.JUSTIFIED,
            words="The police log has the call at the same minute; one concern was opened and no more.",
        )
    second = _night(world, 9)
    late = _open(
        world, second, "person-index", "missing_person", "A boy of nine is missing and his gran's address is wanted."
    )
    with context.as_system(MACHINE) as machine:
        services.escalate_break_glass(
            actor=machine,
            at=late.review_due_at + timedelta(minutes=15),
            glass=BreakGlass.objects.get(pk=late.pk),
        )


def _night(world: World, days: int) -> datetime:
    """Twenty to midnight, so many days ago."""
    return datetime.combine(world.ago(days=days).date(), time(23, 40), tzinfo=LONDON)


def _open(world: World, at: datetime, circle: str, reason: str, words: str) -> BreakGlass:
    with world.acting(_DUTY, at) as duty:
        return services.break_glass(
            actor=duty,
            at=at,
            circle=world.circles[circle],
            reason_code=reason,
            words=words,
            review_due_at=rules.review_due(at, is_working_day=_is_working_day),
        )


def _is_working_day(day: date) -> bool:
    return is_working_day(day, calendars.current())


def _look(world: World, at: datetime) -> None:
    """One concern is opened, which the trail marks as under break-glass."""
    with world.acting(_DUTY, at) as duty:
        found = Concern.objects.order_by("-received_at", "reference").filter(received_at__lt=at).first()
        if found is not None:
            concerns.open_concern(viewer=duty, at=at, pk=found.pk)
