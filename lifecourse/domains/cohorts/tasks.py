"""Jobs: carry out a run that somebody asked for; find runs whose job was lost."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from lifecourse.kernel.access import context
from lifecourse.kernel.access.models import User
from lifecourse.kernel.base.errors import NotFound, Refused

from . import queries, services


@app.task(name=services.RUN_JOB, queue="lists")
def carry_out(run_id: str, user_id: str) -> None:
    """Carry out a run as the person who asked for it; a refusal ends it with its reason."""
    key, viewer = UUID(run_id), User.objects.get(pk=UUID(user_id))
    try:
        # Begun in a transaction of its own, so that its page can say so while it goes on.
        with context.viewing(viewer, at=timezone.now()) as actor:
            services.begin_run(actor=actor, at=timezone.now(), run_id=key)
        with context.viewing(viewer, at=timezone.now()) as actor:
            services.carry_out_run(actor=actor, at=timezone.now(), run_id=key)
    except Refused as refused:
        _fail(key, str(refused))
    except NotFound:
        # Whoever asked has left meanwhile: nothing is run in the name of somebody who may not run it any more.
        _fail(key, "Whoever asked for this run may not run this cohort any more.")


def _fail(run_id: UUID, problem: str) -> None:
    with context.as_system("cohort run") as machine:
        if queries.run(viewer=machine, pk=run_id).ended_at is None:
            services.fail_run(actor=machine, at=timezone.now(), run_id=run_id, problem=problem)


@app.periodic(cron="*/10 * * * *")
@app.task(name="cohorts.sweep_runs", queue="sweeps", queueing_lock="cohorts.sweep_runs")
def sweep_runs(timestamp: int = 0) -> None:
    """Queue lost runs again. Safe to run twice."""
    with context.as_system("cohort sweep") as machine:
        for run_id, user_id in queries.lost_runs(viewer=machine, at=timezone.now()):
            services.defer_run(run_id, user_id)
