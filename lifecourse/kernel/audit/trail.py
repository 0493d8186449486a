"""`@command`: one transaction, one open guard, at least its own event, or nothing happened. And `record`."""

import functools
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from lifecourse.kernel.base import guard
from lifecourse.kernel.base.rows import array, column, new_ids

from .actors import Actor

P = ParamSpec("P")
R = TypeVar("R")
_recorded: ContextVar[list[str] | None] = ContextVar("recorded", default=None)
_marks: ContextVar[Mapping[int, Mapping[str, str]] | None] = ContextVar("marks", default=None)
_COLUMNS = "id, event, at, actor_id, actor_label, subject_type, subject_id, reference, circle_id, data"


@contextmanager
def marking(circle_ids: Collection[int], **marks: str) -> Iterator[None]:
    """Add `marks` to the data of every event about these circles, for a block: `under="break_glass"`.

    So that no app can forget it; `access.context` opens it round every request.
    """
    token = _marks.set({circle_id: marks for circle_id in circle_ids} or None)
    try:
        yield
    finally:
        _marks.reset(token)


class CommandNotAudited(RuntimeError):
    """A command finished without recording what it did, so it was rolled back."""


def command(event: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the only kind of code that may write: audited, atomic, and named by `event`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            outer = _recorded.get()
            token = _recorded.set([])
            try:
                with transaction.atomic(), guard.writing(event):
                    result = function(*args, **kwargs)
                    mine = _recorded.get() or []
                    if event not in mine:
                        raise CommandNotAudited(event)
            finally:
                _recorded.reset(token)
            if outer is not None:
                outer.extend(mine)
            return result

        run.event = event  # type: ignore[attr-defined]
        return run

    return decorate


def record(
    event: str,
    *,
    subject: models.Model | None,
    actor: Actor,
    at: datetime,
    circle_id: int | None = None,
    **data: object,
) -> None:
    """Write one event into the trail, in the transaction that is open.

    `subject` gives its label, id, `reference` and `circle_id` where it has them. `data` takes codes, counts and ids.
    """
    record_many(event, subjects=[subject], actor=actor, at=at, circle_id=circle_id, **data)


def record_many(
    event: str,
    *,
    subjects: Sequence[models.Model | None],
    actor: Actor,
    at: datetime,
    circle_id: int | None = None,
    **data: object,
) -> None:
    """Write the same event about many subjects in one statement (a result list that was shown, say)."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} must be recorded inside the transaction of what it tells of")
    if not subjects:
        return
    marks = _marks.get() or {}
    circles = [circle_id if circle_id is not None else getattr(one, "circle_id", None) for one in subjects]
    payloads = {
        circle: json.dumps({**data, **marks.get(circle or 0, {})}, cls=DjangoJSONEncoder, sort_keys=True)
        for circle in set(circles)
    }
    rows: list[Sequence[Any]] = [
        (
            uuid.uuid4(),
            event,
            at,
            actor.pk,
            str(actor)[:200],
            subject._meta.label_lower if subject is not None else "",
            _uuid_of(subject),
            str(getattr(subject, "reference", "") or "")[:60],
            circle,
            payloads[circle],
        )
        for subject, circle in zip(subjects, circles, strict=True)
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 500):
            _insert(cursor, rows[start : start + 500])
    recorded = _recorded.get()
    if recorded is not None:
        recorded.append(event)


def record_each(
    event: str,
    *,
    kind: type[models.Model],
    ids: Sequence[object],
    circles: Sequence[int],
    actor: Actor,
    at: datetime,
    **data: object,
) -> None:
    """Write the same event about the many rows of one table that a list brings, by their ids, in one statement.

    As `record_many` does; the subjects have no `reference`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} must be recorded inside the transaction of what it tells of")
    if not ids:
        return
    marks = _marks.get() or {}
    payloads = {
        circle: json.dumps({**data, **marks.get(circle, {})}, cls=DjangoJSONEncoder, sort_keys=True)
        for circle in set(circles)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({_COLUMNS}) SELECT told.id, %s, %s, %s, %s, %s, told.subject, '', told.circle, "  # noqa: S608
            f"told.data::jsonb FROM unnest({array('uuid')}, {array('uuid')}, {array('bigint')}, {array('text')}) "
            "AS told (id, subject, circle, data)",
            [
                event,
                at,
                actor.pk,
                str(actor)[:200],
                kind._meta.label_lower,
                column(new_ids(len(ids))),
                column(ids),
                column(circles),
                column([payloads[circle] for circle in circles]),
            ],
        )
    recorded = _recorded.get()
    if recorded is not None:
        recorded.append(event)


def _insert(cursor: Any, rows: Iterable[Sequence[Any]]) -> None:
    # A plain INSERT without RETURNING: the writer need not be able to read what it writes.
    rows = list(rows)
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"] * len(rows))
    flat = [value for row in rows for value in row]
    cursor.execute(f"INSERT INTO audit_event ({_COLUMNS}) VALUES {places}", flat)  # noqa: S608 only constants joined


def _uuid_of(subject: models.Model | None) -> uuid.UUID | None:
    return subject.pk if subject is not None and isinstance(subject.pk, uuid.UUID) else None
