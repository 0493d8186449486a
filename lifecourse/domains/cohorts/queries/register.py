"""Which cohorts there are, what each is for, who agreed it, when it ran, and its published counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound
from lifecourse.kernel.people.rules.days import day_of

from .. import policy, rules
from ..models import Cohort, Definition, Publication, Run
from ..rules.definition import Definition as Rules
from ..rules.definition import read_definition


@dataclass(frozen=True)
class CohortLine:
    """A cohort with the version that stands (agreed last) and the one that is proposed after it, if there is one."""

    cohort: Cohort
    standing: Definition | None
    proposed: Definition | None
    last_published: Publication | None

    @property
    def shown(self) -> Definition:
        """The version a list tells of: what stands, else what is proposed."""
        found = self.standing or self.proposed
        assert found is not None, "a cohort is made with its first version"
        return found

    def is_over(self, at: datetime) -> bool:
        """Whether the time for which it was agreed has gone by."""
        return self.standing is not None and self.standing.expires_on < day_of(at)

    def state_words(self, at: datetime) -> str:
        """Where it stands, in words."""
        if self.cohort.state == rules.State.AGREED and self.is_over(at):
            return "Time is over"
        return rules.WORDS[rules.State(self.cohort.state)]


@dataclass(frozen=True)
class CohortRecord(CohortLine):
    """One cohort with every version, its published counts, and its runs for who is in its own circle."""

    definitions: tuple[Definition, ...]
    runs: tuple[Run, ...]
    publications: tuple[Publication, ...]
    sees_members: bool


def visible(*, viewer: Any) -> QuerySet[Cohort]:
    """The cohorts of the offices in which the viewer may see cohorts."""
    return Cohort.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))


def _with_all(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    return rows.select_related("owner", "circle", "members_circle").prefetch_related(
        Prefetch("definitions", Definition.objects.select_related("written_by", "agreed_by").order_by("-number")),
        Prefetch("publications", Publication.objects.select_related("published_by")),
    )


def cohorts(*, viewer: Any) -> list[CohortLine]:
    """Every cohort the viewer may see, those that go on first, by name. Three queries. They name nobody."""
    rows = _with_all(visible(viewer=viewer)).order_by("name", "id")
    lines = [CohortLine(*_parts(row)) for row in rows]
    return sorted(lines, key=lambda line: line.cohort.state == rules.State.ENDED)


def cohort(*, viewer: Any, pk: UUID) -> Cohort:
    """One cohort. Raises `NotFound`."""
    found = visible(viewer=viewer).select_related("owner", "circle", "members_circle").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"cohort {pk}")
    return found


def cohort_record(*, viewer: Any, pk: UUID) -> CohortRecord:
    """One cohort, whole. Raises `NotFound`."""
    found = _with_all(visible(viewer=viewer)).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"cohort {pk}")
    inside = found.members_circle_id in policy.circles_with(viewer, policy.MEMBERS)
    runs = Run.objects.filter(cohort=found, circle_id__in=policy.circles_with(viewer, policy.MEMBERS))
    return CohortRecord(
        *_parts(found),
        definitions=tuple(found.definitions.all()),
        runs=tuple(runs.select_related("asked_by", "definition").order_by("-asked_at", "-created_at")[:50])
        if inside
        else (),
        publications=tuple(found.publications.all()),
        sees_members=inside,
    )


def _parts(row: Cohort) -> tuple[Cohort, Definition | None, Definition | None, Publication | None]:
    definitions = list(row.definitions.all())
    standing = next((one for one in definitions if one.agreed_at is not None), None)
    proposed = next((one for one in definitions if one.agreed_at is None), None)
    if standing and proposed and proposed.number < standing.number:
        proposed = None
    return row, standing, proposed, next(iter(row.publications.all()), None)


def definition_of(*, version: Definition) -> Rules:
    """What a version looks for."""
    return read_definition(version.rule, version.parameters)


def published(*, viewer: Any, at: datetime, pk: UUID) -> Publication:
    """Published counts of a cohort the viewer may see, to be taken out as a file; logged. Raises `NotFound`."""
    rows = Publication.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    found = rows.select_related("cohort", "published_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"publication {pk}")
    record("cohorts.counts_exported", subject=found, actor=viewer, at=at)
    return found
