"""4010, error: a child in need plan has a start date, on or before the reference date.

Points at CINPlanStartDate. An invalid date is read as none, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4010",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="CIN Plan start date is missing or out of data collection period",
        fields=("CINPlanStartDate",),
        sql="""
            select child_no, cin_plan.line, start_date as found
            from cin_plan, collection
            where start_date is null or start_date > ends_on
        """,
        since=2022,
    ),
)
