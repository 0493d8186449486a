"""4009Q, query: a child in need plan does not end after the child's death.

Points at PersonDeathDate, CINPlanEndDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4009Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message="CIN Plan cannot end after the child’s Date of Death",
        fields=("PersonDeathDate", "CINPlanEndDate"),
        sql="""
            select cin_plan.child_no, cin_plan.line, end_date as found
            from cin_plan join child using (child_no)
            where end_date > death_date
        """,
        since=2022,
    ),
)
