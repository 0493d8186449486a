"""Work done by itself each minute: the sweep for clocks that have become overdue."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context

from . import queries, services


@app.periodic(cron="* * * * *")
@app.task(name="clocks.sweep", queue="sweeps", queueing_lock="clocks.sweep")
def sweep_clocks(timestamp: int = 0) -> int:
    """Record every clock that has become overdue since the last sweep; safe to run twice. Gives how many."""
    return sweep(at=timezone.now())


def sweep(*, at: datetime) -> int:
    """Sweep as the machine. Nothing overdue leaves nothing in the trail: empty entries would hide the rest."""
    with context.as_system("clock sweep") as machine:
        if not queries.newly_overdue(viewer=machine, at=at).exists():
            return 0
        return services.sweep_clocks(actor=machine, at=at)
