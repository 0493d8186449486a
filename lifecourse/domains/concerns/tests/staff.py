"""Staff with the real roles of `data/roles`, so that tests try what is shipped."""

import datetime as dt

from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.agencies.tests.factories import a_circle, a_user
from lifecourse.kernel.audit.actors import Machine

from .factories import AT, a_hub


def join(user: User, circle: Circle, role: str, *, ends_at: dt.datetime | None = None) -> User:
    """Let somebody into a circle with a shipped role."""
    access.grant_membership(
        actor=Machine("test"), at=AT, user=user, circle=circle, role=Role.objects.get(pk=role), reason="test"
    )
    return user


def an_index() -> Circle:
    """The circle of the person index."""
    return a_circle("person-index", CircleKind.INDEX)


def hub_member(role: str, *agencies: Organisation, name: str = "") -> User:
    """Somebody of the hub, in the person index and at the desks of these agencies, as the roles are shipped."""
    user = join(a_user(name), a_hub(), role)
    join(user, an_index(), "index_editor")
    for agency in agencies:
        assert agency.desk is not None
        join(user, agency.desk, "desk_hub")
    return user


def desk_member(agency: Organisation, role: str = "desk_responder") -> User:
    """Somebody who answers for an agency."""
    assert agency.desk is not None
    return join(a_user(), agency.desk, role)
