"""Jobs: look for doubles of people changed lately; look anew at what is at stake in the pairs that wait."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context

from . import queries, services

# A quarter more than the hour between runs, so that nobody falls between two.
LATELY = timedelta(minutes=75)
# One run stays well under the hour on a slow machine; a list of a million proposes its own pairs as it is loaded.
MOST_PEOPLE, MOST_PAIRS = 2_000, 20_000


@app.periodic(cron="23 * * * *")
@app.task(name="matching.find_doubles", queue="sweeps", queueing_lock="matching.find_doubles")
def find_doubles(timestamp: int = 0) -> int:
    """Propose pairs for people added or changed in the last hour. Safe to run twice. Gives back how many are new."""
    at = timezone.now()
    with context.as_system("look for doubles") as machine:
        ids = queries.changed_lately(viewer=machine, since=at - LATELY, most=MOST_PEOPLE)
        return services.look_for_doubles(actor=machine, at=at, ids=ids)


@app.periodic(cron="41 * * * *")
@app.task(name="matching.weigh_pairs", queue="sweeps", queueing_lock="matching.weigh_pairs")
def weigh_pairs(timestamp: int = 0) -> int:
    """Say anew what is at stake in the pairs looked at longest ago. Gives back how many changed.

    A list proposes its pairs before it says which service is open, so those too are complete within the hour or so.
    """
    with context.as_system("weigh pairs") as machine:
        rows = queries.to_weigh(viewer=machine, most=MOST_PAIRS)
        return services.weigh_again(actor=machine, at=timezone.now(), pairs=rows)
