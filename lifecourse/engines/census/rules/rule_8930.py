"""8930, error: a child protection plan ends within the census year, if it ends. Points at CPPendDate, ReferenceDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8930",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan End Date must fall within the census year",
        fields=("CPPendDate", "ReferenceDate"),
        sql="""
            select child_no, cpp.line, end_date as found
            from cpp, collection
            where end_date not between starts_on and ends_on
        """,
    ),
)
