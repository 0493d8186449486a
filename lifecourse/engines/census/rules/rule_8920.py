"""8920, error: a child protection plan does not end after the child's death. Points at PersonDeathDate, CPPendDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8920",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection Plan cannot end after the child’s Date of Death",
        fields=("PersonDeathDate", "CPPendDate"),
        sql="""
            select cpp.child_no, cpp.line, end_date as found
            from cpp join child using (child_no)
            where end_date > death_date
        """,
    ),
)
