"""Faults that somebody could make, each put in on purpose for as long as a block lasts."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.db import connection
from django.db.models import Q
from django.http import HttpResponse

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import BreakGlass, Circle

from .matrix_canaries import as_owner
from .matrix_world import World

Seed = Callable[[World], AbstractContextManager[Any]]
MATRIX, APPLICATION, ROWS_ALONE, DATABASE = "matrix", "application alone", "row security alone", "database"


@dataclass(frozen=True)
class Fault:
    """What was done wrong, how to do it, the doors to try, and what must notice it.

    `noticed`: the ways of looking that must find it. In every other way of looking nothing may come out: that is what
    the second wall is for.
    """

    title: str
    seed: Seed
    doors: str
    noticed: str


def _all_circles(viewer: Any, capability: str) -> frozenset[int]:
    return frozenset(Circle.objects.values_list("id", flat=True))


def forgotten(*modules: str) -> Seed:
    """These modules' queries forget the filter by circle."""

    def seed(world: World) -> AbstractContextManager[Any]:
        stack = ExitStack()
        for name in modules:
            module = importlib.import_module(f"lifecourse.{name}")
            blind = SimpleNamespace(**{**vars(module.access), "circles_with": _all_circles})
            stack.enter_context(mock.patch.object(module, "access", blind))
        return stack

    return seed


def replaced(target: str, new: Any) -> Seed:
    """Something is done in another way: `module.name` or `module.Class.name`."""
    return lambda world: mock.patch(f"lifecourse.{target}", new)


def sql(do: str, undo: str) -> Seed:
    """The owner did something to the database."""

    @contextmanager
    def seed(world: World) -> Iterator[None]:
        with as_owner() as owner:
            owner.execute(
                "SELECT set_config('lifecourse.circles', %s, false)", [",".join(map(str, world.circles.values()))]
            )
            ids = {f"{room}_{key}": pk for room, made in world.rooms.items() for key, pk in made.items()}
            names = {code.replace("-", "_"): pk for code, pk in world.circles.items()}
            try:
                owner.execute(do.format(**ids, **names))
                yield
            finally:
                owner.execute(undo.format(**ids, **names))

    return seed


def _off(table: str) -> Seed:
    return sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _open_policy(table: str) -> Seed:
    return sql(f"CREATE POLICY seeded ON {table} USING (true)", f"DROP POLICY seeded ON {table}")


@contextmanager
def _blind_search(world: World) -> Iterator[None]:
    """The definer function no longer asks which circles are open."""
    with as_owner() as owner:
        source = owner.execute("SELECT pg_get_functiondef('people_find'::regproc)").fetchone()[0]
        blind = source.replace("AND k.circle_id = ANY (circles)", "")
        assert blind != source
        with _function_owner(owner):
            owner.execute(blind)
        try:
            yield
        finally:
            with _function_owner(owner):
                owner.execute(source)


@contextmanager
def _function_owner(owner: Any) -> Iterator[None]:
    owner.execute("GRANT CREATE ON SCHEMA public TO lifecourse_index")
    owner.execute("SET ROLE lifecourse_index")
    try:
        yield
    finally:
        owner.execute("RESET ROLE")
        owner.execute("REVOKE CREATE ON SCHEMA public FROM lifecourse_index")


def _left_open(circles: Any) -> None:
    """Circles are opened for the session, not for the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lifecourse.circles', %s, false)", [",".join(str(c) for c in sorted(set(circles)))]
        )


@contextmanager
def _kept_open(world: World) -> Iterator[None]:
    try:
        with mock.patch.object(context, "open_circles", _left_open):
            yield
    finally:
        connection.close()


@contextmanager
def _no_login(world: World) -> Iterator[None]:
    """A view that says it is for the public."""
    from lifecourse.kernel.agencies import views

    with mock.patch.object(views.organisation_list, "login_required", False, create=True):
        yield


def _says_where(request: Any, exception: Any = None) -> HttpResponse:
    """A 404 page that helpfully repeats the address."""
    return HttpResponse(f"There is nothing at {request.path}", status=404)


def _says_forbidden(request: Any, exception: Any = None) -> HttpResponse:
    return HttpResponse("You may not see this.", status=403)


def _every_desk(viewer: Any) -> frozenset[int]:
    return _all_circles(viewer, "")


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


def _any_draft(viewer: Any) -> Any:
    from lifecourse.domains.concerns.models import Draft

    return Draft.objects.all()


def _begun(at: Any) -> Q:
    return Q(starts_at__lte=at)


def _anybody(self: Any, user_id: Any) -> Any:
    from lifecourse.kernel.access.models import User

    return User.objects.filter(pk=user_id).first()


_CONCERN_DOORS = "concerns:worklist concerns:concern concerns:rate concerns:note web:person"
FAULTS = (
    # A filter forgotten in a query: row security still stands before it.
    Fault(
        "worklist and records forget the circle",
        forgotten("domains.concerns.queries.worklist"),
        _CONCERN_DOORS,
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "notes, people and decisions of a concern by id",
        forgotten("domains.concerns.queries.record"),
        "concerns:note_strike concerns:sign concerns:subject_find",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "checks of every desk",
        replaced("domains.concerns.policy.circles_answered_for", _every_desk),
        "concerns:desk concerns:answer",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "`.all()` for one's own drafts",
        replaced("domains.concerns.queries.intake._own", _any_draft),
        "concerns:drafts concerns:draft",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "letters of another circle",
        forgotten("kernel.letters.queries"),
        "letters:list letters:show",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "actions of every desk, in the list and its counts",
        forgotten("kernel.actions.queries"),
        "actions:list actions:show",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault("a person by id", forgotten("kernel.people.queries.person"), "web:person web:person_details", APPLICATION),
    Fault(
        "an export: rejected rows of every list",
        forgotten("kernel.involvement.queries.lists"),
        "involvement:rejected involvement:file",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "who is open to what, by id",
        forgotten("kernel.involvement.queries.answers"),
        "involvement:involvement",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "every emergency opening, to whoever asks",
        replaced(
            "kernel.access.queries.emergency._visible",
            lambda viewer: BreakGlass.objects.select_related("user", "opened", "reviewed_by"),
        ),
        "access:glass access:glass_detail",
        APPLICATION,
    ),
    # A wall taken down: the application's filters still stand before it.
    Fault(
        "row security off on concerns",
        _off("concerns_concern"),
        "concerns:worklist concerns:note",
        f"{ROWS_ALONE}, {DATABASE}",
    ),
    Fault(
        "row security off on letters", _off("letters_letter"), "letters:list letters:show", f"{ROWS_ALONE}, {DATABASE}"
    ),
    Fault(
        "a policy that lets everything through",
        _open_policy("actions_action"),
        "actions:list actions:show",
        f"{ROWS_ALONE}, {DATABASE}",
    ),
    Fault(
        "row security not forced",
        sql(
            "ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE people_person FORCE ROW LEVEL SECURITY",
        ),
        "web:person",
        DATABASE,
    ),
    Fault("a search function that ignores circles", _blind_search, "web:search", DATABASE),
    Fault("circles opened for the session", _kept_open, "web:health", DATABASE),
    Fault(
        "a note left behind when its concern was sealed",
        sql(
            "ALTER TABLE concerns_note DROP CONSTRAINT concerns_note_concern_id_circle; "
            "UPDATE concerns_note SET circle_id = {mash} WHERE id = '{sealed_note}'",
            "UPDATE concerns_note SET circle_id = {sealed_room} WHERE id = '{sealed_note}'; "
            "SET CONSTRAINTS ALL IMMEDIATE; "
            "ALTER TABLE concerns_note ADD CONSTRAINT concerns_note_concern_id_circle "
            "FOREIGN KEY (concern_id, circle_id) "
            "REFERENCES concerns_concern (id, circle_id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
        ),
        "concerns:note_strike",
        APPLICATION,
    ),
    # What only the application can do.
    Fault(
        "a command that does not ask who acts",
        replaced("domains.concerns.policy.check_may", _nothing),
        "concerns:rate concerns:note concerns:new_fact",
        MATRIX,
    ),
    Fault("a page without sign-in", _no_login, "agencies:list", MATRIX),
    Fault(
        "403 instead of 404",
        replaced("web.errors.not_found", _says_forbidden),
        "concerns:concern",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "a 404 that repeats the address",
        replaced("web.errors.not_found", _says_where),
        "web:person",
        f"{MATRIX}, {APPLICATION}",
    ),
    Fault(
        "a sealed circle's name in a select",
        replaced("kernel.access.queries.circles._known_to", lambda viewer: Circle.objects.all()),
        "access:circles access:grant",
        MATRIX,
    ),
    Fault(
        "emergency access to a sealed circle",
        replaced("kernel.access.queries.emergency._breakable", lambda: Circle.objects.all()),
        "access:break_glass",
        MATRIX,
    ),
    Fault(
        "a membership that has ended still counts",
        replaced("kernel.access.grants.valid_at", _begun),
        "concerns:concern web:person",
        MATRIX,
    ),
    Fault(
        "a leaver is let in",
        replaced("kernel.access.backends.CurrentStaffBackend.get_user", _anybody),
        "web:search",
        MATRIX,
    ),
    Fault(
        "a record opened and not logged",
        replaced("kernel.people.queries.person.record", _nothing),
        "web:person",
        MATRIX,
    ),
    Fault(
        "a list shown and not logged",
        replaced("domains.concerns.queries.worklist.record", _nothing),
        "concerns:worklist",
        f"{MATRIX}, {APPLICATION}",
    ),
)
