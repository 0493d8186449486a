"""The hub's worklist: what is open, in the order in which it must be done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, QuerySet, When

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.codelists import queries as codelists

from .. import policy, rules
from ..models import Concern, Subject

PAGE = 50
SUBJECT_TYPE = "concerns.concern"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; every value is a code, so the address of the page holds nothing personal."""

    state: str = ""
    rating: str = ""
    assignee: str = ""  # "me", "nobody", or a user's id
    channel: str = ""
    overdue: bool = False

    def as_query(self) -> dict[str, str]:
        """The filters as they stand in the page's address."""
        values = {"state": self.state, "rating": self.rating, "assignee": self.assignee, "channel": self.channel}
        return {k: v for k, v in values.items() if v} | ({"overdue": "1"} if self.overdue else {})


@dataclass(frozen=True)
class Row:
    """One concern of the list, ready to show."""

    id: UUID
    reference: str
    who: str
    state: str
    state_words: str
    rating: str
    channel_words: str
    flood_suspected: bool
    received_at: datetime
    due_at: datetime | None
    due_words: str
    is_overdue: bool
    why_late: str
    owner: str
    danger_now: bool
    version: int


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list, with how many that would leave."""

    key: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Worklist:
    """One page of the list, its facets, and how many are overdue in all."""

    page: "Page[Concern]"
    rows: tuple[Row, ...]
    facets: Mapping[str, tuple[Facet, ...]]
    overdue: int
    total: int
    filters: Filters = field(default_factory=Filters)


def visible(*, viewer: Any) -> QuerySet[Concern]:
    """The concerns of the circles in which the viewer may see concerns."""
    return Concern.objects.filter(circle_id__in=access.circles_with(viewer, policy.VIEW))


def worklist(*, viewer: User, at: datetime, filters: Filters, page: int = 1) -> Worklist:
    """The open concerns the viewer may see, first due first; suspected floods last, unless somebody is in danger now.

    Being shown them is recorded, in each circle those of it.
    """
    open_ones = visible(viewer=viewer).filter(state__in=rules.OPEN)
    open_ones = open_ones.annotate(next_due=clocks.next_due(viewer=viewer, subject_type=SUBJECT_TYPE))
    late = Q(next_due__lt=at.replace(microsecond=0))
    narrowed = _narrow(open_ones, viewer=viewer, filters=filters, late=late)
    put_last = Case(When(flood_suspected=True, danger_now=False, then=1), default=0, output_field=IntegerField())
    ordered = narrowed.order_by(put_last, F("next_due").asc(nulls_last=True), "received_at", "id")
    tallies = _tallies(open_ones, late)
    paginator: Paginator[Concern] = Paginator(ordered.select_related("assigned_to"), PAGE)
    paginator.count = sum(one.count for one in tallies if one.fits(filters, viewer=viewer))
    shown = paginator.get_page(page)
    rows = _rows(viewer=viewer, at=at, concerns=list(shown.object_list))
    _record_shown(shown.object_list, viewer=viewer, at=at)
    return Worklist(
        page=shown,
        rows=rows,
        facets=_facets(tallies, viewer=viewer, filters=filters),
        overdue=sum(one.count for one in tallies if one.is_late),
        total=paginator.count,
        filters=filters,
    )


def _record_shown(concerns: Iterable[Concern], *, viewer: User, at: datetime) -> None:
    """One event a circle, so that what is said of a sealed one is read in it alone; an empty list was looked at too."""
    by_circle: dict[int | None, list[str]] = {}
    for concern in concerns:
        by_circle.setdefault(concern.circle_id, []).append(str(concern.pk))
    if not by_circle:
        by_circle[min(access.circles_with(viewer, policy.VIEW), default=None)] = []
    for circle_id, shown in by_circle.items():
        record("concerns.listed", subject=None, actor=viewer, at=at, circle_id=circle_id, shown=shown)


@dataclass(frozen=True)
class _Tally:
    """How many open concerns are alike in everything the list can be narrowed by."""

    state: str
    rating: str
    channel: str
    assignee: UUID | None
    is_late: bool
    count: int

    def fits(self, filters: Filters, *, viewer: User, without: str = "") -> bool:
        """Whether they are among those the filters leave, all but the one called `without`."""
        owner = {"nobody": None, "me": viewer.pk}.get(filters.assignee, filters.assignee)
        checks = {
            "state": (filters.state, self.state == filters.state),
            "rating": (filters.rating, self.rating == ("" if filters.rating == "none" else filters.rating)),
            "channel": (filters.channel, self.channel == filters.channel),
            "assignee": (filters.assignee, str(self.assignee) == str(owner)),
            "overdue": (filters.overdue, self.is_late),
        }
        return all(not asked or agrees for key, (asked, agrees) in checks.items() if key != without)


def _tallies(open_ones: QuerySet[Concern], late: Q) -> list[_Tally]:
    """The whole list counted in one query, so that each next due time is looked up once and not once a facet."""
    is_late = Case(When(late, then=True), default=False, output_field=BooleanField())
    keys = ("state", "rating", "channel", "assigned_to_id", "is_late")
    rows = open_ones.order_by().annotate(is_late=is_late).values_list(*keys).annotate(n=Count("pk"))
    return [_Tally(*row) for row in rows]


def _narrow(concerns: QuerySet[Concern], *, viewer: User, filters: Filters, late: Q) -> QuerySet[Concern]:
    if filters.state:
        concerns = concerns.filter(state=filters.state)
    if filters.rating:
        concerns = concerns.filter(rating="" if filters.rating == "none" else filters.rating)
    if filters.channel:
        concerns = concerns.filter(channel=filters.channel)
    if filters.assignee:
        concerns = concerns.filter(_assignee(viewer, filters.assignee))
    if filters.overdue:
        concerns = concerns.filter(late)
    return concerns


def _assignee(viewer: User, value: str) -> Q:
    if value == "nobody":
        return Q(assigned_to__isnull=True)
    if value == "me":
        return Q(assigned_to_id=viewer.pk)
    try:
        return Q(assigned_to_id=UUID(value))
    except ValueError:
        return Q(pk__isnull=True)


def _rows(*, viewer: User, at: datetime, concerns: Sequence[Concern]) -> tuple[Row, ...]:
    ids = [concern.pk for concern in concerns]
    who = names_of(viewer=viewer, concern_ids=ids)
    running = clocks.clocks_for(viewer=viewer, subject_type=SUBJECT_TYPE, subject_ids=ids, at=at)
    reasons = {one.breach_reason for views in running.values() for one in views if one.is_open and one.breach_reason}
    labels = {code: codelists.label_of(viewer=viewer, list_code="breach_reason", code=code) for code in reasons}
    rows = []
    for concern in concerns:
        first = clocks.most_urgent(running.get(concern.pk, ()))
        rows.append(
            Row(
                id=concern.pk,
                reference=concern.reference,
                who=who.get(concern.pk, "Nobody named"),
                state=concern.state,
                state_words=rules.WORDS[rules.State(concern.state)],
                rating=concern.rating,
                channel_words=rules.CHANNEL_WORDS[rules.Channel(concern.channel)],
                flood_suspected=concern.flood_suspected,
                received_at=concern.received_at,
                due_at=first.due_at if first else None,
                due_words=f"{first.title}: {first.standing_words}" if first else "",
                is_overdue=bool(first and first.is_late),
                why_late=labels.get(first.breach_reason, "") if first and first.is_late else "",
                owner=str(concern.assigned_to) if concern.assigned_to else "",
                danger_now=concern.danger_now,
                version=concern.version,
            )
        )
    return tuple(rows)


def names_of(*, viewer: Any, concern_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Whom each concern is about, in the reporter's words: the first named, and how many more. One query."""
    told: dict[UUID, list[str]] = {}
    subjects = Subject.objects.filter(
        concern_id__in=concern_ids, circle_id__in=access.circles_with(viewer, policy.VIEW)
    ).order_by("concern_id", "order", "id")
    for subject in subjects:
        name = f"{subject.given_name} {subject.family_name}".strip()
        told.setdefault(subject.concern_id, []).append(name or subject.description[:60] or subject.address_words[:60])
    return {key: _first_and_more([n for n in names if n]) for key, names in told.items()}


def _first_and_more(names: list[str]) -> str:
    if not names:
        return "Nobody named"
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _facets(tallies: Sequence[_Tally], *, viewer: User, filters: Filters) -> dict[str, tuple[Facet, ...]]:
    """Each facet counts within the other filters, so that its numbers are what choosing it would leave."""

    def counted(key: str) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for one in tallies:
            if one.fits(filters, viewer=viewer, without=key):
                counts[getattr(one, key)] += one.count
        return counts

    states, ratings, channels, people = (counted(key) for key in ("state", "rating", "channel", "assignee"))
    names = dict(User.objects.filter(pk__in=[p for p in people if p]).values_list("pk", "full_name"))
    chosen = filters.as_query()

    def facet(key: str, value: str, label: str, count: int) -> Facet:
        return Facet(key, value, label, count, chosen.get(key) == value)

    return {
        "rating": (
            *(facet("rating", r.value, r.value.capitalize(), ratings.get(r.value, 0)) for r in rules.Rating),
            facet("rating", "none", "Not rated yet", ratings.get("", 0)),
        ),
        "state": tuple(
            facet("state", s.value, rules.WORDS[s], states.get(s.value, 0)) for s in rules.State if s in rules.OPEN
        ),
        "assignee": (
            facet("assignee", "me", "Mine", people.get(viewer.pk, 0)),
            facet("assignee", "nobody", "Nobody’s yet", people.get(None, 0)),
            *sorted(
                (facet("assignee", str(p), names[p], n) for p, n in people.items() if p and p != viewer.pk),
                key=lambda f: f.label,
            ),
        ),
        "channel": tuple(
            facet("channel", c.value, rules.CHANNEL_WORDS[c], channels.get(c.value, 0)) for c in rules.Channel
        ),
    }


def colleagues(*, viewer: User, at: datetime) -> list[User]:
    """Those to whom the viewer may give a concern: whoever may screen in a circle where the viewer may assign."""
    return list(
        User.objects.filter(
            pk__in=_members(at).filter(
                circle_id__in=access.circles_with(viewer, policy.ASSIGN), role__capabilities__contains=[policy.SCREEN]
            )
        ).order_by("full_name", "id")
    )


def colleague(*, viewer: User, at: datetime, pk: UUID) -> User:
    """One of those to whom the viewer may give a concern; raises `NotFound` for anybody else."""
    for user in colleagues(viewer=viewer, at=at):
        if user.pk == pk:
            return user
    raise NotFound


def concerns_by_id(*, viewer: User, pks: Sequence[UUID]) -> list[Concern]:
    """The visible ones among these concerns, oldest first."""
    return list(visible(viewer=viewer).filter(pk__in=pks).order_by("received_at", "id"))


@dataclass(frozen=True)
class BulkPreview:
    """How many a bulk act would change, and which it would not, with the reason."""

    will: int
    will_not: tuple[dict[str, str], ...]


def assign_preview(*, viewer: User, at: datetime, concerns: Sequence[Concern], to: User) -> BulkPreview:
    """What giving these concerns to a colleague would and would not change."""
    will_not = []
    for concern in concerns:
        if concern.assigned_to_id == to.pk:
            will_not.append({"what": concern.reference, "reason": "is theirs already"})
        elif concern.state not in rules.OPEN:
            will_not.append({"what": concern.reference, "reason": "is finished"})
    return BulkPreview(len(concerns) - len(will_not), tuple(will_not))


def _members(at: datetime) -> QuerySet[Any, Any]:
    return Membership.objects.filter(valid_at(at), user__is_active=True).values("user_id")
