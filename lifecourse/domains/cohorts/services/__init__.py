"""Every write of cohorts: `@command`, keyword-only. May I, can it, change it, say so, give it back."""

from .deciding import decide_member, move_to_concern
from .defining import OWN_ROLE, Wanted, agree_cohort, change_cohort, end_cohort, start_cohort
from .publishing import publish_counts
from .running import RUN_JOB, begin_run, carry_out_run, defer_run, fail_run, start_run

__all__ = [
    "OWN_ROLE",
    "RUN_JOB",
    "Wanted",
    "agree_cohort",
    "begin_run",
    "carry_out_run",
    "change_cohort",
    "decide_member",
    "defer_run",
    "end_cohort",
    "fail_run",
    "move_to_concern",
    "publish_counts",
    "start_cohort",
    "start_run",
]
