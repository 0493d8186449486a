"""Invented organisations for tests, made by the commands themselves."""

import datetime as dt
import itertools
from typing import Any

from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.agencies import services
from lifecourse.kernel.agencies.models import Organisation, Team
from lifecourse.kernel.audit.actors import Machine

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ACTOR = Machine("test")
_numbers = itertools.count(1)


def an_organisation(code: str = "", *, domain: str = "", **fields: Any) -> Organisation:
    """An organisation with a desk, and with a verified e-mail domain if one is named."""
    code = code or f"agency-{next(_numbers)}"
    organisation = services.create_organisation(
        actor=ACTOR,
        at=AT,
        code=code,
        name=fields.pop("name", code.replace("-", " ").title()),
        type=fields.pop("type", "la_housing"),
        valid_from=fields.pop("valid_from", dt.date(2020, 4, 1)),
        **fields,
    )
    if domain:
        services.add_email_domain(actor=ACTOR, at=AT, organisation=organisation, domain=domain)
    return organisation


def a_team(organisation: Organisation, code: str = "", **fields: Any) -> Team:
    """A team of that organisation."""
    code = code or f"team-{next(_numbers)}"
    return services.create_team(
        actor=ACTOR,
        at=AT,
        organisation=organisation,
        code=code,
        name=fields.pop("name", code.replace("-", " ").title()),
        valid_from=fields.pop("valid_from", dt.date(2020, 4, 1)),
        **fields,
    )


def a_user(name: str = "", email: str = "") -> User:
    """Somebody with an account and no membership."""
    number = next(_numbers)
    return access.create_user(
        actor=ACTOR, at=AT, email=email or f"person{number}@example.test", full_name=name or f"Person {number}"
    )


def a_circle(code: str, kind: CircleKind = CircleKind.OFFICE) -> Circle:
    """The circle with this code, made if need be."""
    found = Circle.objects.filter(code=code).first()
    return found or access.create_circle(actor=ACTOR, at=AT, code=code, name=code.title(), kind=kind)


def a_member(circle: Circle, *capabilities: str, user: User | None = None) -> User:
    """Somebody who may do these things in that circle, by a role made for it."""
    user = user or a_user()
    code = (
        "test-" + "-".join(sorted(capabilities)).replace(".", "-").replace("_", "-")[:50]
        if capabilities
        else "test-none"
    )
    role = Role(code=code, title=code, description=code, capabilities=list(capabilities))
    access.load_roles(actor=ACTOR, at=AT, roles=[role])
    access.grant_membership(actor=ACTOR, at=AT, user=user, circle=circle, role=role, reason="test")
    return user
