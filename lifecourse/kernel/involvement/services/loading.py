"""The command that loads a checked list: all of it that was agreed, or nothing."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind
from lifecourse.kernel.audit.actors import Actor
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base import guard
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.rows import insert_many
from lifecourse.kernel.involvement.models import Involvement, ListLoad, ListSource
from lifecourse.kernel.involvement.queries.agreed import standing_rule
from lifecourse.kernel.involvement.queries.kept import facts_of, file_of, map_of, sign_of
from lifecourse.kernel.involvement.rules import ListKind, LoadState, State, check_move, closing_needs_consent
from lifecourse.kernel.involvement.rules.files import Readable
from lifecourse.kernel.involvement.rules.rows import ListRow
from lifecourse.kernel.involvement.rules.walk import Walk, walk

from . import comparing, pieces
from .following import somebody_else, take_up
from .linking import Linked, link
from .receiving import COUNTS, hold

# What a changed row writes, with the type of each column. One statement for a chunk: Django's bulk_update is a CASE for
# each column, whose cost grows with the square of its rows (measured: some 10 ms a row).
_WRITTEN = {
    "state": "text",
    "opened_on": "date",
    "closed_on": "date",
    "left_list": "boolean",
    "lead_name": "text",
    "lead_job": "text",
    "lead_phone": "text",
    "lead_email": "text",
    "row_digest": "text",
    "person_digest": "text",
    "load_id": "uuid",
    "is_current": "boolean",
}
_UPDATE = (
    f"WITH written AS (UPDATE {Involvement._meta.db_table} AS kept "  # noqa: S608 only names of ours
    "SET version = kept.version + 1, updated_at = now(), "
    + ", ".join(f"{name} = told.{name}" for name in _WRITTEN)
    + " FROM unnest(%s::uuid[], "
    + ", ".join(f"%s::{kind}[]" for kind in _WRITTEN.values())
    + f") AS told (id, {', '.join(_WRITTEN)}) WHERE kept.id = told.id RETURNING 1) "
    + "SELECT count(*) FROM written"
)

LOAD_JOB = "involvement.load_file"


@command("involvement.load_queued")
def queue_load(
    *,
    actor: Actor,
    at: datetime,
    load_id: UUID,
    without_rejected: int | None = None,
    closing_agreed: int | None = None,
) -> ListLoad:
    """Agree to load a checked list as reported; the worker then loads it, in the actor's name.

    Raises `Refused` as `load_list` does.
    """
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.QUEUED)
    load.without_rejected, load.closing_agreed = without_rejected, closing_agreed
    check_agreed(load)
    load.state = LoadState.QUEUED
    load.by_id = actor.pk
    load.save_changes("state", "without_rejected", "closing_agreed", "by_id")
    defer_load(load.pk, actor.pk)
    record("involvement.load_queued", subject=load, actor=actor, at=at, without_rejected=without_rejected)
    return load


def defer_load(load_id: UUID, user_id: UUID) -> None:
    """Leave the job for the worker, in the open transaction; one at a time for each file."""
    job = jobs.configure_task(LOAD_JOB, queueing_lock=f"list-{load_id}", queue="lists")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(load_id=str(load_id), user_id=str(user_id))


def check_agreed(load: ListLoad) -> None:
    """Raise `Refused` unless somebody agreed to leave out each rejected row, and to close so many at once."""
    if load.rejected and load.without_rejected != load.rejected:
        raise Refused(
            f"{load.rejected:,} of {load.rows:,} rows were rejected, so nothing was loaded: mend them and send the "
            f"file again, or agree to load it without these {load.rejected:,} rows.",
            field="without_rejected",
        )
    if closing_needs_consent(load.closed, load.open_before) and load.closing_agreed != load.closed:
        raise Refused(
            f"Loading this list would close {load.closed:,} of the {load.open_before:,} people open on it: make sure "
            "that the file is whole, then agree to that number.",
            field="closing_agreed",
        )


@command("involvement.list_loaded")
def load_list(
    *,
    actor: Actor,
    at: datetime,
    load_id: UUID,
    file: Readable | None = None,
    without_rejected: int | None = None,
    closing_agreed: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> ListLoad:
    """Load a checked file: link its rows to people, open, change and close involvements. All of it or nothing.

    `without_rejected` and `closing_agreed` are the numbers of rows left out, and of people closed because they are
    no longer on the list, to which somebody agreed; they must be the numbers of the report. `progress` is told how
    many rows are done, after each chunk.

    Raises `Refused` if they are not, or if the list would now do something else than was reported.
    """
    load = hold(actor, load_id, at=at)
    check_move(LoadState(load.state), LoadState.LOADED)
    if load.state == LoadState.CHECKED:
        load.without_rejected, load.closing_agreed = without_rejected, closing_agreed
    check_agreed(load)
    source = _hold_source(load)
    promised = {name: getattr(load, name) for name in COUNTS}
    with context.as_system("list load"):
        _apply(load, source, file_of(load, file), actor=actor, at=at, progress=progress)
    if any(getattr(load, name) != value for name, value in promised.items()):
        raise Refused("Since this file was checked something on the list has changed: check it again.")
    load.state, load.ended_at = LoadState.LOADED, at
    load.save_changes("state", "ended_at", "without_rejected", "closing_agreed")
    source.column_map, source.taken_on, source.last_loaded_at = load.column_map, load.taken_on, at
    source.save_changes("column_map", "taken_on", "last_loaded_at")
    pieces.throw_away(load)
    record(
        "involvement.list_loaded",
        subject=load,
        actor=actor,
        at=at,
        list=source.code,
        taken_on=load.taken_on,
        without_rejected=load.without_rejected,
        **promised,
    )
    return load


def _hold_source(load: ListLoad) -> ListSource:
    """The list, locked: two files of one list are loaded one after the other, never the older one last."""
    source = ListSource.objects.select_for_update().get(pk=load.source_id)
    if source.taken_on is not None and load.taken_on < source.taken_on:
        raise Refused("A newer file of this list was loaded meanwhile: this one would undo newer facts.")
    source.service = load.source.service
    return source


def _apply(
    load: ListLoad,
    source: ListSource,
    file: Readable,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int], None] | None,
) -> None:
    index = Circle.objects.filter(kind=CircleKind.INDEX).order_by("id").values_list("id", flat=True).first()
    if index is None:
        raise Refused("There is no person index to load a list into.")
    seen = Walk()
    load.added = load.changed = load.unchanged = 0
    kept = comparing.is_kept(source.pk)
    open_before: int | None = None
    # In a pipeline the server writes one chunk while the next is read and its keys are worked out.
    with connection.wrap_database_errors, connection.connection.pipeline():
        for chunk in walk(file, facts_of(load), map_of(load), taken_on=load.taken_on, seen=seen):
            if open_before is None:
                open_before = Involvement.objects.filter(source=source, is_current=True, state=State.OPEN).count()
            compared = comparing.compare(source.pk, chunk.rows, kept=kept)
            load.added += len(compared.new)
            load.changed += len(compared.changed)
            load.unchanged += compared.unchanged
            _change(compared.changed, load, source, index, actor=actor, at=at)
            _add(compared.new, load, source, index, actor=actor, at=at)
            _settle()
            _tell(load, seen.rows)
            if progress is not None:
                progress(seen.rows)
    gone = comparing.gone(source.pk, ListKind(load.kind), seen)
    _close(gone.ids, load)
    load.rows, load.accepted, load.rejected, load.warned = seen.rows, seen.accepted, seen.rejected, seen.warned
    load.closed, load.open_before, load.closing_skipped = len(gone.ids), open_before or 0, gone.skipped


def _tell(load: ListLoad, rows: int) -> None:
    """Say how far it is where others can see it before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, true)", [f"{sign_of(load.pk)}{rows}"])


def _settle() -> None:
    """Look now whether what this chunk wrote refers to what is there, not for the whole list at its end.

    Otherwise the server remembers a check for every row and every reference of it until then. How it checks it plans
    once a session, by how much is in a table then; what is best for the first rows of an empty table reads all rows of
    a circle for each reference once there are many (measured: 8 ms a row after 5,000). So it is told to plan anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _add(
    rows: Sequence[ListRow], load: ListLoad, source: ListSource, index: int, *, actor: Actor, at: datetime
) -> None:
    if rows:
        rule = standing_rule(viewer=actor, source=source)
        linked = link(rows, source=source, circle_id=index, actor=actor, at=at, rule=rule)
        known = [(who.person_id, row) for row, who in zip(rows, linked, strict=True) if not who.is_new]
        take_up(known, source=source, moved_on=None, actor=actor, at=at)
        _open(list(zip(rows, linked, strict=True)), load, source)


def _open(told: Sequence[tuple[ListRow, Linked]], load: ListLoad, source: ListSource) -> None:
    """Write a spell for each row, of the record it is about."""
    rows = [row for row, _ in told]
    insert_many(
        Involvement,
        columns={
            "person_id": [who.person_id for _, who in told],
            "circle_id": [who.circle_id for _, who in told],
            "source_ref": [row.source_ref for row in rows],
            "state": [row.state.value for row in rows],
            "opened_on": [row.opened_on for row in rows],
            "closed_on": [row.closed_on for row in rows],
            "lead_name": [row.lead_name for row in rows],
            "lead_job": [row.lead_job for row in rows],
            "lead_phone": [row.lead_phone for row in rows],
            "lead_email": [row.lead_email for row in rows],
            "row_digest": [row.digest() for row in rows],
            "person_digest": [row.person_digest() for row in rows],
        },
        same={"service_id": source.service_id, "source_id": source.pk, "load_id": load.pk},
    )


def _fill(involvement: Involvement, row: ListRow, load: ListLoad) -> None:
    involvement.state = row.state.value
    involvement.opened_on, involvement.closed_on = row.opened_on, row.closed_on
    involvement.left_list = False
    involvement.lead_name, involvement.lead_job = row.lead_name, row.lead_job
    involvement.lead_phone, involvement.lead_email = row.lead_phone, row.lead_email
    involvement.row_digest, involvement.person_digest = row.digest(), row.person_digest()
    involvement.load_id = load.pk


def _change(
    changed: Sequence[tuple[Involvement, ListRow]],
    load: ListLoad,
    source: ListSource,
    index: int,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write what changed; a closed spell that opens anew stays as history beside the new one.

    A reference that now is somebody else's ends with the first person and begins with the second.
    """
    others = somebody_else(changed)
    same = [(involvement, row) for involvement, row in changed if involvement.pk not in others]
    told = [(one.person_id, row) for one, row in same if one.person_digest != row.person_digest()]
    take_up(told, source=source, moved_on=load.taken_on, actor=actor, at=at)
    again: list[tuple[ListRow, Linked]] = []
    for involvement, row in same:
        reopened = involvement.state == State.CLOSED and row.state == State.OPEN
        if reopened and row.opened_on is not None and row.opened_on != involvement.opened_on:
            again.append((row, Linked(involvement.person_id, involvement.circle_id)))
            involvement.is_current = False
        else:
            _fill(involvement, row, load)
    for involvement, _ in changed:
        if involvement.pk in others:
            involvement.is_current, involvement.load_id = False, load.pk
            if involvement.state == State.OPEN:
                involvement.state, involvement.closed_on = State.CLOSED.value, load.taken_on
                involvement.left_list = True
    _write([involvement for involvement, _ in changed])
    _open(again, load, source)
    new = [row for involvement, row in changed if involvement.pk in others]
    _add(new, load, source, index, actor=actor, at=at)


def _write(rows: Sequence[Involvement]) -> None:
    guard.check(Involvement._meta.label)
    if rows:
        with connection.cursor() as cursor:
            columns = [[getattr(row, name) for row in rows] for name in _WRITTEN]
            cursor.execute(_UPDATE, [[row.pk for row in rows], *columns])
            if cursor.fetchone() != (len(rows),):
                raise Refused("Since this file was checked something on the list has changed: check it again.")


def _close(ids: Sequence[UUID], load: ListLoad) -> None:
    for start in range(0, len(ids), 1000):
        Involvement.objects.filter(pk__in=ids[start : start + 1000]).update(
            state=State.CLOSED.value, closed_on=load.taken_on, left_list=True, row_digest="", load_id=load.pk
        )
