"""Who may read letters, and who may send them."""

from datetime import datetime

from lifecourse.kernel.access import policy
from lifecourse.kernel.audit.actors import Actor

from .wording import Wording

VIEW = "letters.view"
SEND = "letters.send"


def check_may_queue(actor: Actor, wording: Wording, *, circle_id: int, at: datetime) -> None:
    """Raise `NotPermitted` unless the letter is sent by what happened, or the actor may send from that circle."""
    if not wording.automatic:
        policy.check(actor, SEND, at=at, circle_id=circle_id)


def check_may_send(actor: Actor, *, circle_id: int, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor may send, send again, and tell by telephone, from that circle."""
    policy.check(actor, SEND, at=at, circle_id=circle_id)
