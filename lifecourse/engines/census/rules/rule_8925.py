"""8925, error: a child protection plan does not end before it starts. Points at CPPstartDate, CPPendDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8925",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan End Date earlier than Start Date",
        fields=("CPPstartDate", "CPPendDate"),
        sql="select child_no, line, end_date as found from cpp where end_date < start_date",
    ),
)
