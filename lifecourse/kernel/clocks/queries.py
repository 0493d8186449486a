"""Reading clocks: how those of some records stand, which is most urgent, which are overdue, and how many were kept."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncSecond

from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.base.errors import NotFound

from . import calendars, rules
from .models import RUNNING, Calendar, Clock, ClockRule
from .rules import reference


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One clock, ready to show. `words` is a sentence without its full stop; times are aware.

    `late_by` is the lateness in the limit's own unit ("1 working day"), empty if it is not late by so much.
    `reason_wanted`: it is late and nobody has said why. `version` goes into the form that gives the reason.
    """

    id: UUID
    kind: str
    title: str
    subject_id: UUID
    circle_id: int
    start_at: datetime
    due_at: datetime
    status: rules.Status
    words: str
    late_by: str
    limit: str
    met_at: datetime | None
    stop_reason: str
    is_late: bool
    reason_wanted: bool
    breach_reason: str
    breach_words: str
    version: int

    @property
    def standing_words(self) -> str:
        """`words` without "say why" or "reason given": for where a link or the reason itself stands beside them."""
        return self.words.removesuffix(": say why").removesuffix(": reason given")

    @property
    def is_open(self) -> bool:
        """Neither met nor stopped."""
        return self.status in rules.OPEN


@dataclass(frozen=True, kw_only=True)
class Timeliness:
    """How the clocks of a kind that started in a period were kept. They add up to `started`."""

    met: int
    missed: int
    overdue: int
    running: int
    stopped: int

    @property
    def started(self) -> int:
        """All of them."""
        return self.met + self.missed + self.overdue + self.running + self.stopped


def clocks_for(
    *, viewer: Any, subject_type: str, subject_ids: Collection[UUID], at: datetime
) -> dict[UUID, list[ClockView]]:
    """Every clock of some records (of one `subject_type`, a model's `label_lower`) by record, soonest due first.

    One query, however many records. Every id asked for is a key, with an empty list if nothing is to be seen.
    """
    found: dict[UUID, list[ClockView]] = {one: [] for one in subject_ids}
    rows = visible(viewer=viewer).filter(subject_type=subject_type, subject_id__in=list(subject_ids))
    for clock in rows.select_related("kind", "rule_version").order_by("due_at", "id"):
        found[clock.subject_id].append(_view(clock, at=at))
    return found


def count_for(*, viewer: Any, subject_type: str, subject_ids: Collection[UUID]) -> int:
    """How many clocks of these subjects the viewer may see, whether they run, were met or were stopped."""
    return visible(viewer=viewer).filter(subject_type=subject_type, subject_id__in=list(subject_ids)).count()


def most_urgent(views: Iterable[ClockView]) -> ClockView | None:
    """The clock to show where there is room for one: the open one due first, not paused if there is another."""
    waiting = [view for view in views if view.is_open]
    return min(waiting, key=lambda view: (view.status is rules.Status.PAUSED, view.due_at), default=None)


def one_clock(*, viewer: Any, clock_id: UUID, at: datetime) -> ClockView:
    """One clock. Raises `NotFound` if there is none, or not for this viewer."""
    clock = visible(viewer=viewer).select_related("kind", "rule_version").filter(pk=clock_id).first()
    if clock is None:
        raise NotFound("no such clock")
    return _view(clock, at=at)


def is_open(*, viewer: Any, kind: str, subject_type: str, subject_id: UUID) -> bool:
    """Whether a clock of that kind is open for a record: neither met nor stopped."""
    return (
        visible(viewer=viewer)
        .filter(
            kind=kind, subject_type=subject_type, subject_id=subject_id, met_at__isnull=True, stopped_at__isnull=True
        )
        .exists()
    )


def next_due(*, viewer: Any, subject_type: str, kinds: Sequence[str] = (), outer: str = "pk") -> Subquery:
    """The soonest due time among a record's running clocks, to order or filter a query set of such records by.

    `Concern.objects.annotate(due_at=next_due(viewer=viewer, subject_type="concerns.concern")).order_by("due_at")`
    """
    clocks = visible(viewer=viewer).filter(RUNNING, subject_type=subject_type, subject_id=OuterRef(outer))
    if kinds:
        clocks = clocks.filter(kind__in=list(kinds))
    return Subquery(clocks.order_by("due_at").values("due_at")[:1])


def overdue(*, viewer: Any, at: datetime, subject_type: str = "", limit: int = 500) -> list[ClockView]:
    """The viewer's clocks that are overdue and open, longest overdue first."""
    rows = visible(viewer=viewer).filter(RUNNING, due_at__lt=at.replace(microsecond=0))
    if subject_type:
        rows = rows.filter(subject_type=subject_type)
    return [
        _view(clock, at=at) for clock in rows.select_related("kind", "rule_version").order_by("due_at", "id")[:limit]
    ]


def newly_overdue(*, viewer: Any, at: datetime) -> QuerySet[Clock]:
    """Running clocks past their due time that no sweep has recorded."""
    return visible(viewer=viewer).filter(RUNNING, due_at__lt=at.replace(microsecond=0), overdue_at__isnull=True)


def timeliness(
    *, viewer: Any, kinds: Sequence[str], since: datetime, until: datetime, at: datetime, circles: Collection[int] = ()
) -> dict[str, Timeliness]:
    """By kind, how the clocks that started in `since` (included) to `until` (not) stand at `at`. One query."""
    rows = visible(viewer=viewer).filter(kind__in=list(kinds), start_at__gte=since, start_at__lt=until)
    if circles:
        rows = rows.filter(circle_id__in=list(circles))
    met = Q(met_at__isnull=False)
    late = Q(_met__gt=F("due_at"))
    running = Q(met_at__isnull=True, stopped_at__isnull=True)
    past = Q(due_at__lt=at.replace(microsecond=0), paused_at__isnull=True)
    counted = (
        rows.annotate(_met=TruncSecond("met_at"))
        .order_by()
        .values("kind_id")
        .annotate(
            met=Count("id", filter=met & ~late),
            missed=Count("id", filter=met & late),
            overdue=Count("id", filter=running & past),
            running=Count("id", filter=running & ~past),
            stopped=Count("id", filter=Q(stopped_at__isnull=False)),
        )
    )
    empty = Timeliness(met=0, missed=0, overdue=0, running=0, stopped=0)
    found = {kind: empty for kind in kinds}
    for row in counted:
        found[row["kind_id"]] = Timeliness(
            met=row["met"],
            missed=row["missed"],
            overdue=row["overdue"],
            running=row["running"],
            stopped=row["stopped"],
        )
    return found


def visible(*, viewer: Any) -> QuerySet[Clock]:
    """The clocks in the viewer's circles: the first wall. The machine's are all that its transaction has opened."""
    if isinstance(viewer, Machine):
        return Clock.objects.all()
    return Clock.objects.filter(circle_id__in={grant.circle_id for grant in getattr(viewer, "grants", ())})


def stored_calendar(*, viewer: Any, version: int) -> reference.CalendarRow | None:
    """One version of the calendar as the table has it, or None."""
    row = Calendar.objects.filter(pk=version).first()
    if row is None:
        return None
    return reference.CalendarRow(
        version=row.version,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        source=row.source,
        checked_by=row.checked_by,
        next_review=row.next_review,
        days=tuple(reference.DayRow(day.on, day.title, day.kind) for day in row.days.order_by("on")),
    )


def stored_rules(*, viewer: Any) -> dict[str, reference.RuleRow]:
    """Every kind of clock with its versions, as the table has them, in two queries."""
    return {
        rule.kind: reference.RuleRow(
            kind=rule.kind,
            title=rule.title,
            register=rule.register,
            starts_with=rule.starts_with,
            legal_basis=rule.legal_basis,
            versions=tuple(
                reference.version_row(one) for one in sorted(rule.versions.all(), key=lambda one: one.number)
            ),
        )
        for rule in ClockRule.objects.prefetch_related("versions").order_by("kind")
    }


def _view(clock: Clock, *, at: datetime) -> ClockView:
    limit, standing = clock.rule_version.limit, clock.standing
    status = rules.status_of(standing, now=at)
    given = clock.breach_at is not None
    # Only limits of working days are told in working days; the calendar is kept in the process.
    calendar = calendars.of_version(clock.calendar_id) if limit.unit is rules.Unit.WORKING_DAY else None
    return ClockView(
        id=clock.pk,
        kind=clock.kind_id,
        title=clock.kind.title,
        subject_id=clock.subject_id,
        circle_id=clock.circle_id,
        start_at=clock.start_at,
        due_at=clock.due_at,
        status=status,
        words=rules.told(standing, limit, calendar, now=at, reason_given=given),
        late_by=rules.how_late(standing, limit, calendar, now=at) if status in rules.LATE else "",
        limit=rules.limit_words(limit),
        met_at=clock.met_at,
        stop_reason=clock.stop_reason,
        is_late=status in rules.LATE,
        reason_wanted=status in rules.LATE and not given,
        breach_reason=clock.breach_reason,
        breach_words=clock.breach_words,
        version=clock.version,
    )
