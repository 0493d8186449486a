"""Taking one wall away, so that the other is tried alone; and the questions that are put to the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from django.test import Client

from lifecourse.kernel.access import context, policy
from lifecourse.kernel.access.models import Circle
from tests.architecture.test_walls import faults

from .matrix import ROWS, Row
from .matrix_canaries import as_owner
from .matrix_run import Findings, try_all, undone
from .matrix_world import World

# One of each kind: the hub's and the index's, a desk's, an office's, and nobody's.
SOME = ("hub_manager", "desk_responder", "privacy_officer", "nobody")


@contextmanager
def without_checks() -> Iterator[None]:
    """The application lets everybody do everything everywhere: row security stands alone."""

    def everywhere(viewer: Any, capability: str) -> frozenset[int]:
        return frozenset(Circle.objects.values_list("id", flat=True))

    with (
        mock.patch.object(policy, "circles_with", everywhere),
        mock.patch.object(policy, "may", lambda *args, **kwargs: True),
        mock.patch.object(policy, "check", lambda *args, **kwargs: None),
    ):
        yield


def walled(owner: "psycopg.Connection[Any]") -> list[str]:
    """Every table before which row security stands."""
    rows = owner.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity ORDER BY 1"
    )
    return [name for (name,) in rows]


@contextmanager
def without_row_security() -> Iterator[None]:
    """Row security is off on every table, as the owner could do it by mistake: the application's checks stand alone."""
    with as_owner() as owner:
        tables = walled(owner)
        try:
            for table in tables:
                owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
            yield
        finally:
            for table in tables:
                owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def about_records() -> list[Row]:
    """The doors behind which there is something in a circle: not the public's, nor one's own account."""
    return [row for row in ROWS.values() if not row.public and not row.route.startswith(("mfa_", "account_"))]


def row_security_alone(world: World, rows: list[Row] | None = None) -> Findings:
    """Every door with the application's checks gone. Names of sealed circles are not behind row security."""
    with without_checks():
        return try_all(world, rows or about_records(), statuses=False, names=False, viewers=SOME)


def application_alone(world: World, rows: list[Row] | None = None) -> Findings:
    """Every door with row security gone, held to the matrix as if nothing were missing."""
    with without_row_security():
        return try_all(world, rows or about_records(), viewers=SOME)


def wall_faults(world: World) -> list[str]:
    """What the database says of itself: each table's wall, the search function, and what a connection keeps."""
    return [*undone(faults), *_search_faults(world), *_left_behind(world)]


def _search_faults(world: World) -> list[str]:
    """The one function that looks across circles finds nobody outside the searcher's, whatever it is asked."""
    foreign = [world.rooms[room]["person"] for room in ("other", "sealed")]
    with as_owner() as owner:
        owner.execute("SET ROLE lifecourse_index")
        asked = owner.execute("SELECT keys FROM people_search_key WHERE person_id = ANY (%s)", [foreign]).fetchall()
    assert len(asked) == len(foreign), "the foreign people can be searched for at all"

    def find() -> set[Any]:
        context.open_circles(world.circles[code] for code in world.inside["hub_officer"])
        with connection.cursor() as cursor:
            wanted = [key for row in asked for key in row[0]]
            cursor.execute("SELECT person FROM people_find(%s::bigint[], '{}', '{}', 1000)", [wanted])
            return {pk for (pk,) in cursor.fetchall()}

    found = undone(find)
    assert world.rooms["own"]["person"] in found, "one's own are found"
    return ["people_find: finds people of circles that are not open"] if found & set(foreign) else []


def _left_behind(world: World) -> list[str]:
    """Whoever borrows the connection next must find no circle open. A real request, not undone."""
    client: Client = world.clients["hub_manager"]
    client.cookies = world.cookies["hub_manager"].copy()
    client.get("/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('lifecourse.circles', true), '')")
        left = cursor.fetchone()[0]
    return ["a request left its circles open on the connection"] if left else []
