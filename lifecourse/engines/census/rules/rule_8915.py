"""8915, error: a child protection plan does not start after the child's death.

Points at CPPstartDate, PersonDeathDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8915",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan shown as starting after the child’s Date of Death",
        fields=("CPPstartDate", "PersonDeathDate"),
        sql="""
            select cpp.child_no, cpp.line, start_date as found
            from cpp join child using (child_no)
            where start_date > death_date
        """,
    ),
)
