"""Commands on a file before it is loaded: received, its columns matched, checked, refused or thrown away."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.agencies.queries import LONDON
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.involvement import policy
from lifecourse.kernel.involvement.models import ListLoad, ListSource, ReportLine
from lifecourse.kernel.involvement.queries.kept import Kept, facts_of, file_of, map_of
from lifecourse.kernel.involvement.rules import ListKind, LoadState, check_move
from lifecourse.kernel.involvement.rules.columns import ColumnMap, Field, suggest
from lifecourse.kernel.involvement.rules.files import FileFacts, Readable, examine, fingerprint, open_table
from lifecourse.kernel.involvement.rules.walk import Chunk, Walk, walk
from lifecourse.kernel.involvement.rules.workbooks import is_workbook, read_sheet

from . import comparing, pieces


class AlreadyLoaded(Refused):
    """This very file was loaded before: nothing was changed, and nothing is wrong."""


@command("involvement.list_received")
def receive_list(
    *,
    actor: Actor,
    at: datetime,
    source: ListSource,
    file: Readable,
    taken_on: date,
    kind: ListKind | None = None,
    file_name: str = "",
    columns: ColumnMap | None = None,
    keep: bool = True,
    again: bool = False,
) -> ListLoad:
    """Take in one file of a list, taken from the agency's system on `taken_on`; nothing of it is loaded yet.

    `columns` overrules the map remembered for the source. With `keep` the bytes are kept until the load ends;
    without, the caller has the file still; a sheet of a workbook is kept in any case. `again` asks for a file to be
    read anew that was loaded before.

    Raises `Refused` for what is neither CSV nor a workbook, for a day after today or before that of the list loaded
    last, and `AlreadyLoaded` for the same bytes as last time.
    """
    desk = policy.check_may_load(actor, source, at=at)
    if source.ended_on is not None:
        raise Refused("This list has ended: no more files of it are loaded.")
    if taken_on > at.astimezone(LONDON).date():
        raise Refused(f"The list cannot have been taken on {taken_on:%d/%m/%Y}: that is to come.", field="taken_on")
    if source.taken_on is not None and taken_on < source.taken_on:
        raise Refused(
            f"This list was taken on {taken_on:%d/%m/%Y}, but one taken on {source.taken_on:%d/%m/%Y} is loaded "
            "already: an older list would undo newer facts.",
            field="taken_on",
        )
    column_map = columns.to_json() if columns else source.column_map
    with tempfile.TemporaryFile() as sheet:
        file, facts = _examined(file, column_map, sheet)
        headers = open_table(file, facts).headers
        if not again:
            _check_new(source, facts, column_map, taken_on)
        load = ListLoad(
            source=source,
            circle_id=desk,
            state=LoadState.RECEIVED,
            kind=kind or source.kind,
            taken_on=taken_on,
            received_at=at,
            by_id=actor.pk if isinstance(actor, User) else None,
            by_name=str(actor)[:200],
            file_name=_bare(file_name),
            file_hash=facts.sha256,
            file_size=facts.size,
            column_map=column_map,
            note=facts.note,
            sheet=facts.sheet,
            headers=list(headers),
        )
        load.save()
        if keep or facts.sheet:
            pieces.keep(load, file)
    record("involvement.list_received", subject=load, actor=actor, at=at, list=source.code, bytes=facts.size)
    return load


def _examined(file: Readable, column_map: dict[str, Any], into: BinaryIO) -> tuple[Readable, FileFacts]:
    """The file as it will be read, and what it is: a workbook is read as the CSV of its one sheet with the list."""
    if not is_workbook(file):
        return file, examine(file)
    digest, size = fingerprint(file)
    known = {str(header) for header in column_map.get("columns", {}).values()}

    def fits(heading: Sequence[str]) -> bool:
        there = {name.casefold() for name in heading}
        found = suggest(heading)
        by_name = Field.SOURCE_REF in found and (Field.FAMILY_NAME in found or Field.FULL_NAME in found)
        return {name.casefold() for name in known} <= there if known else by_name

    sheet = read_sheet(file, into, fits=fits)
    note = f"The sheet “{sheet.name}” of the workbook is read."
    if sheet.others:
        note += f" The others are not: {', '.join(f'“{name}”' for name in sheet.others)}."
    return into, FileFacts(digest, size, "utf-8-sig", note[:300], sheet.name)


def _bare(file_name: str) -> str:
    """A file's name without folders or signs that do not print."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in name if character.isprintable())[:120]


def _check_new(source: ListSource, facts: FileFacts, column_map: object, taken_on: date) -> None:
    """Raise `AlreadyLoaded` if the list loaded last was these bytes, read in this way, taken on this day."""
    last = ListLoad.objects.filter(source=source, state=LoadState.LOADED).order_by("-ended_at", "-received_at").first()
    if (
        last is not None
        and last.file_hash == facts.sha256
        and last.column_map == column_map
        and last.taken_on >= taken_on
    ):
        day = f"{last.received_at.astimezone(LONDON):%d/%m/%Y}"
        raise AlreadyLoaded(f"This very file was loaded on {day} already: nothing was changed.")


def hold(actor: Actor, load_id: UUID, *, at: datetime) -> ListLoad:
    """The load, locked until the command ends. Raises `NotFound` unless the actor loads that agency's lists."""
    load = (
        ListLoad.objects.select_for_update(of=("self",))
        .select_related("source__service__organisation")
        .filter(pk=load_id)
        .first()
    )
    if load is None:
        raise NotFound(f"load {load_id}")
    policy.check_may_load(actor, load.source, at=at)
    return load


@command("involvement.columns_matched")
def match_columns(*, actor: Actor, at: datetime, load_id: UUID, columns: ColumnMap) -> ListLoad:
    """Say how this file is read. The map is remembered for the list once a file was loaded with it.

    Raises `Refused` if the file has no such columns.
    """
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.RECEIVED if load.state == LoadState.RECEIVED else LoadState.CHECKED)
    file = Kept(load)
    columns.positions(open_table(file, facts_of(load)).headers)
    load.column_map = columns.to_json()
    load.save_changes("column_map")
    record("involvement.columns_matched", subject=load, actor=actor, at=at, columns=len(columns.columns))
    return load


@command("involvement.list_checked")
def check_list(
    *,
    actor: Actor,
    at: datetime,
    load_id: UUID,
    file: Readable | None = None,
    progress: Callable[[int], None] | None = None,
) -> ListLoad:
    """Read the whole file and say what loading it would do: a report with every row that cannot be taken, and why.

    Changes nobody. Raises `Refused` where the file cannot be read at all, or its columns are not matched yet.
    """
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.CHECKED)
    if not load.column_map:
        raise Refused("Match the columns of this file first.")
    ReportLine.objects.filter(load=load).delete()
    file, seen = file_of(load, file), Walk()
    load.added = load.changed = load.unchanged = 0
    with context.as_system("list check"):
        kept = comparing.is_kept(load.source_id)
        for chunk in walk(file, facts_of(load), map_of(load), taken_on=load.taken_on, seen=seen):
            compared = comparing.compare(load.source_id, chunk.rows, kept=kept)
            load.added += len(compared.new)
            load.changed += len(compared.changed)
            load.unchanged += compared.unchanged
            ReportLine.objects.bulk_create(_lines(load, chunk), batch_size=1000)
            if progress is not None:
                progress(seen.rows)
        gone = comparing.gone(load.source_id, ListKind(load.kind), seen)
    load.rows, load.accepted, load.rejected, load.warned = seen.rows, seen.accepted, seen.rejected, seen.warned
    load.closed, load.open_before, load.closing_skipped = len(gone.ids), gone.open_before, gone.skipped
    load.state = LoadState.CHECKED
    load.save_changes(*COUNTS, "state")
    record(
        "involvement.list_checked", subject=load, actor=actor, at=at, **{name: getattr(load, name) for name in COUNTS}
    )
    return load


COUNTS = (
    "rows",
    "accepted",
    "rejected",
    "warned",
    "added",
    "changed",
    "unchanged",
    "closed",
    "open_before",
    "closing_skipped",
)


def _lines(load: ListLoad, chunk: Chunk) -> Iterable[ReportLine]:
    for rejection in chunk.rejections:
        yield ReportLine(
            load=load,
            circle_id=load.circle_id,
            line=rejection.line,
            is_rejected=True,
            reason=rejection.reason[:300],
            cells=[_storable(cell) for cell in rejection.cells],
        )
    for row in chunk.rows:
        for warning in row.warnings:
            yield ReportLine(
                load=load, circle_id=load.circle_id, line=row.line, is_rejected=False, reason=warning[:300], cells=[]
            )


def _storable(cell: str) -> str:
    # PostgreSQL takes no half characters in JSON; they can only come from a file read as something it is not.
    return cell.encode("utf-8", errors="replace").decode("utf-8")


@command("involvement.list_refused")
def refuse_list(*, actor: Actor, at: datetime, load_id: UUID, problem: str) -> ListLoad:
    """End a load that cannot go on; its report stays, its bytes go."""
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.REFUSED)
    load.state, load.ended_at, load.problem = LoadState.REFUSED, at, problem[:400]
    load.save_changes("state", "ended_at", "problem")
    pieces.throw_away(load)
    record("involvement.list_refused", subject=load, actor=actor, at=at, rejected=load.rejected)
    return load


@command("involvement.list_abandoned")
def abandon_list(*, actor: Actor, at: datetime, load_id: UUID) -> ListLoad:
    """Throw a file away that was not loaded. Its report stays for the record."""
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.ABANDONED)
    load.state, load.ended_at = LoadState.ABANDONED, at
    load.save_changes("state", "ended_at")
    pieces.throw_away(load)
    record("involvement.list_abandoned", subject=load, actor=actor, at=at)
    return load
