"""Who may change the directory."""

from datetime import datetime

from lifecourse.kernel.access import policy
from lifecourse.kernel.audit.actors import Actor

ADMINISTER = "agencies.administer"


def check_may_administer(actor: Actor, *, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor may change the directory."""
    policy.check(actor, ADMINISTER, at=at)
