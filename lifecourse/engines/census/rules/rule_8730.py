"""8730, error: a child protection plan says how many plans the child had before, 0 or more.

Points at NumberOfPreviousCPP. What is not a whole number from 0 is read as nothing, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8730",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Total Number of previous Child Protection Plans missing",
        fields=("NumberOfPreviousCPP",),
        sql="select child_no, line, null as found from cpp where previous_plans is null",
    ),
)
