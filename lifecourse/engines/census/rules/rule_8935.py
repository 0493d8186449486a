"""8935, error: a child has not more than one open child protection plan.

Points at CPPendDate. Open means without an end date; one that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8935",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="This child is showing more than one open Child Protection plan, i.e. with no End Date",
        fields=("CPPendDate",),
        sql="""
            select child_no, line, start_date as found
            from cpp
            where end_date is null
            qualify count(*) over (partition by child_no) > 1
        """,
    ),
)
