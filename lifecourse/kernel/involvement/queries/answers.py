"""Who is or was open to which service: the background check's answers, and whom to tell. Never what a case is about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.agencies.models import EmailDomain
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.audit.trail import record_many
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import Involvement, ListSource, Service
from lifecourse.kernel.involvement.rules import Answer, Freshness, State, TellLead, freshness
from lifecourse.kernel.people.models import Person


@dataclass(frozen=True)
class Lead:
    """Whom to speak to at a service. `email_is`: an address that is not of the agency's verified domains is shown as
    unverified, and nothing may be sent to it."""

    name: str = ""
    job: str = ""
    phone: str = ""
    email: str = ""
    email_is: TellLead = TellLead.NONE

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


@dataclass(frozen=True)
class Searched:
    """One list that was searched: who should be on it, from and until when, and how fresh it is."""

    name: str
    covers: str
    covers_from: date | None
    covers_to: date | None
    freshness: Freshness

    @property
    def taken_on(self) -> date | None:
        return self.freshness.taken_on

    @property
    def stale(self) -> bool:
        return self.freshness.stale


@dataclass(frozen=True)
class ServiceAnswer:
    """What one service says of one person (`person_root`, all records of it taken together).

    KNOWN_OPEN, KNOWN_CLOSED: `since`, `until`, `lead`, and `told` (a list's name, or with `is_told` who told us) with
    `fresh_as_of`.
    NO_RECORD: `searched` says in which lists, what they cover and how fresh they are. NOT_SEARCHED: the service has
    sent no list yet. NOT_COVERED: it is not asked about people of this age.
    """

    person_root: UUID
    service_id: UUID
    service: str
    organisation_id: UUID
    organisation: str
    answer: Answer
    since: date | None = None
    until: date | None = None
    left_list: bool = False
    lead: Lead = Lead()
    reach: str = ""
    told: str = ""
    is_told: bool = False
    fresh_as_of: date | None = None
    involvement_id: UUID | None = None
    earlier: int = 0
    ages: str = ""
    searched: tuple[Searched, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.answer in {Answer.KNOWN_OPEN, Answer.KNOWN_CLOSED}

    @property
    def is_open(self) -> bool:
        return self.answer == Answer.KNOWN_OPEN

    @property
    def stale(self) -> bool:
        """Whether a list behind this answer should have been renewed."""
        return any(one.stale for one in self.searched)

    @property
    def sentence(self) -> str:
        """The answer in a sentence that never says more than was looked at."""
        match self.answer:
            case Answer.KNOWN_OPEN:
                since = f" since {_day(self.since)}" if self.since else ""
                return f"Open to {self.service}{since}."
            case Answer.KNOWN_CLOSED if self.left_list:
                return f"Was open to {self.service}; no longer on its list of {_day(self.until)}."
            case Answer.KNOWN_CLOSED:
                until = f" until {_day(self.until)}" if self.until else ""
                return f"Was open to {self.service}{until}; closed now."
            case Answer.NO_RECORD:
                return f"No record found: {'; '.join(_looked(one) for one in self.searched)}."
            case Answer.NOT_SEARCHED:
                return "Not searched: this service has sent no list."
            case Answer.NOT_COVERED:
                return f"Not covered by age: this service is asked about people aged {self.ages}."


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B} {value.year}" if value else "a day not known"


def _looked(one: Searched) -> str:
    covers = one.covers.strip().rstrip(".")
    return f"searched {one.name} ({covers[:1].lower()}{covers[1:]}), taken on {_day(one.taken_on)}"


def known_to(
    *,
    viewer: Any,
    at: datetime,
    person_roots: Collection[UUID],
    purpose: str,
    services: Collection[UUID] | None = None,
) -> list[ServiceAnswer]:
    """What each service (all that stand, or those named) says of each person; by person, then service by name.

    Six queries, however many people and services. What was seen is written into the trail of each person, with the
    `purpose` (a code). Raises `NotFound` if the viewer may ask of none of these people.
    """
    people = _people(viewer, person_roots)
    today = at.astimezone(LONDON).date()
    wanted = _services(today, services)
    spells = _spells(viewer, people, [service.pk for service in wanted])
    domains = _domains({service.organisation_id for service in wanted})
    answers: list[ServiceAnswer] = []
    for root, group in people.items():
        for service in wanted:
            own = [spell for person in group for spell in spells.get((person.pk, service.pk), ())]
            answers.append(_answer(root, group, service, own, domains, today))
        known = [str(answer.service_id) for answer in answers if answer.person_root == root and answer.is_known]
        record_many(
            "involvement.seen",
            subjects=[group[0]],
            actor=viewer,
            at=at,
            purpose=purpose,
            services=known,
            searched=len(wanted),
        )
    return answers


def shown_of(*, viewer: Any, at: datetime, person_roots: Collection[UUID]) -> list[ServiceAnswer]:
    """The services that know each person, without lead professionals: what a person's page shows at first sight.

    Logged as `involvement.shown`; `involvement_of` then gives one in detail. For people or viewers of whom nothing
    may be said the list is empty.
    """
    try:
        people = _people(viewer, person_roots)
    except NotFound:
        return []
    today = at.astimezone(LONDON).date()
    wanted = _services(today, None)
    spells = _spells(viewer, people, [service.pk for service in wanted])
    record_many("involvement.shown", subjects=[group[0] for group in people.values()], actor=viewer, at=at)
    answers = [
        _answer(root, group, service, own, {}, today, detail=False)
        for root, group in people.items()
        for service in wanted
        if (own := [spell for person in group for spell in spells.get((person.pk, service.pk), ())])
    ]
    return [answer for answer in answers if answer.is_known]


def involvement_of(*, viewer: Any, at: datetime, involvement_id: UUID) -> ServiceAnswer:
    """One service's answer about one person, in detail; logged. Raises `NotFound`."""
    circles = access.circles_with(viewer, policy.CHECK)
    spell = Involvement.objects.select_related("person").filter(pk=involvement_id, circle_id__in=circles).first()
    if spell is None:
        raise NotFound(f"involvement {involvement_id}")
    answers = known_to(
        viewer=viewer, at=at, person_roots=[spell.person.root_id], purpose="record", services=[spell.service_id]
    )
    if not answers:  # the service has ended
        raise NotFound(f"involvement {involvement_id}")
    return answers[0]


def person_to_record(*, viewer: Any, person_id: UUID) -> UUID:
    """The person's id, if the viewer may write down involvements of theirs. Raises `NotFound`."""
    circles = access.circles_with(viewer, policy.CHECK) & access.circles_with(viewer, policy.RECORD)
    if not Person.objects.filter(pk=person_id, circle_id__in=circles).exists():
        raise NotFound(f"person {person_id}")
    return person_id


def services_now(*, viewer: Any, at: datetime) -> list[Service]:
    """Every service that stands, by agency and name, with its organisation."""
    return _services(at.astimezone(LONDON).date(), None)


@dataclass(frozen=True)
class LeadProfessional:
    """The lead professional of one open service of one person, to be told by default."""

    person_root: UUID
    involvement_id: UUID
    service_id: UUID
    service: str
    organisation_id: UUID
    organisation: str
    lead: Lead
    reach: str


def lead_professionals_of(*, viewer: Any, at: datetime, person_roots: Collection[UUID]) -> list[LeadProfessional]:
    """The lead professionals of every service that is open to these people; logged for each person.

    A service that names nobody is among them, with its own words how to reach it. Raises `NotFound`.
    """
    people = _people(viewer, person_roots)
    roots = {person.pk: root for root, group in people.items() for person in group}
    rows = list(
        Involvement.objects.filter(
            person_id__in=roots,
            circle_id__in=access.circles_with(viewer, policy.CHECK),
            is_current=True,
            state=State.OPEN,
        )
        .select_related("service__organisation")
        .order_by("service__organisation__name", "service__name", "opened_on", "id")
    )
    domains = _domains({row.service.organisation_id for row in rows})
    record_many("involvement.leads_seen", subjects=[group[0] for group in people.values()], actor=viewer, at=at)
    return [
        LeadProfessional(
            person_root=roots[row.person_id],
            involvement_id=row.pk,
            service_id=row.service_id,
            service=row.service.name,
            organisation_id=row.service.organisation_id,
            organisation=row.service.organisation.name,
            lead=_lead(row, domains),
            reach=row.service.reach,
        )
        for row in rows
    ]


def _people(viewer: Any, roots: Collection[UUID]) -> dict[UUID, list[Person]]:
    """The records of each person that the viewer may ask about, the one they are read as first."""
    circles = access.circles_with(viewer, policy.CHECK)
    groups: dict[UUID, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(root_id__in=list(roots), circle_id__in=circles).order_by("pk"):
        groups[person.root_id].append(person)
    if not groups:
        raise NotFound("no such person")
    for root, group in groups.items():
        group.sort(key=lambda person, root=root: person.pk != root)  # type: ignore[misc]
    return {root: groups[root] for root in dict.fromkeys(roots) if root in groups}


def _services(today: date, services: Collection[UUID] | None) -> list[Service]:
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    rows = Service.objects.filter(standing).select_related("organisation").order_by("organisation__name", "name", "id")
    if services is not None:
        rows = rows.filter(pk__in=list(services))
    lists = ListSource.objects.filter(standing).order_by("name")
    return list(rows.prefetch_related(Prefetch("sources", queryset=lists, to_attr="lists")))


def _spells(
    viewer: Any, people: Mapping[UUID, Sequence[Person]], services: Collection[UUID]
) -> dict[tuple[UUID, UUID], list[Involvement]]:
    found: dict[tuple[UUID, UUID], list[Involvement]] = defaultdict(list)
    rows = Involvement.objects.filter(
        person_id__in=[person.pk for group in people.values() for person in group],
        service_id__in=list(services),
        circle_id__in=access.circles_with(viewer, policy.CHECK),
    ).select_related("service", "source")
    for row in rows:
        found[row.person_id, row.service_id].append(row)
    return found


def _domains(organisations: Collection[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = EmailDomain.objects.filter(
        organisation_id__in=list(organisations), verified_at__isnull=False, ended_at__isnull=True
    )
    for organisation, domain in rows.values_list("organisation_id", "domain"):
        found[organisation].add(domain)
    return found


def _latest_first(spell: Involvement) -> tuple[bool, bool, date, date]:
    return (
        spell.state == State.OPEN,
        spell.is_current,
        spell.closed_on or date.min,
        spell.opened_on or date.min,
    )


def _answer(
    root: UUID,
    group: Sequence[Person],
    service: Service,
    spells: Iterable[Involvement],
    domains: Mapping[UUID, Collection[str]],
    today: date,
    *,
    detail: bool = True,
) -> ServiceAnswer:
    lists: list[ListSource] = service.lists  # type: ignore[attr-defined]
    searched = tuple(
        Searched(
            one.name,
            one.covers,
            one.covers_from,
            one.covers_to,
            freshness(one.taken_on, one.stale_after_days, today=today),
        )
        for one in lists
        if one.taken_on is not None
    )
    answer, facts = Answer.NOT_SEARCHED, {}
    if not any(service.ages.covers(person.birth, today) for person in group):
        answer = Answer.NOT_COVERED
    elif ordered := sorted(spells, key=_latest_first, reverse=True):
        spell = ordered[0]
        answer = Answer.KNOWN_OPEN if spell.state == State.OPEN else Answer.KNOWN_CLOSED
        facts = {
            "since": spell.opened_on,
            "until": spell.closed_on,
            "left_list": spell.left_list,
            "lead": _lead(spell, domains) if detail else Lead(),
            "told": spell.source.name if spell.source else spell.told_by,
            "is_told": spell.source is None,
            "fresh_as_of": spell.source.taken_on if spell.source else spell.told_on,
            "involvement_id": spell.pk,
            "earlier": len(ordered) - 1,
        }
    elif searched:
        answer = Answer.NO_RECORD
    return ServiceAnswer(
        person_root=root,
        service_id=service.pk,
        service=service.name,
        organisation_id=service.organisation_id,
        organisation=service.organisation.name,
        answer=answer,
        reach=service.reach,
        ages=str(service.ages),
        searched=searched,
        **facts,  # type: ignore[arg-type]
    )


def _lead(spell: Involvement, domains: Mapping[UUID, Collection[str]]) -> Lead:
    kind = TellLead.NONE
    if spell.lead_email:
        bound = domains.get(spell.service.organisation_id, ())
        verified = spell.lead_email.rpartition("@")[2].lower() in bound
        kind = TellLead.VERIFIED if verified else TellLead.UNVERIFIED
    return Lead(spell.lead_name, spell.lead_job, spell.lead_phone, spell.lead_email, kind)
