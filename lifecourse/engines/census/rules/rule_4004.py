"""4004, error: a child has not more than one open child in need plan.

Points at CINPlanEndDate. Open means without an end date; one that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4004",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="This child is showing more than one open CIN Plan, i.e. with no End Date",
        fields=("CINPlanEndDate",),
        sql="""
            select child_no, line, start_date as found
            from cin_plan
            where end_date is null
            qualify count(*) over (partition by child_no) > 1
        """,
        since=2022,
    ),
)
