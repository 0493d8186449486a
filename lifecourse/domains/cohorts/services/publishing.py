"""The command that publishes a run's counts: small ones hidden, and as many more as it takes that none comes back."""

from datetime import datetime
from uuid import UUID

from lifecourse.engines.suppression import Grid, protect
from lifecourse.kernel.access.models import User
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotFound, Refused

from .. import policy, queries, rules
from ..models import Publication, Run
from ..rules.counts import COLUMNS, grid_of, lines_of


@command("cohorts.published")
def publish_counts(*, actor: User, at: datetime, run_id: UUID) -> Publication:
    """Put a run's counts by group and age into the office, hidden by the threshold of the day. Twice is once.

    Raises `NotFound`, `NotPermitted`, and `Refused` if the run is not done.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("cohort").filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"run {run_id}")
    policy.check_in(actor, policy.PUBLISH, seen_by=policy.MEMBERS, circle_id=run.circle_id, at=at)
    if run.state != rules.RunState.DONE:
        raise Refused("Only a run that is done has counts to publish.")
    found = Publication.objects.filter(run=run).first()
    if found is None:
        threshold = queries.threshold_on(viewer=actor, on=run.on)
        made = protect(Grid(grid_of(run.counts)), threshold=threshold)
        found = Publication(
            circle_id=run.cohort.circle_id,
            cohort=run.cohort,
            run=run,
            on=run.on,
            threshold=threshold,
            columns=list(COLUMNS),
            rows=lines_of(made),
            published_by=actor,
            published_at=at,
        )
        found.save()
    record("cohorts.published", subject=found, actor=actor, at=at, threshold=found.threshold)
    return found
