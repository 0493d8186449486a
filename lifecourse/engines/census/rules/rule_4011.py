"""4011, error: a child in need plan does not end before it starts. Points at CINPlanEndDate, CINPlanStartDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4011",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="CIN Plan End Date earlier than Start Date",
        fields=("CINPlanEndDate", "CINPlanStartDate"),
        sql="select child_no, line, end_date as found from cin_plan where end_date < start_date",
        since=2022,
    ),
)
