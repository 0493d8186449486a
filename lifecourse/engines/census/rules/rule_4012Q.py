"""4012Q, query: a child in need plan does not start and end on the same day.

Points at CINPlanStartDate, CINPlanEndDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4012Q",
        severity=Severity.QUERY,
        module="CINplanDates",
        message=(
            "Please check and either amend or provide a reason: CIN Plan shown as starting and ending on the same day"
        ),
        fields=("CINPlanStartDate", "CINPlanEndDate"),
        sql="select child_no, line, start_date as found from cin_plan where start_date = end_date",
        since=2022,
    ),
)
