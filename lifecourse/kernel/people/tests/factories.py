"""Invented people, and the staff who look after their records."""

import datetime as dt
from typing import Any

from django.apps import apps

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.access.services import create_circle, create_user, grant_membership
from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.people import services
from lifecourse.kernel.people.models import Person
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.services import Added, AddressGiven, NameGiven

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def a_circle(code: str = "person-index") -> Circle:
    """The person index, or a sealed circle of that code, made if need be."""
    kind = CircleKind.INDEX if code == "person-index" else CircleKind.SEALED
    found = Circle.objects.filter(code=code).first()
    return found or create_circle(actor=Machine("test"), at=AT, code=code, name=code, kind=kind)


def a_user(name: str, *roles: tuple[str, str] | str, at: dt.datetime = AT) -> User:
    """A member of staff with roles: a role's code (in the person index) or (role, circle code)."""
    with context.as_system("test") as machine:
        email = name.lower().replace(" ", ".") + "@example.org"
        user = create_user(actor=machine, at=at, email=email, full_name=name)
        for role in roles:
            code, circle = role if isinstance(role, tuple) else (role, "person-index")
            grant_membership(
                actor=machine,
                at=at,
                user=user,
                circle=a_circle(circle),
                role=Role.objects.get(code=code),
                reason="test",
                starts_at=at - dt.timedelta(days=1),
            )
    return user


def told(given: str = "", family: str = "", born: dt.date | None = None, **more: Any) -> Added:
    """What was told about somebody; `postcode` and `lines` make an address."""
    postcode, lines = more.pop("postcode", ""), more.pop("lines", "1 Invented Street")
    if postcode:
        more["addresses"] = [AddressGiven(lines=lines, postcode=postcode)]
    return Added(
        source=more.pop("source", "Test"),
        names=[*([NameGiven(given, family)] if given or family else []), *more.pop("names", ())],
        birth=more.pop("birth", births.known(born) if born else births.UNKNOWN),
        **more,
    )


def a_person(
    given: str = "Jon",
    family: str = "Example",
    born: dt.date | None = dt.date(2015, 5, 4),
    *,
    circle: str = "person-index",
    at: dt.datetime = AT,
    **more: Any,
) -> Person:
    """A person, added by the machine."""
    where = a_circle(circle)
    with context.as_system("test") as machine:
        return services.add_person(actor=machine, at=at, details=told(given, family, born, **more), circle_id=where.pk)


def kept(model: str) -> list[Any]:
    """Every row of a model of people ("Address"), whoever may see it, oldest first."""
    with context.as_system("test"):
        return list(apps.get_model("people", model)._default_manager.order_by("created_at"))
