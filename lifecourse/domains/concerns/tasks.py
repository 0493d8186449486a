"""Work done by itself: forgetting from which addresses public concerns came lately."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.audit.actors import Machine

from . import services


@app.periodic(cron="*/10 * * * *")
@app.task(name="concerns.forget_arrivals", queue="sweeps", queueing_lock="concerns.forget_arrivals")
def forget_arrivals(timestamp: int = 0) -> int:
    """Delete the arrivals that no flood can be seen from any more; safe to run twice. Gives how many."""
    return services.forget_arrivals(actor=Machine("arrivals"), at=timezone.now())
