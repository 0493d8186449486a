"""Lists as their senders and the hub see them: what each covers, how fresh it is, and what its last file did."""

import contextlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import FilePiece, ListLoad, ListSource, ReportLine
from lifecourse.kernel.involvement.rules import (
    REJECTED_WARN_PERCENT,
    Freshness,
    LoadState,
    State,
    closing_needs_consent,
    freshness,
)
from lifecourse.kernel.involvement.rules.columns import LABELS, ColumnMap, Field
from lifecourse.kernel.involvement.rules.files import open_table
from lifecourse.kernel.involvement.rules.rows import ListRow, RowReader
from lifecourse.kernel.people.rules.words import Sex

from .kept import Kept, facts_of, map_of, sign_of


@dataclass(frozen=True)
class ListLine:
    """One list: whose, what it covers, how fresh, and its last file where the viewer may see the sender's desk."""

    id: UUID
    name: str
    service: str
    organisation: str
    kind: str
    covers: str
    covers_from: date | None
    covers_to: date | None
    freshness: Freshness
    last_loaded_at: datetime | None
    stale_after_days: int
    may_load: bool
    last: "LoadReport | None"


@dataclass(frozen=True)
class LoadReport:
    """What one file of a list did or would do."""

    id: UUID
    version: int
    source_id: UUID
    source: str
    organisation: str
    state: LoadState
    kind: str
    taken_on: date
    received_at: datetime
    ended_at: datetime | None
    by: str
    file_name: str
    note: str
    problem: str
    rows: int
    accepted: int
    rejected: int
    warned: int
    added: int
    changed: int
    closed: int
    unchanged: int
    open_before: int
    closing_skipped: bool
    without_rejected: int | None
    has_columns: bool

    @property
    def is_queued(self) -> bool:
        return self.state == LoadState.QUEUED

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed or self.closed)

    @property
    def many_rejected(self) -> bool:
        """More than can be bad luck: the columns, or the codes, are probably matched wrongly."""
        return self.rejected > 5 and self.rejected * 100 > REJECTED_WARN_PERCENT * self.rows

    @property
    def closes_many(self) -> bool:
        return closing_needs_consent(self.closed, self.open_before)


@dataclass(frozen=True)
class BadLine:
    """One row of the report."""

    line: int
    reason: str
    is_rejected: bool
    cells: tuple[str, ...]


def freshness_of_lists(*, viewer: Any, at: datetime) -> list[ListLine]:
    """Every list the viewer may know of: all for whoever asks who is open to what, else those of their own agency."""
    loads_at = access.circles_with(viewer, policy.LOAD)
    rows = _sources(viewer).order_by("service__organisation__name", "service__name", "name")
    latest = {
        load.source_id: load
        for load in ListLoad.objects.filter(circle_id__in=loads_at, source__in=rows)
        .order_by("source_id", "-received_at", "-id")
        .distinct("source_id")
        .select_related("source__service__organisation")
    }
    return [_line(row, loads_at, latest.get(row.pk), at) for row in rows]


def list_line(*, viewer: Any, at: datetime, source_id: UUID) -> ListLine:
    """One list. Raises `NotFound`."""
    loads_at = access.circles_with(viewer, policy.LOAD)
    row = _sources(viewer).filter(pk=source_id).first()
    if row is None:
        raise NotFound(f"list {source_id}")
    return _line(row, loads_at, None, at)


def source_to_load(*, viewer: Any, source_id: UUID) -> ListSource:
    """A list of an agency whose lists the viewer loads. Raises `NotFound`."""
    row = (
        ListSource.objects.select_related("service__organisation")
        .filter(pk=source_id, service__organisation__desk_id__in=access.circles_with(viewer, policy.LOAD))
        .first()
    )
    if row is None:
        raise NotFound(f"list {source_id}")
    return row


def source_by_code(*, viewer: Any, code: str) -> ListSource:
    """A list by its short name, for whoever loads it. Raises `NotFound`."""
    row = (
        ListSource.objects.select_related("service__organisation")
        .filter(code=code, service__organisation__desk_id__in=access.circles_with(viewer, policy.LOAD))
        .first()
    )
    if row is None:
        raise NotFound(f"list {code}")
    return row


def loads_of(*, viewer: Any, source_id: UUID) -> QuerySet[ListLoad]:
    """The files of a list, newest first, as far as the viewer loads lists at that desk."""
    return (
        ListLoad.objects.filter(source_id=source_id, circle_id__in=access.circles_with(viewer, policy.LOAD))
        .select_related("source__service__organisation")
        .order_by("-received_at", "-id")
    )


def report(*, viewer: Any, load_id: UUID) -> LoadReport:
    """What one file did or would do. Raises `NotFound`."""
    return report_of(_load(viewer, load_id))


def rows_done(*, viewer: Any, load_id: UUID) -> int | None:
    """How many rows of a file that is being loaded are written so far; None if it is not. Raises `NotFound`."""
    sign = sign_of(_load(viewer, load_id).pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND starts_with(application_name, %s)",
            [sign],
        )
        found = cursor.fetchone()
    done = found[0].removeprefix(sign) if found else ""
    return int(done) if done.isdigit() else None


def bad_lines(*, viewer: Any, load_id: UUID, rejected_only: bool = False) -> QuerySet[ReportLine]:
    """The rows that could not be taken, or lost a part, by line. Raises `NotFound`."""
    rows = ReportLine.objects.filter(load=_load(viewer, load_id)).order_by("line", "id")
    return rows.filter(is_rejected=True) if rejected_only else rows


def rejected_table(*, viewer: Any, at: datetime, load_id: UUID) -> tuple[list[str], list[Sequence[object]]]:
    """Heading and rows of the rejected rows as a file, to be mended where they came from; the download is logged.

    Raises `NotFound`.
    """
    load = _load(viewer, load_id)
    lines = list(bad_lines(viewer=viewer, load_id=load_id))
    width = max((len(line.cells) for line in lines), default=0)
    record("involvement.report_downloaded", subject=load, actor=viewer, at=at, rows=len(lines))
    names = [str(name) for name in load.headers] + [f"Cell {n}" for n in range(len(load.headers) + 1, width + 1)]
    heading = ["Line", "Taken", "What is wrong", *(names if width else [])]
    return heading, [[line.line, "no" if line.is_rejected else "in part", line.reason, *line.cells] for line in lines]


@dataclass(frozen=True)
class Preview:
    """The beginning of a file, to match its columns by: headings, and the first cells under each."""

    headers: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> list[tuple[str, list[str]]]:
        """Each heading with the cells under it; a ragged row gives what it has."""
        return [
            (header, [row[index] for row in self.examples if index < len(row)])
            for index, header in enumerate(self.headers)
        ]


def preview(*, viewer: Any, load_id: UUID, rows: int = 3) -> Preview:
    """The first rows of a file that waits. Raises `NotFound`, also once the file was thrown away."""
    load = _load(viewer, load_id)
    if not FilePiece.objects.filter(load=load).exists():
        raise NotFound(f"load {load_id}")
    table = open_table(Kept(load), facts_of(load))
    examples: list[tuple[str, ...]] = []
    # Where the file stops being CSV is told when it is checked; the page to match its columns must open all the same.
    with contextlib.suppress(Refused):
        examples.extend(tuple(cell[:60] for cell in raw.cells) for raw in itertools.islice(table.rows, rows))
    return Preview(table.headers, tuple(examples))


def column_map_of(*, viewer: Any, load_id: UUID) -> dict[str, Any]:
    """How this file is read so far (JSON), empty if nobody has said. Raises `NotFound`."""
    return dict(_load(viewer, load_id).column_map)


LOST_AFTER = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=7)


def lost_loads(*, viewer: Any, at: datetime) -> list[tuple[UUID, UUID]]:
    """Loads that were agreed to and have waited so long that their job must be lost, with who agreed."""
    rows = ListLoad.objects.filter(
        state=LoadState.QUEUED, updated_at__lt=at - LOST_AFTER, circle_id__in=access.circles_with(viewer, policy.LOAD)
    )
    return [(pk, user) for pk, user in rows.order_by("received_at").values_list("pk", "by_id") if user is not None]


def forgotten_loads(*, viewer: Any, at: datetime) -> list[UUID]:
    """Files that were sent and then left: what they hold about people is not kept for nothing."""
    rows = ListLoad.objects.filter(
        state__in=[LoadState.RECEIVED, LoadState.CHECKED],
        updated_at__lt=at - FORGOTTEN_AFTER,
        circle_id__in=access.circles_with(viewer, policy.LOAD),
    )
    return list(rows.order_by("received_at").values_list("pk", flat=True))


def first_rows(*, viewer: Any, load_id: UUID, rows: int = 3) -> list[tuple[str, list[str]]]:
    """The first rows of a checked file as they were read: what each column is, and what was made of each cell of it.

    A row that could not be read is left out, for the report has it. Empty once the file was thrown away. Raises
    `NotFound`.
    """
    load = _load(viewer, load_id)
    if not load.column_map or not FilePiece.objects.filter(load=load).exists():
        return []
    columns = map_of(load)
    with contextlib.suppress(Refused):
        table = open_table(Kept(load), facts_of(load))
        reader = RowReader(columns, table.headers, taken_on=load.taken_on)
        read = [reader.read(raw) for raw in itertools.islice(table.rows, rows)]
        good = [one for one in read if isinstance(one, ListRow)]
        return [
            (LABELS[wanted], [_as_read(one, wanted) for one in good]) for wanted in Field if _shows(wanted, columns)
        ]
    return []


def _shows(wanted: Field, columns: ColumnMap) -> bool:
    """Whether a field is of this file; a whole name is shown as the two halves that were made of it."""
    halves = {Field.FAMILY_NAME, Field.GIVEN_NAMES}
    return (
        wanted in columns.columns
        and wanted != Field.FULL_NAME
        or wanted in halves
        and Field.FULL_NAME in columns.columns
    )


_KEPT_AS = {Field.FAMILY_NAME: "family", Field.GIVEN_NAMES: "given"}


def _as_read(row: ListRow, wanted: Field) -> str:
    value = getattr(row, _KEPT_AS.get(wanted, wanted.value))
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    return value.capitalize() if isinstance(value, State | Sex) else str(value or "")


def _sources(viewer: Any) -> QuerySet[ListSource]:
    rows = ListSource.objects.select_related("service__organisation")
    own = Q(service__organisation__desk_id__in=access.circles_with(viewer, policy.LOAD))
    return rows.all() if policy.may_check(viewer) else rows.filter(own)


def _load(viewer: Any, load_id: UUID) -> ListLoad:
    row = (
        ListLoad.objects.filter(pk=load_id, circle_id__in=access.circles_with(viewer, policy.LOAD))
        .select_related("source__service__organisation")
        .first()
    )
    if row is None:
        raise NotFound(f"load {load_id}")
    return row


def _line(row: ListSource, loads_at: frozenset[int], last: ListLoad | None, at: datetime) -> ListLine:
    return ListLine(
        id=row.pk,
        name=row.name,
        service=row.service.name,
        organisation=row.service.organisation.name,
        kind=row.kind,
        covers=row.covers,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        freshness=freshness(row.taken_on, row.stale_after_days, today=at.astimezone(LONDON).date()),
        last_loaded_at=row.last_loaded_at,
        stale_after_days=row.stale_after_days,
        may_load=row.service.organisation.desk_id in loads_at,
        last=report_of(last) if last else None,
    )


def report_of(load: ListLoad) -> LoadReport:
    """A load as a report."""
    return LoadReport(
        id=load.pk,
        version=load.version,
        source_id=load.source_id,
        source=load.source.name,
        organisation=load.source.service.organisation.name,
        state=LoadState(load.state),
        kind=load.kind,
        taken_on=load.taken_on,
        received_at=load.received_at,
        ended_at=load.ended_at,
        by=load.by_name,
        file_name=load.file_name,
        note=load.note,
        problem=load.problem,
        rows=load.rows,
        accepted=load.accepted,
        rejected=load.rejected,
        warned=load.warned,
        added=load.added,
        changed=load.changed,
        closed=load.closed,
        unchanged=load.unchanged,
        open_before=load.open_before,
        closing_skipped=load.closing_skipped,
        without_rejected=load.without_rejected,
        has_columns=bool(load.column_map),
    )
