"""Who may see, ask for, answer and evidence actions."""

from datetime import datetime
from typing import Any

from lifecourse.kernel.access import policy as access
from lifecourse.kernel.audit.actors import Actor

VIEW = "actions.view"
ASK = "actions.ask"
ANSWER = "actions.answer"
EVIDENCE = "actions.evidence"

CAPABILITIES = {
    VIEW: "See the actions of an agency's desk",
    ASK: "Ask an agency to do something, give it to another, or withdraw it",
    ANSWER: "Accept or decline an agency's actions, and say what came of them",
    EVIDENCE: "Say that an action somebody else did is evidenced",
}


def check_may(actor: Actor, capability: str, *, circle_id: int, at: datetime) -> None:
    """Raise `NotPermitted` unless the actor may do this in that circle now; for commands."""
    access.check(actor, capability, circle_id=circle_id, at=at)


def may(viewer: Any, capability: str, *, circle_id: int) -> bool:
    """Whether the viewer's grants let them do this in that circle; for pages."""
    return access.may(viewer, capability, circle_id)
