"""Invented desks and actions for tests."""

import datetime as dt
from typing import Any

from lifecourse.kernel.access.models import Circle, User
from lifecourse.kernel.actions import services
from lifecourse.kernel.actions.models import Action
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.tests.factories import a_member
from lifecourse.kernel.audit.actors import Machine

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MACHINE = Machine("test")
ASKS = ("actions.view", "actions.ask", "actions.evidence")
ANSWERS = ("actions.view", "actions.answer", "actions.evidence")


def desk_of(organisation: Organisation) -> Circle:
    """The organisation's desk."""
    assert organisation.desk is not None
    return organisation.desk


def a_hub_officer(*organisations: Organisation) -> User:
    """Somebody of the hub, who is at each of these desks to ask."""
    user = a_member(desk_of(organisations[0]), *ASKS)
    for organisation in organisations[1:]:
        a_member(desk_of(organisation), *ASKS, user=user)
    return user


def a_responder(organisation: Organisation) -> User:
    """Somebody who answers for this organisation."""
    return a_member(desk_of(organisation), *ANSWERS)


def an_action(organisation: Organisation, **given: Any) -> Action:
    """A visit asked of that organisation; inside a transaction with its desk open."""
    values = {"kind": "safe_and_well_visit", "request": "Ask for Baby Example's mother at 1 Invented Street.", **given}
    actor, at = values.pop("actor", MACHINE), values.pop("at", AT)
    return services.create_action(actor=actor, at=at, owner_organisation=organisation, **values)
