"""The one command of the demo's own: to say in the trail that the demonstration was built to its end."""

from datetime import datetime

from lifecourse.kernel.audit.actors import Machine
from lifecourse.kernel.audit.trail import command, record

BUILT = "demo.built"


@command("demo.built")
def note_built(*, actor: Machine, at: datetime, people: int, concerns: int) -> None:
    """Say that everything was told, and how much it is."""
    record(BUILT, subject=None, actor=actor, at=at, people=people, concerns=concerns)
