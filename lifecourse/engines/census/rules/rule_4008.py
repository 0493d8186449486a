"""4008, error: a child in need plan does not start after the child's death.

Points at PersonDeathDate, CINPlanStartDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4008",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="CIN Plan shown as starting after the child’s Date of Death.",
        fields=("PersonDeathDate", "CINPlanStartDate"),
        sql="""
            select cin_plan.child_no, cin_plan.line, start_date as found
            from cin_plan join child using (child_no)
            where start_date > death_date
        """,
        since=2022,
    ),
)
