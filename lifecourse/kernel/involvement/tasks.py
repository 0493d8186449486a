"""Jobs: load a large list that somebody agreed to; find loads whose job was lost; throw away forgotten files."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.base.errors import NotFound, Refused

from . import queries, services


@app.task(name=services.LOAD_JOB, queue="lists")
def load_file(load_id: str, user_id: str) -> None:
    """Load a queued list as the person who agreed to it; a refusal ends the load with its reason."""
    at, key = timezone.now(), UUID(load_id)
    viewer = User.objects.get(pk=UUID(user_id))
    try:
        with context.viewing(viewer, at=at):
            services.load_list(actor=viewer, at=at, load_id=key)
    except Refused as refused:
        with context.as_system("list load") as machine:
            if queries.report(viewer=machine, load_id=key).is_queued:
                services.refuse_list(actor=machine, at=timezone.now(), load_id=key, problem=str(refused))
    except NotFound:
        # Whoever agreed has left meanwhile: nothing is loaded in the name of somebody who may not load any more.
        with context.as_system("list load") as machine:
            problem = "Whoever sent this list may not load it any more."
            services.refuse_list(actor=machine, at=timezone.now(), load_id=key, problem=problem)


@app.periodic(cron="*/10 * * * *")
@app.task(name="involvement.sweep_files", queue="sweeps", queueing_lock="involvement.sweep_files")
def sweep_files(timestamp: int = 0) -> None:
    """Queue lost loads again, and throw away files that nobody went on with for a week. Safe to run twice."""
    at = timezone.now()
    with context.as_system("list sweep") as machine:
        for load_id, user_id in queries.lost_loads(viewer=machine, at=at):
            services.defer_load(load_id, user_id)
        for load_id in queries.forgotten_loads(viewer=machine, at=at):
            services.abandon_list(actor=machine, at=at, load_id=load_id)
