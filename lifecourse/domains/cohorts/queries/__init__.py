"""Every read of cohorts. Keyword-only, first parameter `viewer`. Not visible means not found."""

from .gathering import Considered, gather, looked_at, question_of
from .register import CohortLine, CohortRecord, cohort, cohort_record, cohorts, definition_of, published
from .runs import (
    Filters,
    ListCount,
    MemberRecord,
    Members,
    RunRecord,
    is_small,
    lost_runs,
    member,
    members,
    open_member,
    open_run,
    people_to_ask,
    run,
    threshold_on,
)

__all__ = [
    "CohortLine",
    "CohortRecord",
    "Considered",
    "Filters",
    "ListCount",
    "MemberRecord",
    "Members",
    "RunRecord",
    "cohort",
    "cohort_record",
    "cohorts",
    "definition_of",
    "gather",
    "is_small",
    "looked_at",
    "lost_runs",
    "member",
    "members",
    "open_member",
    "open_run",
    "people_to_ask",
    "published",
    "question_of",
    "run",
    "threshold_on",
]
