"""Runs of a cohort, who belonged, and one member with the evidence; each look is in the trail."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When

from lifecourse.domains.concerns import queries as concerns
from lifecourse.kernel.access import policy as access
from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership
from lifecourse.kernel.audit.trail import record, record_many
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.base.manifest import TimelineEntry
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people import policy as people_policy
from lifecourse.kernel.people import queries as people
from lifecourse.kernel.people.models import Person

from .. import policy, rules
from ..models import Member, MemberDecision, Publication, Run
from ..rules.fitting import Doubt
from .register import visible

PAGE = 50
LOST_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class ListCount:
    """One service as it was on the day of a run, and how many in scope were on its lists. `lists`: as kept."""

    id: str
    name: str
    agency: str
    kind: str
    is_asked: bool
    ages: str
    lists: tuple[Mapping[str, Any], ...]
    people: int

    @property
    def searched(self) -> bool:
        """Whether it had ever sent a list."""
        return any(one["taken_on"] for one in self.lists)

    @property
    def stale(self) -> bool:
        return any(one["stale"] for one in self.lists)


@dataclass(frozen=True)
class RunRecord:
    """One run with its counts."""

    run: Run
    lists: tuple[ListCount, ...]
    is_published: bool = False

    def in_group(self, group: str) -> int:
        """How many were put in a group."""
        return sum(self.run.counts.get("groups", {}).get(group, {}).values())

    @property
    def stale(self) -> tuple[ListCount, ...]:
        """The lists asked about that were out of date, or never came."""
        return tuple(one for one in self.lists if one.is_asked and (one.stale or not one.lists))


def run(*, viewer: Any, pk: UUID) -> Run:
    """One run. Raises `NotFound`. Opens nothing: for commands' targets."""
    rows = Run.objects.filter(
        circle_id__in=policy.circles_with(viewer, policy.MEMBERS), cohort__in=visible(viewer=viewer)
    )
    found = rows.select_related("cohort", "definition", "asked_by", "circle").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"run {pk}")
    return found


def open_run(*, viewer: Any, at: datetime, pk: UUID) -> RunRecord:
    """One run with its counts, small ones too; logged. Raises `NotFound`."""
    found = run(viewer=viewer, pk=pk)
    record("cohorts.run_opened", subject=found, actor=viewer, at=at)
    return RunRecord(found, _lists(found), is_published=Publication.objects.filter(run=found).exists())


def _lists(found: Run) -> tuple[ListCount, ...]:
    on_list = found.counts.get("on_list", {})
    return tuple(
        ListCount(
            id=one["id"],
            name=one["name"],
            agency=one["agency"],
            kind=one["kind"],
            is_asked=one["asked"],
            ages=one["ages"],
            lists=tuple(one["lists"]),
            people=on_list.get(one["id"], 0),
        )
        for one in found.lists
    )


def is_small(*, viewer: Any, most: int) -> bool:
    """Whether no more than so many records are in the indexes a run of the viewer's goes over. Counts no further."""
    circles = policy.indexes_to_run_over(viewer)
    return len(Person.objects.filter(circle_id__in=circles).order_by().values("pk")[: most + 1]) <= most


def lost_runs(*, viewer: Any, at: datetime) -> list[tuple[UUID, UUID]]:
    """Runs that wait or go on so long that their job must be lost, with who asked for them."""
    waiting = [rules.RunState.QUEUED, rules.RunState.RUNNING]
    rows = Run.objects.filter(state__in=waiting, updated_at__lt=at - LOST_AFTER)
    rows = rows.filter(circle_id__in=policy.circles_with(viewer, policy.MEMBERS))
    return list(rows.order_by("asked_at").values_list("pk", "asked_by_id"))


@dataclass(frozen=True)
class Filters:
    """What the list of members is narrowed to; codes only."""

    standing: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Row:
    """One member in a list."""

    id: UUID
    name: str
    birth_words: str
    standing: str
    doubts: tuple[str, ...]
    last_on: date | None
    last_by: str
    concern_reference: str


@dataclass(frozen=True)
class Members:
    """One page of the members of a run, and the facets with what choosing each would leave."""

    run: Run
    page: "Page[Member]"
    rows: tuple[Row, ...]
    standings: Mapping[str, int]
    doubts: Mapping[str, int]
    filters: Filters = field(default_factory=Filters)


def _seen(*, viewer: Any) -> QuerySet[Member]:
    """Members whose record in the index the viewer may see as well: whoever was sealed since is gone from here."""
    return Member.objects.filter(
        circle_id__in=policy.circles_with(viewer, policy.MEMBERS),
        run__cohort__in=visible(viewer=viewer),
        person__circle_id__in=access.circles_with(viewer, people_policy.VIEW),
    )


def held_about(*, viewer: Any, person_ids: Collection[UUID], at: datetime) -> int | None:
    """How many places in runs these records have; None for who may see no members."""
    if not policy.circles_with(viewer, policy.MEMBERS):
        return None
    return _seen(viewer=viewer).filter(person_id__in=list(person_ids)).count()


def members(*, viewer: Any, at: datetime, pk: UUID, filters: Filters, page: int = 1) -> Members:
    """Who belonged, those nobody has looked at first, then those known of longest ago. Raises `NotFound`.

    That they were shown is in the trail of each.
    """
    found = run(viewer=viewer, pk=pk)
    everybody = _seen(viewer=viewer).filter(run=found)
    tallies = list(everybody.order_by().values_list("standing", "doubts").annotate(n=Count("pk")))
    rows = everybody.filter(**{"standing": filters.standing} if filters.standing else {})
    rows = rows.filter(**{"doubts__contains": [filters.doubt]} if filters.doubt else {})
    if filters.doubt == "none":
        rows = everybody.filter(**{"standing": filters.standing} if filters.standing else {}).filter(doubts=[])
    order = {standing: number for number, standing in enumerate(rules.Standing)}
    whens = [When(standing=standing, then=Value(number)) for standing, number in order.items()]
    rows = rows.order_by(Case(*whens, output_field=IntegerField()), F("last_on").asc(nulls_first=True), "id")
    paginator: Paginator[Member] = Paginator(rows.select_related("person"), PAGE)
    shown = paginator.get_page(page)
    on_page = list(shown.object_list)
    lines = people.lines_of(viewer=viewer, at=at, ids=[one.person_id for one in on_page])
    names = {one["id"]: one["name"] for one in found.lists}
    record("cohorts.members_listed", subject=found, actor=viewer, at=at, shown=len(on_page))
    record_many(
        "cohorts.member_shown",
        subjects=[one.person for one in on_page if one.person_id in lines],
        actor=viewer,
        at=at,
        cohort=found.cohort_id,
    )
    standings, doubts = _facets(tallies, filters)
    return Members(
        run=found,
        page=shown,
        rows=tuple(
            Row(
                id=one.pk,
                name=lines[one.person_id].name,
                birth_words=lines[one.person_id].birth_words,
                standing=one.standing,
                doubts=tuple(one.doubts),
                last_on=one.last_on,
                last_by=names.get(str(one.last_by), ""),
                concern_reference=one.concern_reference,
            )
            for one in on_page
            if one.person_id in lines
        ),
        standings=standings,
        doubts=doubts,
        filters=filters,
    )


def _facets(tallies: Sequence[tuple[str, list[str], int]], filters: Filters) -> tuple[Counter[str], Counter[str]]:
    standings, doubts = Counter[str](), Counter[str]()
    for standing, held, n in tallies:
        kinds = held or ["none"]
        if not filters.doubt or filters.doubt in kinds:
            standings[standing] += n
        if not filters.standing or filters.standing == standing:
            for doubt in kinds:
                doubts[doubt] += n
    return standings, doubts


def member(*, viewer: Any, pk: UUID) -> Member:
    """One member. Raises `NotFound`. Opens nothing: for commands' targets."""
    rows = _seen(viewer=viewer).select_related("run__cohort__owner", "run__definition", "person", "circle")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"member {pk}")
    return found


@dataclass(frozen=True)
class Evidence:
    """What one service said of a member on the day of the run. `spell`: the latest, as kept, or None."""

    service: ListCount
    spell: Mapping[str, Any] | None
    earlier: int


@dataclass(frozen=True)
class MemberRecord:
    """One member: who, what each service said, which adults of the household are known, and what was decided."""

    member: Member
    line: people.PersonLine
    evidence: tuple[Evidence, ...]
    adults: tuple[tuple[people.PersonLine, str], ...]
    last_by: str
    concerns: tuple[TimelineEntry, ...]
    decisions: tuple[MemberDecision, ...]
    doubts: tuple[Doubt, ...]
    is_newest: bool


def open_member(*, viewer: Any, at: datetime, pk: UUID) -> MemberRecord:
    """One member, to be shown; logged with the person. Raises `NotFound`.

    Concerns are those the viewer may see at the front door, asked for now: nothing of them is kept in the cohort.
    """
    found = member(viewer=viewer, pk=pk)
    record("cohorts.member_opened", subject=found.person, actor=viewer, at=at, cohort=found.run.cohort_id)
    adults = [(UUID(one["person"]), one["service"]) for one in found.adults]
    lines = people.lines_of(viewer=viewer, at=at, ids=[found.person_id, *(pk for pk, _ in adults)])
    if found.person_id not in lines:
        raise NotFound(f"member {pk}")
    record_many(
        "cohorts.adult_shown",
        subjects=list(Person.objects.filter(pk__in=[pk for pk, _ in adults if pk in lines])) if adults else [],
        actor=viewer,
        at=at,
        cohort=found.run.cohort_id,
    )
    services = _lists(found.run)
    names = {one.id: one.name for one in services}
    ids = people.ids_of(viewer=viewer, pk=found.person_id)
    newer = Run.objects.filter(
        cohort_id=found.run.cohort_id, state=rules.RunState.DONE, asked_at__gt=found.run.asked_at
    )
    told = concerns.timeline(viewer=viewer, person_ids=ids, at=at)
    return MemberRecord(
        member=found,
        line=lines[found.person_id],
        evidence=tuple(_evidence(found, one) for one in services),
        adults=tuple((lines[pk], names.get(service, "")) for pk, service in adults if pk in lines),
        last_by=names.get(str(found.last_by), ""),
        concerns=tuple(sorted((one for one in told if one.kind == "concern"), key=lambda one: one.at, reverse=True)),
        decisions=tuple(found.decisions.select_related("by").order_by("-at", "-created_at")),
        doubts=tuple(Doubt(one) for one in found.doubts),
        is_newest=not newer.exists(),
    )


def _evidence(found: Member, service: ListCount) -> Evidence:
    spells = [one for one in found.evidence if one["service"] == service.id]
    return Evidence(service, spells[0] if spells else None, max(0, len(spells) - 1))


def people_to_ask(*, viewer: Any, at: datetime, capability: str, circle_id: int) -> list[str]:
    """The names of those who hold a capability in a circle, other than the viewer: whom to ask. One query."""
    rows = Membership.objects.filter(
        valid_at(at), circle_id=circle_id, user__is_active=True, role__capabilities__contains=[capability]
    )
    own = getattr(viewer, "pk", None)
    return sorted({name for pk, name in rows.values_list("user_id", "user__full_name") if pk != own})


def threshold_on(*, viewer: Any, on: date) -> int:
    """Up to which count a published one is hidden on a day: the dated list `suppression_threshold`.

    Raises `Refused` if none is set for the day, for then nothing may be published.
    """
    found = [one.code for one in codelists.choices(viewer=viewer, list_code="suppression_threshold", on=on)]
    if len(found) != 1 or not found[0].isdecimal():
        raise Refused("Nothing can be published: data/code_lists/suppression_threshold must say one number for today.")
    return int(found[0])
