"""The world that the access matrix is tried on: one record of everything in three rooms, each word of it a canary."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.test import Client
from django.utils import timezone

from conftest import clear_tables
from lifecourse.kernel.access import context, grants
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.audit import trail
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.codelists.queries import choices

from .matrix_canaries import NAMES, as_owner, ids_of, move, plant, walled_tables, word_of
from .matrix_rooms import AGENCY, MACHINE, make_agency, make_room

BACKEND = "lifecourse.kernel.access.backends.CurrentStaffBackend"
ROOMS = ("own", "other", "sealed")
# Long ago enough that nothing is in the future; the pages read the real clock.
BEFORE = dt.timedelta(days=10)

# Who tries every door: name -> (role, circle) pairs. The circles are those of `CIRCLES`; break-glass, leaving and
# ending come later. The last two are controls: they are inside the other and the sealed room.
_HUB = (("index_editor", "person-index"), ("desk_hub", "desk-housing"))
VIEWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "hub_officer": (
        ("hub_officer", "mash"),
        ("cohort_owner", "insight"),
        ("report_editor", "insight"),
        ("board_business_manager", "insight"),
        *_HUB,
    ),
    "hub_manager": (
        ("hub_manager", "mash"),
        ("cohort_approver", "insight"),
        ("scorecard_keeper", "insight"),
        ("report_writer", "insight"),
        ("board_member", "insight"),
        *_HUB,
    ),
    "hub_support": (("hub_support", "mash"), *_HUB),
    "index_manager": (("index_manager", "person-index"),),
    "index_reader": (("index_reader", "person-index"),),
    "desk_responder": (("desk_responder", "desk-housing"),),
    "visitor": (("visitor", "desk-housing"),),
    "lead_professional": (("lead_professional", "desk-housing"),),
    "list_manager": (("list_manager", "desk-housing"),),
    "access_administrator": (("access_administrator", "access-office"),),
    "privacy_officer": (("privacy_officer", "privacy-office"),),
    "analyst": (
        ("analyst", "mash"),
        ("cohort_reader", "insight"),
        ("scorecard_reader", "insight"),
        ("report_reader", "insight"),
    ),
    "emergency_reader": (("duty_officer", "duty"),),
    "ended": (("hub_manager", "mash"), *_HUB),
    "leaver": (("hub_manager", "mash"), *_HUB),
    "nobody": (),
    "signed_out": (),
    "in_the_other": (
        ("hub_manager", "hub-b"),
        ("cohort_owner", "office-b"),
        ("scorecard_keeper", "office-b"),
        ("report_editor", "office-b"),
        ("board_business_manager", "office-b"),
        ("index_editor", "index-b"),
        ("desk_hub", "desk-school"),
        ("desk_responder", "desk-school"),
    ),
    "in_the_sealed": (
        ("hub_manager", "sealed-room"),
        ("cohort_owner", "sealed-room"),
        ("scorecard_keeper", "sealed-room"),
        ("report_editor", "sealed-room"),
        ("board_business_manager", "sealed-room"),
        ("index_editor", "sealed-room"),
        ("desk_hub", "sealed-room"),
        ("desk_responder", "sealed-room"),
    ),
}
# Makes the rooms, tries no door.
_MAKER = (
    ("hub_manager", "mash"),
    ("hub_officer", "mash"),
    ("index_editor", "person-index"),
    ("cohort_owner", "insight"),
    ("cohort_approver", "insight"),
    ("scorecard_keeper", "insight"),
    ("report_editor", "insight"),
    *(
        (role, f"desk-{agency}")
        for agency in ("housing", "school", "clinic")
        for role in ("desk_hub", "desk_responder")
    ),
)
CIRCLES = {
    "mash": CircleKind.HUB,
    "person-index": CircleKind.INDEX,
    "privacy-office": CircleKind.OFFICE,
    "access-office": CircleKind.OFFICE,
    "duty": CircleKind.OFFICE,
    "insight": CircleKind.OFFICE,
    "hub-b": CircleKind.HUB,
    "index-b": CircleKind.INDEX,
    "office-b": CircleKind.OFFICE,
    "sealed-room": CircleKind.SEALED,
}
# Everything is made in the own circles by the commands, and the rows then moved to where the room is.
MOVES = {
    "own": {},
    "other": {"mash": "hub-b", "person-index": "index-b", "privacy-office": "office-b", "insight": "office-b"},
    "sealed": {code: "sealed-room" for code in ("mash", "person-index", "privacy-office", "insight", "desk-clinic")},
}


# Who is in the circle of each room's own cohort, which the cohort makes.
COHORT_INSIDE = {"own": "hub_officer", "other": "in_the_other", "sealed": "in_the_sealed"}


@dataclass
class World:
    """What was made: people at the doors, and in each room the ids that addresses are made of."""

    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    circles: dict[str, int] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def foreign(self, viewer: str, *, names: bool = True) -> list[str]:
        """The canaries that may never reach this viewer."""
        words = [word_of(code) for code in self.circles if code not in self.inside[viewer]]
        return words + ([NAMES] if names and "sealed-room" not in self.inside[viewer] else [])

    def own(self, viewer: str) -> list[str]:
        """The canaries of the viewer's own circles."""
        return [word_of(code) for code in self.inside[viewer]]


@contextmanager
def standing_world() -> Iterator[World]:
    """The world, committed, for as long as it is wanted."""
    clear_tables()
    quiet = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # thousands of refusals are no news here
    try:
        with as_owner() as owner:
            made = build(owner)
        yield made
    finally:
        logging.disable(quiet)
        clear_tables()


def build(owner: "psycopg.Connection[Any]") -> World:
    """Make the world, committed. `owner`: the owner's connection, which moves rows and plants the canaries."""
    at = timezone.now() - BEFORE
    world = World()
    with context.as_system("matrix"):
        for code, kind in CIRCLES.items():
            made = access.create_circle(
                actor=MACHINE, at=at, code=code, name=code, kind=kind, breakable=code in {"mash", "hub-b"}
            )
            world.circles[code] = made.pk
        offices = {room: make_agency(code, at) for room, code in AGENCY.items()}
        world.circles |= {o.desk.code: o.desk.pk for o in offices.values() if o.desk}
        _staff(world, at)
    walled = walled_tables()
    for room in ROOMS:
        before = {table: ids_of(owner, table, world.circles) for table in walled}
        with context.as_system("matrix"):
            world.users["maker"].grants = grants.load(world.users["maker"], at=at)
            world.rooms[room] = make_room(room, offices[room], world.users, world.circles, at)
        world.inside[COHORT_INSIDE[room]].add(f"cohort-{room}")
        move(owner, world.circles, MOVES[room], before)
        _note_in_trail(world, room, at)
    plant(owner, world.circles)
    _read_versions(world)
    _open_in_an_emergency(world, at)
    handler = Client(raise_request_exception=False).handler
    for name, user in world.users.items():
        client = Client(raise_request_exception=False)
        client.handler = handler  # each handler of its own would look through the static files anew
        if name != "signed_out":
            client.force_login(user, backend=BACKEND)
        world.clients[name], world.cookies[name] = client, client.cookies.copy()
    access.record_leaver(actor=MACHINE, at=at, user=world.users["leaver"])
    return world


def _read_versions(world: World) -> None:
    """Forms say which version they saw: kept beside the ids, as `concern_version`."""
    labels = {
        "concern": "concerns.Concern",
        "fresh": "concerns.Concern",
        "decided": "concerns.Concern",
        "fresh_subject": "concerns.Subject",
        "subject": "concerns.Subject",
        "decision": "concerns.Decision",
        "action": "actions.Action",
        "letter": "letters.Letter",
        "person": "people.Person",
        "draft": "concerns.Draft",
        "agency": "agencies.Organisation",
        "request": "concerns.CheckRequest",
        "team": "agencies.Team",
        "involvement": "involvement.Involvement",
        "listed": "involvement.Involvement",
        "relative": "people.Person",
        "cohort": "cohorts.Cohort",
        "member": "cohorts.Member",
        "report": "annual_report.Report",
        "ready_report": "annual_report.Report",
        "final_report": "annual_report.Report",
        "section": "annual_report.Section",
        "past_year": "board.Year",
        "closed_year": "board.Year",
        "heading": "board.Heading",
        "claim": "board.Claim",
    }
    with context.as_system("matrix"):
        for made in world.rooms.values():
            for name, label in labels.items():
                row = apps.get_model(label)._default_manager.get(pk=made[name])
                made[f"{name}_version"] = getattr(row, "version", "")


def _staff(world: World, at: dt.datetime) -> None:
    for name, places in {**VIEWERS, "maker": _MAKER, "colleague": _MAKER}.items():
        user = access.create_user(
            actor=MACHINE, at=at, email=f"{name}@example.org", full_name=f"{name.replace('_', ' ').title()} Invented"
        )
        world.users[name], world.inside[name] = user, {code for _, code in places}
        for role, code in places:
            ends = at + dt.timedelta(hours=1) if name == "ended" else None
            access.grant_membership(
                actor=MACHINE,
                at=at,
                user=user,
                circle=Circle.objects.get(code=code),
                role=Role.objects.get(pk=role),
                reason="matrix",
                ends_at=ends,
                starts_at=at - dt.timedelta(days=200),
            )
    world.inside["ended"] = world.inside["leaver"] = set()


def _open_in_an_emergency(world: World, at: dt.datetime) -> None:
    """Break-glass on the hub, a minute ago: open now, and reviewed by the privacy office."""
    reader, now = world.users["emergency_reader"], timezone.now() - dt.timedelta(minutes=1)
    reason = choices(viewer=reader, list_code="break_glass_reason", on=now.date())[0]
    with context.viewing(reader, at=now):
        access.break_glass(
            actor=reader,
            at=now,
            circle=Circle.objects.get(code="mash"),
            reason_code=reason.code,
            words="A child may be in danger tonight.",
            review_due_at=now + dt.timedelta(days=2),
        )
    world.inside["emergency_reader"].add("mash")


def _note_in_trail(world: World, room: str, at: dt.datetime) -> None:
    """An event in each of the room's circles, its actor a canary: no other circle's trail may show it."""
    for code in {"own": ("mash",), "other": ("hub-b", "index-b"), "sealed": ("sealed-room",)}[room]:
        with context.as_system("matrix"):
            trail.record(
                "concerns.opened", subject=None, actor=Machine(word_of(code)), at=at, circle_id=world.circles[code]
            )
