"""For every rule one return that breaks it and one, as near to it as can be, that does not."""

from . import assessments, conferences, details, identifiers, plans
from .case import Case

CASES: tuple[Case, ...] = (
    *identifiers.CASES,
    *details.CASES,
    *assessments.CASES,
    *conferences.CASES,
    *plans.CASES,
)
