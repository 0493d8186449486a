"""Obviously invented staff and their circles, for tests."""

import datetime as dt
import itertools
from typing import Any

from lifecourse.kernel.access import services
from lifecourse.kernel.access.models import Circle, CircleKind, Membership, Role, User
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import command, record

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MACHINE = Machine("test")
PASSWORD = "correct-horse-battery-staple-9"
_number = itertools.count(1)


def a_user(name: str = "", *, email: str = "", password: str | None = None) -> User:
    """A member of staff nobody could take for a real one."""
    number = next(_number)
    return services.create_user(
        actor=MACHINE,
        at=AT,
        email=email or f"invented-{number}@example.org",
        full_name=name or f"Invented Person {number}",
        password=password,
    )


def a_circle(code: str = "", *, kind: CircleKind = CircleKind.HUB, breakable: bool = False, name: str = "") -> Circle:
    """A circle; one with the same code is given back if there is one."""
    code = code or f"circle-{next(_number)}"
    found = Circle.objects.filter(code=code).first()
    return found or services.create_circle(
        actor=MACHINE, at=AT, code=code, name=name or f"Circle {code}", kind=kind, breakable=breakable
    )


@command("access.roles_loaded")
def a_role(*, actor: Any = MACHINE, at: dt.datetime = AT, capabilities: tuple[str, ...]) -> Role:
    """A role for one test with just these capabilities."""
    code = f"test-{next(_number)}"
    role = Role(code=code, title=code, description="For a test", capabilities=list(capabilities))
    role.save()
    record("access.roles_loaded", subject=None, actor=actor, at=at)
    return role


def let_in(user: User, circle: Circle, *capabilities: str, role: Role | None = None, **dates: Any) -> Membership:
    """Put somebody into a circle with these capabilities."""
    return services.grant_membership(
        actor=MACHINE,
        at=dates.pop("at", AT),
        user=user,
        circle=circle,
        role=role or a_role(capabilities=capabilities),
        reason="for a test",
        **dates,
    )


def an_administrator() -> User:
    """Somebody who makes accounts and memberships."""
    user = a_user("Ada Administrator-Invented")
    let_in(user, a_circle("access-office", kind=CircleKind.OFFICE), "access.administer")
    return user


def a_privacy_officer() -> User:
    """Somebody who reviews break-glass and reads the office's trail."""
    user = a_user("Percy Privacy-Invented")
    let_in(user, a_circle("privacy-office", kind=CircleKind.OFFICE), role=Role.objects.get(code="privacy_officer"))
    return user
