"""Who may ask who is open to what, load a list, and write down an involvement."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.agencies import policy as agencies
from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.base.errors import NotFound, NotPermitted
from lifecourse.kernel.people import policy as people

from .models import ListSource

CHECK = "involvement.check"
LOAD = "involvement.load"
SEE_LISTS = "involvement.see_lists"
RECORD = "involvement.record"

CAPABILITIES = {
    CHECK: "See which services are or were working with somebody, and how fresh that is",
    LOAD: "Load an agency's list of the people open to it",
    SEE_LISTS: "See which lists there are, what they cover and how fresh they are",
    RECORD: "Write down that a service is, or is no longer, working with somebody",
}


def check_may_load(actor: Actor, source: ListSource, *, at: datetime) -> int:
    """The desk at which this list is loaded. Raises `NotFound` unless the actor loads that agency's lists."""
    desk = source.service.organisation.desk_id
    if desk is None:
        raise NotPermitted(f"{source.service.organisation.name} has no desk, so its lists cannot be loaded.")
    if not isinstance(actor, Machine):
        try:
            access.check(actor, LOAD, circle_id=desk, at=at)
        except NotPermitted as error:
            raise NotFound(f"list {source.pk}") from error
    return desk


def check_may_set_up(actor: Actor, *, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor keeps the directory, of which services and their lists are a part."""
    agencies.check_may_administer(actor, at=at)


def may_set_up(viewer: Any) -> bool:
    """Whether the viewer keeps the directory, and so services, lists and the rule by which rows are linked."""
    return access.may(viewer, agencies.ADMINISTER)


def may_check(viewer: Any) -> bool:
    """Whether the viewer may ask who is open to what, anywhere."""
    return access.may(viewer, CHECK)


def may_record(viewer: Any) -> bool:
    """Whether the viewer may write down an involvement, anywhere."""
    return access.may(viewer, RECORD)


def may_see_lists(viewer: Any) -> bool:
    """Whether the viewer may see how fresh lists are: all of them, or those of their own agency."""
    return access.may(viewer, SEE_LISTS)


def may_compare(viewer: Any) -> bool:
    """Whether the viewer may say that two records are, or are not, one person."""
    return access.may(viewer, people.MERGE)


def may_part(viewer: Any) -> bool:
    """Whether the viewer may take a row of a list off the person it was linked to, anywhere."""
    return all(access.may(viewer, one) for one in (CHECK, RECORD, people.EDIT, people.MERGE))
