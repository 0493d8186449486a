"""8720, error: a child protection plan has a start date, on or before the reference date.

Points at CPPstartDate. An invalid date is read as none, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8720",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan Start Date missing or out of data collection period",
        fields=("CPPstartDate",),
        sql="""
            select child_no, cpp.line, start_date as found
            from cpp, collection
            where start_date is null or start_date > ends_on
        """,
    ),
)
