"""What somebody at a desk has written to the hub: their own drafts, and where they may send from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from lifecourse.kernel.access.models import Circle
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.agencies.models import Organisation
from lifecourse.kernel.audit.trail import record
from lifecourse.kernel.base.errors import NotFound

from .. import policy, rules
from ..models import Draft


@dataclass(frozen=True)
class SendingPlace:
    """A circle somebody may send from: an agency's desk, or the hub itself when it writes down what it is told."""

    circle: Circle
    organisation: Organisation | None

    @property
    def by_phone(self) -> bool:
        return self.circle.code == rules.HUB

    @property
    def name(self) -> str:
        if self.by_phone:
            return "The hub: told by telephone or in person"
        return self.organisation.name if self.organisation else self.circle.name


def places_to_send_from(*, viewer: Any) -> list[SendingPlace]:
    """Where the viewer may send from, by name: each desk with leave to send, and the hub with leave to take in."""
    send, take_in = policy.circles_with(viewer, policy.SEND), policy.circles_with(viewer, policy.TAKE_IN)
    circles = list(Circle.objects.filter(pk__in=send | take_in))
    owners = agencies.organisations_of_desks(viewer=viewer, circle_ids=[circle.pk for circle in circles])
    places = [
        SendingPlace(circle, owners.get(circle.pk))
        for circle in circles
        if (circle.pk in take_in if circle.code == rules.HUB else circle.pk in send)
    ]
    return sorted(places, key=lambda place: place.name)


def place_to_send_from(*, viewer: Any, code: str) -> SendingPlace:
    """One of those places, by its circle's code. Raises `NotFound`."""
    for place in places_to_send_from(viewer=viewer):
        if place.circle.code == code:
            return place
    raise NotFound


def _own(viewer: Any) -> "QuerySet[Draft]":
    circles = policy.circles_with(viewer, policy.SEND) | policy.circles_with(viewer, policy.TAKE_IN)
    return Draft.objects.filter(owner_id=viewer.pk, circle_id__in=circles, discarded_at__isnull=True)


def my_drafts(*, viewer: Any, at: datetime) -> "QuerySet[Draft]":
    """What the viewer has written: unsent first, then what was sent, the newest first. Their own, and nobody else's."""
    record("concerns.drafts_listed", subject=None, actor=viewer, at=at)
    return _own(viewer).select_related("circle").order_by(F("sent_at").desc(nulls_first=True), "-updated_at")


def unsent_drafts(*, viewer: Any) -> "QuerySet[Draft]":
    """What the viewer began and has not sent, for their home page: that there is one, never what is in it."""
    return _own(viewer).filter(sent_at__isnull=True).select_related("circle").defer("answers").order_by("-updated_at")


def my_draft(*, viewer: Any, at: datetime, draft_id: UUID) -> Draft:
    """One of the viewer's own drafts, sent or not. Raises `NotFound` for anybody else's, and for one thrown away."""
    draft = _own(viewer).select_related("circle").filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    record("concerns.draft_opened", subject=draft, actor=viewer, at=at)
    return draft


def my_draft_with_key(*, viewer: Any, at: datetime, key: UUID) -> Draft | None:
    """The viewer's own draft that was begun with this form's key, if there is one."""
    return _own(viewer).select_related("circle").filter(submission_key=key).first()


def may_receive_at_hub(*, viewer: Any) -> bool:
    """Whether the viewer may take in a concern at a hub and say who it is about; for rooms that hand one over."""
    return bool(policy.circles_with(viewer, policy.TAKE_IN) & policy.circles_with(viewer, policy.SCREEN))
