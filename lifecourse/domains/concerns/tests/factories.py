"""Invented concerns and the people around them, made by the commands themselves."""

import datetime as dt
import itertools
from typing import Any
from uuid import uuid4

from lifecourse.domains.concerns import policy, rules, services
from lifecourse.domains.concerns.models import Concern
from lifecourse.kernel.access.models import Circle, CircleKind, User
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.tests.factories import a_circle, a_member, an_organisation
from lifecourse.kernel.audit.actors import PUBLIC

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def a_hub() -> Circle:
    """The hub's circle."""
    return a_circle(services.HUB, CircleKind.HUB)


def an_officer(*capabilities: str) -> User:
    """Somebody of the hub who may see and take in, and whatever else is named."""
    return a_member(a_hub(), policy.VIEW, policy.TAKE_IN, *capabilities)


def a_sender(organisation: Organisation | None = None) -> User:
    """A professional who may send from their agency's desk."""
    organisation = organisation or an_organisation()
    assert organisation.desk is not None
    return a_member(organisation.desk, policy.SEND)


def told(narrative: str = "A child was outside alone at night.", **fields: Any) -> services.Told:
    """What somebody told us, about one child unless said otherwise."""
    fields.setdefault("subjects", (services.SubjectTold(kind=rules.SubjectKind.CHILD, given_name="Ivo"),))
    return services.Told(narrative=narrative, **fields)


def a_public_concern(**fields: Any) -> Concern:
    """A concern from somebody with no account."""
    a_hub()
    key, at = fields.pop("key", uuid4()), fields.pop("at", AT)
    extra = {name: fields.pop(name) for name in ("team_code", "sender", "suspect") if name in fields}
    return services.receive_public_concern(actor=PUBLIC, at=at, key=key, told=told(**fields), **extra)
