"""A hub, a member of its staff, something to run clocks for, and calendars and rules for tests; all invented."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.access.services import create_circle, create_user, grant_membership, load_roles
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.clocks import files, rules
from lifecourse.kernel.clocks.rules.reference import RuleRow, VersionRow

MACHINE = Machine("test")
LONDON = rules.LONDON
CALENDAR_FILE: Path = settings.BASE_DIR / "data" / "calendars" / "england.yaml"
NEVER = dt.date(2099, 1, 1)


def london(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """A time on the clock on the wall in London."""
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


def england() -> rules.Calendar:
    """The calendar in `data/`."""
    row, faults = files.read_calendar(CALENDAR_FILE)
    assert faults == []
    return rules.Calendar(
        version=row.version,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        holidays=frozenset(day.on for day in row.days),
    )


def a_hub(code: str = "mash") -> Circle:
    """A hub's circle."""
    return create_circle(actor=MACHINE, at=london(2026, 1, 1), code=code, name=code, kind=CircleKind.HUB)


def a_colleague(hub: Circle, email: str = "robin.example@hub.example") -> User:
    """Somebody invented who works in the hub."""
    at = london(2026, 1, 1)
    role = Role(code="test_clocks", title="Test", description="Test", capabilities=[])
    load_roles(actor=MACHINE, at=at, roles=[role])
    user = create_user(actor=MACHINE, at=at, email=email, full_name="Robin Example")
    grant_membership(actor=MACHINE, at=at, user=user, circle=hub, role=role, reason="test")
    return user


def a_subject(email: str = "subject@hub.example") -> User:
    """Stands for a record of a room above: a clock only notes its label and id."""
    return create_user(actor=MACHINE, at=london(2026, 1, 1), email=email, full_name="Subject Example")


def a_version(number: int = 1, **fields: Any) -> VersionRow:
    """A version of a rule; four hours by the clock unless told otherwise."""
    given: dict[str, Any] = {
        "number": number,
        "valid_from": dt.date(2012, 1, 1),
        "valid_to": None,
        "unit": "h",
        "amount": 4,
        "convention": "after",
        "due_at": "same_time",
        "hours": {},
        "finish_past_close": False,
        "rolls_forward": False,
        "pausable": False,
        "soon_percent": 25,
        "soon_hours": None,
        "basis": "L",
        "source": "test",
        "checked_by": "test",
        "next_review": NEVER,
    }
    return VersionRow(**{**given, **fields})


def a_rule(kind: str = "test_clock", *versions: VersionRow) -> RuleRow:
    """A kind of clock."""
    return RuleRow(kind, f"Test {kind}", "", "a test begins", "none", versions or (a_version(),))
