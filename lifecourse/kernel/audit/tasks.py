"""Work done by itself each minute: sealing what is new in the trail."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import sealing


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="sweeps", queueing_lock="audit.seal")
def seal_audit(timestamp: int = 0) -> int:
    """Seal every event that is not sealed yet; safe to run twice. Gives how many."""
    return sealing.seal_events(at=timezone.now())
