"""8840, error: a child protection plan cannot start and end on the same day. Points at CPPstartDate, CPPendDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8840",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan cannot start and end on the same day",
        fields=("CPPstartDate", "CPPendDate"),
        sql="select child_no, line, start_date as found from cpp where start_date = end_date",
    ),
)
