"""Sets, for one transaction, whose circles are open. Outside of it nothing in a circle is visible."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from lifecourse.kernel.audit import trail
from lifecourse.kernel.audit.actors import Machine

from . import grants
from .models import Circle, MembershipKind, User

_SETTING = "lifecourse.circles"


def open_circles(circles: Iterable[int]) -> None:
    """Open these circles until the transaction ends. Local to the transaction: it cannot leak to the next user."""
    if not connection.in_atomic_block:
        raise RuntimeError("circles are opened for one transaction: there is none")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [_SETTING, ",".join(str(c) for c in sorted(set(circles)))])


def _now_open() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [_SETTING])
        return str(cursor.fetchone()[0])


@contextmanager
def _for_a_while(circles: Iterable[int]) -> Iterator[None]:
    before = _now_open()
    open_circles(circles)
    try:
        yield
    finally:
        # A transaction that failed has rolled the setting back with everything else.
        healthy = connection.connection is not None and connection.connection.info.transaction_status not in (
            TransactionStatus.INERROR,
            TransactionStatus.UNKNOWN,
        )
        if healthy and not connection.needs_rollback:
            open_circles(int(part) for part in before.split(",") if part)


def load_viewer(viewer: Any, *, at: datetime) -> None:
    """Load the viewer's grants and open their circles for the transaction; for whoever is not signed in, none."""
    viewer.grants = grants.load(viewer, at=at) if isinstance(viewer, User) else ()
    open_circles(g.circle_id for g in viewer.grants)


def under_break_glass(viewer: Any) -> frozenset[int]:
    """The circles that the viewer can see through break-glass and nothing else."""
    held = getattr(viewer, "grants", ())
    standing = {g.circle_id for g in held if g.kind != MembershipKind.BREAK_GLASS}
    return frozenset(g.circle_id for g in held) - standing


@contextmanager
def viewer_of_request(viewer: Any, *, at: datetime) -> Iterator[None]:
    """For the middleware, inside the request's transaction: the viewer's circles; break-glass marked in the trail."""
    load_viewer(viewer, at=at)
    with trail.marking(under_break_glass(viewer), under="break_glass"):
        yield


@contextmanager
def viewing(viewer: User, *, at: datetime) -> Iterator[User]:
    """One transaction as a person: in tasks, management commands and tests."""
    with transaction.atomic():
        viewer.grants = grants.load(viewer, at=at)
        marks = trail.marking(under_break_glass(viewer), under="break_glass")
        with marks, _for_a_while(g.circle_id for g in viewer.grants):
            yield viewer


@contextmanager
def as_system(name: str) -> Iterator[Machine]:
    """One transaction as the machine, with every circle open: sweeps, loads, checks. `name` goes into the trail."""
    with transaction.atomic(), _for_a_while(Circle.objects.values_list("id", flat=True)):
        yield Machine(name)


@contextmanager
def delivering_to(*circle_ids: int) -> Iterator[None]:
    """Add circles for a block, to write a record into a room one may not enter: a letter through its door."""
    before = {int(part) for part in _now_open().split(",") if part}
    if before.issuperset(circle_ids):  # as most often: nothing to open, and nothing to close again
        yield
        return
    with _for_a_while(before.union(circle_ids)):
        yield
