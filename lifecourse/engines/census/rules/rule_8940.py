"""8940, error: a child's child protection plans do not overlap.

Points at CPPstartDate, CPPendDate. No plan starts on a day on or between the first and the last day of another of the
child; one without an end runs to the reference date. The window holds every other plan that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8940",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan data contains overlapping dates",
        fields=("CPPstartDate", "CPPendDate"),
        sql="""
            select child_no, line, start_date as found
            from cpp, collection
            where start_date is not null
            qualify start_date <= max(coalesce(end_date, ends_on)) over (
                partition by child_no order by start_date
                range between unbounded preceding and current row exclude current row
            )
        """,
    ),
)
