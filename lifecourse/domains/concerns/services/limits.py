"""A concern's time limits: started anew when it is worked on again, met only where they run, hurried for agencies."""

from datetime import datetime

from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.base.manifest import subject_key
from lifecourse.kernel.clocks import queries as clock_queries
from lifecourse.kernel.clocks import services as clocks

from .. import rules
from ..models import CheckRequest, Concern


def desks() -> list[int]:
    """The circles of every agency's desk, for a door to be opened a moment long."""
    return list(Circle.objects.filter(kind=CircleKind.DESK).values_list("pk", flat=True))


def is_running(*, viewer: User, kind: str, subject: Concern) -> bool:
    """Whether a limit of this kind is running for the concern."""
    label, pk = subject_key(subject, subject.pk)
    return clock_queries.is_open(viewer=viewer, kind=kind, subject_type=label, subject_id=pk)


def meet(*, actor: User, at: datetime, kind: str, subject: Concern) -> None:
    """Meet a limit that may not be running: it was met long ago, or the concern was never rated."""
    if is_running(viewer=actor, kind=kind, subject=subject):
        clocks.meet_clock(actor=actor, at=at, kind=kind, subject=subject)


def _start(*, actor: User, at: datetime, kind: str, concern: Concern, start_at: datetime) -> None:
    if not is_running(viewer=actor, kind=kind, subject=concern):
        clocks.start_clock(
            actor=actor, at=at, kind=kind, subject=concern, circle_id=concern.circle_id, start_at=start_at
        )


def start_rating(*, actor: User, at: datetime, concern: Concern, start_at: datetime) -> None:
    """Start the limit of the concern's rating, if it has one."""
    if concern.rating:
        kind = rules.RATING_CLOCK[rules.Rating(concern.rating)]
        _start(actor=actor, at=at, kind=kind, concern=concern, start_at=start_at)


def start_anew(*, actor: User, at: datetime, concern: Concern, start_at: datetime) -> None:
    """Start the decision's limit and the rating's: the concern is to be decided again, and must not be forgotten."""
    _start(actor=actor, at=at, kind=rules.DECISION_CLOCK, concern=concern, start_at=start_at)
    start_rating(actor=actor, at=at, concern=concern, start_at=start_at)


def start_feedback(*, actor: User, at: datetime, concern: Concern) -> None:
    """Start the limit for telling the reporter, if they want to hear and were not told."""
    if concern.feedback_wanted and concern.feedback_at is None:
        _start(actor=actor, at=at, kind=rules.FEEDBACK_CLOCK, concern=concern, start_at=at)


def hurry_agencies(*, actor: User, at: datetime, concern: Concern, rating: rules.Rating) -> None:
    """Hold the agencies that have not answered to the new rating, from when they were asked, if it is the sooner one.

    The desk's own version is not stepped: an answer being written there stays good.
    """
    with delivering_to(*desks()):
        waiting = CheckRequest.objects.select_for_update().filter(
            background_check__concern=concern, state=rules.RequestState.ASKED
        )
        for request in waiting.order_by("pk"):
            before = rules.Rating(request.rating)
            if rules.RATING_ORDER[rating] >= rules.RATING_ORDER[before]:
                continue
            clock = clocks.restart_clock(
                actor=actor,
                at=at,
                kind=rules.CHECK_CLOCK[rating],
                subject=request,
                replaces=rules.CHECK_CLOCK[before],
                reason=f"rated {rating.value}",
            )
            CheckRequest.objects.filter(pk=request.pk).update(rating=rating.value, due_at=clock.due_at)
