"""The front door's figures: what came in, by whom and where, what was decided, and whether it was in time.

Counts only, never a record. Each number is counted from the records themselves; totals are sums of what is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.context import delivering_to
from lifecourse.kernel.access.models import Circle, CircleKind
from lifecourse.kernel.actions import queries as actions
from lifecourse.kernel.actions.rules import LED_TO_HELP, Result
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotPermitted
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.clocks.queries import Timeliness

from .. import policy, rules
from ..models import CheckRequest, Concern, DecisionOutcome

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class AgencyTime:
    """How one agency answered the checks it was asked in the period. The parts add up to `asked`."""

    agency: str
    asked: int
    in_time: int
    late: int
    declined: int
    waiting: int
    withdrawn: int


@dataclass(frozen=True)
class EyesAndEars:
    """What became of the reports of Eyes and Ears teams: the question the 2017/18 report could only hint at.

    `already_open`, `not_open` and `not_known` add up to `reports`: of those not decided, or where nobody could be
    identified, it is not known. `news`: told an open case something it did not know, as its lead professional or the
    hub says. Of those open to no service `visited` were seen on a visit, and of `helped` a service says that help, an
    assessment or an enquiry has begun: what was asked for and not done is in neither.
    """

    reports: int
    already_open: int
    not_open: int
    not_known: int
    news: int
    visited: int
    helped: int


@dataclass(frozen=True)
class Figures:
    """Everything of one period: concerns received from `since` (included) until `until` (not)."""

    since: datetime
    until: datetime
    received: int
    by_channel: Counts
    by_month: Counts
    by_team: Counts
    by_area: Counts
    by_rating: Counts
    by_level: Counts
    by_state: Counts
    by_outcome: Counts
    timeliness: Mapping[str, Timeliness]
    agencies: tuple[AgencyTime, ...]
    feedback_wanted: int
    feedback_given: int
    feedback_owed: int
    feedback_not_yet: int
    eyes_and_ears: EyesAndEars


CLOCKS = (rules.DECISION_CLOCK, *rules.RATING_CLOCK.values(), rules.SIGNATURE_CLOCK, rules.FEEDBACK_CLOCK)


def figures(*, viewer: Any, at: datetime, since: datetime, until: datetime, exported: bool = False) -> Figures:
    """The figures of a period, of the hubs whose figures the viewer may see. A fixed number of queries.

    That they were looked at, or taken out as a file (`exported`), is recorded: small numbers are not hidden here.

    Sealed concerns are in none of them: the viewer's circles for figures are the hubs', and a sealed circle is its own.
    """
    circles = access.circles_with(viewer, policy.FIGURES)
    if not circles:
        raise NotPermitted("You do not have permission to see the front door’s figures.")
    event = "concerns.figures_exported" if exported else "concerns.figures_seen"
    record(event, subject=None, actor=viewer, at=at, circle_id=min(circles), since=since, until=until)
    period = Concern.objects.filter(circle_id__in=circles, received_at__gte=since, received_at__lt=until)
    states = dict(_group(period, "state"))
    feedback = period.aggregate(
        wanted=Count("pk", filter=Q(feedback_wanted=True)),
        given=Count("pk", filter=Q(feedback_wanted=True, feedback_at__isnull=False)),
        owed=Count(
            "pk", filter=Q(feedback_wanted=True, feedback_at__isnull=True, state__in=[rules.State.FOLLOWING_UP])
        ),
    )
    return Figures(
        since=since,
        until=until,
        received=sum(states.values()),
        by_channel=_group(period, "channel"),
        by_month=_by_month(period),
        by_team=_group(period.filter(team__isnull=False), "team__name"),
        by_area=_group(period, "area__name"),
        by_rating=_group(period, "rating"),
        by_level=_group(period.filter(level__isnull=False), "level"),
        by_state=tuple(sorted(states.items())),
        by_outcome=_outcomes(circles, since=since, until=until),
        timeliness=clocks.timeliness(viewer=viewer, kinds=CLOCKS, since=since, until=until, at=at, circles=circles),
        agencies=_agencies(at=at, since=since, until=until, circles=circles),
        feedback_wanted=feedback["wanted"],
        feedback_given=feedback["given"],
        feedback_owed=feedback["owed"],
        feedback_not_yet=feedback["wanted"] - feedback["given"] - feedback["owed"],
        eyes_and_ears=_eyes_and_ears(period),
    )


def _group(rows: QuerySet[Concern], name: str) -> Counts:
    counted = rows.order_by().values_list(name).annotate(n=Count("pk")).order_by("-n", name)
    return tuple((str(value) if value not in (None, "") else "", n) for value, n in counted)


def _by_month(rows: QuerySet[Concern]) -> Counts:
    counted = rows.order_by().annotate(month=TruncMonth("received_at")).values_list("month").annotate(n=Count("pk"))
    return tuple((f"{month:%B} {month.year}", n) for month, n in counted.order_by("month"))


def _outcomes(circles: frozenset[int], *, since: datetime, until: datetime) -> Counts:
    """Outcomes of decisions that stand or wait to be signed: a concern with two outcomes is counted under each."""
    rows = (
        DecisionOutcome.objects.filter(
            circle_id__in=circles,
            decision__state__in=[rules.DecisionState.STANDING, rules.DecisionState.PROPOSED],
            decision__concern__received_at__gte=since,
            decision__concern__received_at__lt=until,
        )
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("decision_id", distinct=True))
    )
    return tuple(rows.order_by("-n", "outcome"))


def _agencies(*, at: datetime, since: datetime, until: datetime, circles: frozenset[int]) -> tuple[AgencyTime, ...]:
    """Counted over every desk, which the analyst may not enter: the doors are open for this count and nothing else."""
    desks = Circle.objects.filter(kind=CircleKind.DESK).values_list("pk", flat=True)
    answered = Q(state=rules.RequestState.ANSWERED)
    with delivering_to(*desks):
        rows = (
            CheckRequest.objects.filter(
                asked_at__gte=since, asked_at__lt=until, background_check__circle_id__in=circles
            )
            .order_by()
            .values(agency=F("organisation__name"))
            .annotate(
                asked=Count("pk"),
                in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
                late=Count("pk", filter=answered & Q(answered_at__gt=F("due_at"))),
                declined=Count("pk", filter=Q(state=rules.RequestState.DECLINED)),
                waiting=Count("pk", filter=Q(state=rules.RequestState.ASKED)),
                withdrawn=Count("pk", filter=Q(state=rules.RequestState.WITHDRAWN)),
            )
            .order_by("agency")
        )
        return tuple(AgencyTime(**row) for row in rows)


def _eyes_and_ears(rows: QuerySet[Concern]) -> EyesAndEars:
    reports = rows.filter(channel=rules.Channel.EYES_AND_EARS)
    # What came of a report is said at the desks, which the analyst may not enter: counted there, and nothing else.
    desks = Circle.objects.filter(kind=CircleKind.DESK).values_list("pk", flat=True)
    with delivering_to(*desks):
        came = actions.subjects_by_result(
            viewer=Machine("figures"),
            subject_type=Concern._meta.label_lower,
            subject_ids=reports.order_by().values("pk"),
            results=[Result.TOLD_NEW, Result.SEEN, *sorted(LED_TO_HELP)],
        )
    helped = set().union(*(came[result] for result in LED_TO_HELP))
    not_open = Q(already_open=False)
    counted = reports.order_by().aggregate(
        reports=Count("pk"),
        already_open_=Count("pk", filter=Q(already_open=True)),
        not_open=Count("pk", filter=not_open),
        not_known=Count("pk", filter=Q(already_open__isnull=True)),
        news=Count("pk", filter=Q(already_open=True) & (Q(new_fact=True) | Q(pk__in=came[Result.TOLD_NEW]))),
        visited=Count("pk", filter=not_open & Q(pk__in=came[Result.SEEN])),
        helped=Count("pk", filter=not_open & Q(pk__in=helped)),
    )
    return EyesAndEars(**{name.removesuffix("_"): n for name, n in counted.items()})
