"""Which reports there are, one of them with its sections and editions, one section, and what is published."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from lifecourse.kernel.access.grants import valid_at
from lifecourse.kernel.access.models import Membership, User
from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..models import Comment, Edition, Publication, Reason, Report, Section, SectionVersion


@dataclass(frozen=True)
class EditionLine:
    """A frozen edition, and where it is published if it is."""

    edition: Edition
    publication: Publication | None


@dataclass(frozen=True)
class ReportLine:
    """A report in the list: how far its sections are, and its newest edition."""

    report: Report
    sections: int
    agreed: int
    edition: Edition | None

    @property
    def state_words(self) -> str:
        return rules.WORDS[rules.State(self.report.state)]


@dataclass(frozen=True)
class ReportRecord:
    """A report, whole."""

    report: Report
    sections: tuple[Section, ...]
    reasons: tuple[Reason, ...]
    editions: tuple[EditionLine, ...]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Title and words of every section."""
        return [(one.title, one.words) for one in self.sections]


@dataclass(frozen=True)
class SectionRecord:
    """A section with its report, versions without their words, and comments."""

    section: Section
    versions: tuple[SectionVersion, ...]
    comments: tuple[Comment, ...]


def visible(*, viewer: Any) -> QuerySet[Report]:
    """The reports of the offices in which the viewer may see them."""
    return Report.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))


def reports(*, viewer: Any) -> list[ReportLine]:
    """Every report the viewer may see, the newest year first. Three queries."""
    rows = visible(viewer=viewer).select_related("owner").order_by("-period_to", "title", "id")
    rows = rows.prefetch_related(
        Prefetch("sections", Section.objects.only("id", "report_id", "state")),
        Prefetch("editions", Edition.objects.defer("content").order_by("-number")),
    )
    lines = []
    for row in rows:
        states = Counter(one.state for one in row.sections.all())
        first = next(iter(row.editions.all()), None)
        lines.append(ReportLine(row, states.total(), states[rules.SectionState.AGREED.value], first))
    return lines


def report(*, viewer: Any, pk: UUID) -> Report:
    """One report. Raises `NotFound`."""
    found = visible(viewer=viewer).select_related("owner", "circle").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"report {pk}")
    return found


def report_record(*, viewer: Any, pk: UUID) -> ReportRecord:
    """One report, whole. Raises `NotFound`."""
    found = report(viewer=viewer, pk=pk)
    editions = found.editions.defer("content").select_related("frozen_by", "publication").order_by("-number")
    editions = editions.defer("content", "publication__content", "publication__figures")
    return ReportRecord(
        found,
        tuple(found.sections.select_related("owner").order_by("order")),
        tuple(found.reasons.select_related("by")),
        tuple(EditionLine(one, getattr(one, "publication", None)) for one in editions),
    )


def section_record(*, viewer: Any, pk: UUID) -> SectionRecord:
    """One section of a report that the viewer may see. Raises `NotFound`."""
    rows = Section.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    found = rows.select_related("report", "owner").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"section {pk}")
    return SectionRecord(
        found,
        tuple(found.versions.select_related("by")[:50]),
        tuple(found.comments.select_related("by", "settled_by")),
    )


def writers(*, viewer: Any, circle_id: int, at: Any) -> list[User]:
    """Who may write in that office now, by name: whom a section can be given to."""
    if circle_id not in policy.circles_with(viewer, policy.VIEW):
        return []
    places = Membership.objects.filter(
        valid_at(at), circle_id=circle_id, user__is_active=True, role__capabilities__contains=[policy.WRITE]
    )
    return sorted({one.user for one in places.select_related("user")}, key=lambda user: user.full_name)


def edition(*, viewer: Any, pk: UUID) -> EditionLine:
    """A frozen edition of a report that the viewer may see. Raises `NotFound`."""
    rows = Edition.objects.filter(circle_id__in=policy.circles_with(viewer, policy.VIEW))
    found = rows.select_related("report", "frozen_by", "publication").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"edition {pk}")
    return EditionLine(found, getattr(found, "publication", None))


def newest_publications(*, viewer: Any) -> list[Publication]:
    """What is published, the newest edition of each report; for anybody, signed in or not. No contents."""
    rows = Publication.objects.defer("content", "figures").order_by("slug", "-number").distinct("slug")
    return sorted(rows, key=lambda one: (one.period, one.title), reverse=True)


def publication(*, viewer: Any, slug: str, number: int | None = None) -> tuple[Publication, list[int]]:
    """A published edition (the newest, if none is named), and the numbers of all; for anybody. Raises `NotFound`."""
    rows = Publication.objects.filter(slug=slug)
    numbers = list(rows.order_by("-number").values_list("number", flat=True))
    wanted = number if number is not None else next(iter(numbers), 0)
    found = rows.filter(number=wanted).first()
    if found is None:
        raise NotFound(f"publication {slug}")
    return found, numbers
