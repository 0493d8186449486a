"""Trying the doors: every route, as everybody, by GET and by POST, in every room; each try undone afterwards."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from .matrix import EVERYBODY, ROWS, Row
from .matrix_canaries import TRAIL, UNWALLED, fingerprint
from .matrix_world import ROOMS, VIEWERS, World

METHODS = ("GET", "POST")


def routes() -> dict[str, list[str]]:
    """Every route the application answers, with the names of its parameters: asked of the resolver itself."""

    def walk(resolver: Any, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                parameters = [*pattern.pattern.converters, *getattr(pattern.pattern, "regex", _NONE).groupindex]
                yield ":".join([*spaces, pattern.name or str(pattern.pattern)]), list(dict.fromkeys(parameters))
            else:
                yield from walk(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)

    return dict(walk(get_resolver()))


class _NONE:
    groupindex: dict[str, int] = {}


@dataclass(frozen=True)
class Cell:
    """One try: who did what where, and what came of it."""

    route: str
    viewer: str
    method: str
    room: str
    status: int
    content: bytes
    text: str
    location: str
    changed: tuple[str, ...] = ()

    def words_in(self, words: list[str]) -> list[str]:
        """Which of these words the answer holds: body, headers, cookies, messages."""
        return [word for word in words if word in self.text]

    def __str__(self) -> str:
        return f"{self.method} {self.route} as {self.viewer} ({self.room}): {self.status}"


class _Undo(Exception):
    pass


def undone(act: Callable[[], Any]) -> Any:
    """Do something in a transaction of its own, and take all of it back."""
    result = None
    try:
        with transaction.atomic():
            result = act()
            raise _Undo
    except _Undo:
        return result


def ask(
    world: World,
    viewer: str,
    method: str,
    url: str,
    data: dict[str, Any] | None = None,
    *,
    route: str = "",
    room: str = "",
    before: dict[str, Any] | None = None,
    **headers: str,
) -> Cell:
    """One request, undone. With `before`, says which tables the request changed."""
    client = world.clients[viewer]
    client.cookies = world.cookies[viewer].copy()

    def act() -> tuple[Any, tuple[str, ...]]:
        response = (
            client.get(url, data or {}, **headers) if method == "GET" else client.post(url, data or {}, **headers)
        )
        if before is None:
            return response, ()
        after = fingerprint()
        return response, tuple(sorted(name for name in before if before[name] != after[name]))

    response, changed = undone(act)
    told = [str(one) for one in getattr(getattr(response.wsgi_request, "_messages", None), "_queued_messages", ())]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = " ".join(
        [content.decode(errors="replace"), unquote(str(response.headers)), response.cookies.output(), *told]
    )
    return Cell(
        route=route,
        viewer=viewer,
        method=method,
        room=room,
        status=response.status_code,
        content=content,
        text=text,
        location=response.headers.get("Location", ""),
        changed=changed,
    )


def address(route: str, keys: str, ids: dict[str, Any]) -> str:
    """A route's address in a room. `keys`: names of ids, or `=word` for a word that is no record's."""
    return reverse(route, args=[key[1:] if key.startswith("=") else ids[key] for key in keys.split()])


def nowhere(keys: str) -> dict[str, Any]:
    """Ids of records that are not there."""
    return {key: 987_654_321 if key in {"circle", "number"} else uuid.uuid4() for key in keys.split()}


# What is expected -----------------------------------------------------------------------------------------------------
# Everybody tries one's own room; where a whole family of people is refused alike, some of them try the others'.
_ABROAD = (
    "hub_officer",
    "hub_manager",
    "hub_support",
    "index_manager",
    "desk_responder",
    "list_manager",
    "access_administrator",
    "privacy_officer",
    "analyst",
    "emergency_reader",
    "in_the_other",
    "in_the_sealed",
)
# Where it makes no difference who one is, a few of each kind.
_A_FEW = ("hub_manager", "desk_responder", "access_administrator", "nobody", "leaver", "signed_out")
_INSIDE = {"other": "in_the_other", "sealed": "in_the_sealed"}
# Doors to what no circle's wall stands before: who is in which circle, and the directory of agencies and their lists.
_UNWALLED = ("access:circle", "access:let_in", "access:end_membership", "involvement:send", "agencies:")
_ANSWERED = frozenset({200, 302, 400, 409})


@dataclass(frozen=True)
class Expected:
    """The answers that are right, and whether anything may change."""

    statuses: frozenset[int]
    may_change: bool = False
    to_login: bool = False


def expected(row: Row, viewer: str, method: str, room: str) -> Expected:
    """What this person must get at this door."""
    if row.public:
        return Expected(row.statuses | ({405} if row.only not in {"", method} else set()) | {400}, may_change=True)
    if viewer in {"signed_out", "leaver"}:
        return Expected(frozenset({302}), to_login=True)
    if row.only not in {"", method}:
        return Expected(frozenset({405}))
    if viewer == _INSIDE.get(room) and not row.anywhere:
        # A control: whoever is inside is let in, as far as their roles go; what came of it they may change.
        return Expected(_ANSWERED | {403, 404}, may_change=True)
    if room != "own" and not row.anywhere and not (room == "other" and viewer in row.abroad.split()):
        return Expected(frozenset({404}))
    shown, barred, does = row.get.split(), row.barred.split(), row.post.split()
    if method == "GET":
        return Expected(row.statuses if viewer in shown else frozenset({403 if viewer in barred else 404}))
    if viewer in does:
        return Expected(
            _ANSWERED if row.statuses == frozenset({200}) else row.statuses | {200, 302, 400, 403}, may_change=True
        )
    # Of somebody who sees the record, what they may not do is refused in words or by a page; nothing is done.
    return Expected(frozenset({200, 302, 400, 403}) if viewer in {*shown, *barred} else frozenset({404}))


@dataclass
class Findings:
    """Every cell that was tried, and what was wrong with some of them, one line each."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    worked: set[str] = field(default_factory=set)
    seen: dict[str, set[str]] = field(default_factory=dict)
    tried: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def faults(self) -> list[str]:
        return [*self.wrong, *self.leaks]

    def add(self, other: "Findings") -> None:
        self.cells += other.cells
        self.wrong += other.wrong
        self.leaks += other.leaks
        self.worked |= other.worked
        self.tried |= other.tried
        for name, rooms in other.seen.items():
            self.seen.setdefault(name, set()).update(rooms)


def tries(row: Row, viewers: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Who tries this door, how, in which room."""
    rooms = ROOMS if row.keys and not row.keys.startswith("=") else ("own",)
    for room in rooms:
        for method in METHODS:
            own_account = row.anywhere and row.get == EVERYBODY
            few = row.public or own_account or row.only not in {"", method} or (row.anywhere and room != "own")
            for viewer in _A_FEW if few else VIEWERS if room == "own" else _ABROAD:
                if not (few and room != "own" and row.public) and (not viewers or viewer in viewers):
                    yield viewer, method, room


def try_row(
    world: World,
    row: Row,
    *,
    before: dict[str, Any],
    statuses: bool = True,
    names: bool = True,
    viewers: Collection[str] = (),
) -> Findings:
    """Try one door in every way.

    `statuses`: hold the answers to the row, else look only for foreign words and for foreign records that changed.
    `names`: also look for what the application alone hides, sealed circles' names.
    """
    found = Findings()
    bare: bytes | None = None
    for viewer, method, room in tries(row, viewers):
        if room == "own" and row.keys and not statuses:
            continue  # one's own record by its own address tells nothing of others'
        ids = world.rooms[room]
        data = row.data(ids) if row.data and method == "POST" else None
        right = expected(row, viewer, method, room)
        foreign = room != "own" and viewer != _INSIDE[room] and not row.anywhere
        watch = before if (method == "POST" and not right.may_change and (statuses or foreign)) else None
        watch = before if row.logged and method == "GET" and statuses and viewer in row.get.split() else watch
        url = address(row.route, row.keys, ids)
        cell = ask(world, viewer, method, url, data, route=row.route, room=room, before=watch)
        found.cells += 1
        found.tried.add((row.route, viewer, method))
        if row.logged and method == "GET" and watch and cell.status == 200 and TRAIL not in cell.changed:
            found.wrong.append(f"{cell}: shown, and not in the trail")
        cell = replace(cell, changed=tuple(set(cell.changed) & before.keys() - {TRAIL} if method == "POST" else ()))
        if not names and foreign and method == "GET" and cell.status == 200 and not row.route.startswith(_UNWALLED):
            found.leaks.append(f"{cell}: shown")
        if not statuses and set(cell.changed) - UNWALLED:
            found.leaks.append(f"{cell}: changed {', '.join(sorted(cell.changed))}")
        if strange := cell.words_in(world.foreign(viewer, names=names)):
            found.leaks.append(f"{cell}: holds {', '.join(strange)}")
        if cell.words_in(world.own(viewer)):
            found.seen.setdefault(viewer, set()).add(row.route)
        if not statuses:
            continue
        if cell.status not in right.statuses:
            found.wrong.append(f"{cell}, expected {sorted(right.statuses)}")
        if right.to_login and not cell.location.startswith("/account/login/"):
            found.wrong.append(f"{cell}: to {cell.location or 'nowhere'}, not to sign in")
        if cell.changed:
            found.wrong.append(f"{cell}: changed {', '.join(cell.changed)}")
        if method == "POST" and cell.status == (200 if row.shows else 302) and right.may_change:
            found.worked.add(row.route)
        if cell.status == 404 and row.keys and not row.public and not row.keys.startswith("="):
            if bare is None:
                bare = ask(world, viewer, method, address(row.route, row.keys, nowhere(row.keys)), data).content
            if cell.content != bare:
                found.wrong.append(f"{cell}: not the bytes of a record that is not there")
    return found


def try_all(world: World, rows: Iterable[Row], **how: Any) -> Findings:
    """Try many doors. What every table holds is taken once, for each try is undone."""
    before, found = undone(fingerprint), Findings()
    for row in rows:
        found.add(try_row(world, row, before=before, **how))
    return found


# Ids that are carried in by another's hand ---------------------------------------------------------------------------
# What a form may name besides its own record: asked of one's own record, with ids of a foreign room.
CARRIED: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("POST", "concerns:subject_find", "fresh_subject", {"act": "=match", "person": "person"}),
    ("POST", "concerns:link", "fresh", {"reference": "concern_reference", "version": "own fresh_version"}),
    ("POST", "concerns:assign_many", "", {"concern": "fresh", "to": "concern_to", "confirm": "=1"}),
    ("POST", "concerns:seal", "concern", {"circle": "circle", "reason": "=A colleague."}),
    ("POST", "web:person_seal", "person", {"circle": "circle", "reason": "=colleague"}),
    (
        "POST",
        "access:grant",
        "user",
        {"circles": "circle", "role": "=visitor", "reason": "=Cover", "kind": "=standing"},
    ),
    ("POST", "access:confirm_memberships", "", {"membership": "membership"}),
    (
        "POST",
        "access:break_glass",
        "",
        {"circle": "circle", "reason_code": "=risk_to_life", "words": "=A child is in danger."},
    ),
    ("GET", "access:trail", "", {"circle": "circle"}),
    ("GET", "concerns:worklist", "", {"assignee": "user"}),
)
_MAY_ANYHOW = {("access:grant", "other"), ("access:confirm_memberships", "other"), ("access:break_glass", "other")}


def carried_in(world: World, rooms: Iterable[str] = ("other", "sealed")) -> Findings:
    """Foreign ids inside one's own addresses and forms: the later ids of an address, and what a form names."""
    before, found, own = undone(fingerprint), Findings(), world.rooms["own"]
    tries_: list[tuple[str, str, str, dict[str, Any], str]] = []
    for room in rooms:
        foreign = world.rooms[room]
        for method, route, keys, names in CARRIED:
            data = {
                name: value[1:] if value[0] == "=" else own[value[4:]] if value.startswith("own ") else foreign[value]
                for name, value in names.items()
            }
            tries_.append((method, route, address(route, keys, own), data, room))
        for row in ROWS.values():
            first, *later = [key for key in row.keys.split()] or [""]
            if [key for key in later if key[0] != "="]:
                url = address(row.route, row.keys, {**foreign, first: own[first]})
                tries_ += [(method, row.route, url, row.data(own) if row.data else {}, room) for method in METHODS]
    for method, route, url, data, room in tries_:
        for viewer in sorted(
            {*ROWS[route].get.split(), *ROWS[route].post.split()} - {*_INSIDE.values(), "nobody", "ended"}
        ):
            cell = ask(world, viewer, method, url, data, route=route, room=room, before=before)
            found.cells += 1
            changed = set(cell.changed) - {TRAIL}
            if strange := cell.words_in(world.foreign(viewer)):
                found.leaks.append(f"{cell}, carried in: holds {', '.join(strange)}")
            if changed and (route, room) not in _MAY_ANYHOW:
                found.wrong.append(f"{cell}, carried in: changed {', '.join(sorted(changed))}")
    return found
