"""4013, error: a child in need plan ends within the census year, if it ends.

Points at CINPlanEndDate, ReferenceDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4013",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="CIN Plan end date must fall within the census year",
        fields=("CINPlanEndDate", "ReferenceDate"),
        sql="""
            select child_no, cin_plan.line, end_date as found
            from cin_plan, collection
            where end_date not between starts_on and ends_on
        """,
        since=2022,
    ),
)
