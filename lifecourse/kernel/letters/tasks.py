"""Jobs: send one letter; and every five minutes find what was lost. They read the clock and make one call."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context
from lifecourse.kernel.access import queries as access

from . import delivery, queries, services


@app.task(name=services.SEND_JOB, queue="letters")
def send_letter(letter_id: str) -> None:
    """Take the letter, hand it over, say what came of it: three transactions, so that a crash loses none of it."""
    with context.as_system("letters") as machine:
        letter = services.take_letter(actor=machine, at=timezone.now(), letter_id=UUID(letter_id))
    if letter is None:
        return
    try:
        how = delivery.deliver(letter)
    except delivery.NotDelivered as problem:
        with context.as_system("letters") as machine:
            services.mark_failed(
                actor=machine, at=timezone.now(), letter=letter, failure=str(problem), permanent=problem.permanent
            )
        return
    with context.as_system("letters") as machine:
        services.mark_sent(actor=machine, at=timezone.now(), letter=letter, how=how)


@app.periodic(cron="*/5 * * * *")
@app.task(name="letters.reconcile", queue="letters", queueing_lock="letters.reconcile")
def reconcile(timestamp: int) -> None:
    """Queue again every letter whose job was lost or whose worker died. Safe to run twice."""
    at = timezone.now()
    with context.as_system("letters reconciler") as machine:
        for letter in queries.lost(viewer=machine, at=at):
            services.requeue_letter(actor=machine, at=at, letter=letter)


@app.periodic(cron="* * * * *")
@app.task(name="letters.break_glass_alerts", queue="letters", queueing_lock="letters.break_glass_alerts")
def break_glass_alerts(timestamp: int) -> None:
    """Write to the reviewers of every emergency opening not yet told of: within a minute, and found again if lost.

    The alert itself is the opening's own row in their worklist, written in the transaction that opened the circle.
    """
    at = timezone.now()
    with context.as_system("break-glass alerts") as machine:
        for glass in access.breakglass_without_alert(viewer=machine):
            services.tell_of_break_glass(actor=machine, at=at, glass=glass)
