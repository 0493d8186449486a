"""8905, error: a child protection plan has the initial category of abuse, by a code of the list.

Points at InitialCategoryOfAbuse.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8905",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message=(
            "Initial Category of Abuse code missing or invalid (see Category of Abuse table in CIN Census code set)"
        ),
        fields=("InitialCategoryOfAbuse",),
        sql="""
            select child_no, line, initial_category as found
            from cpp
            where initial_category is null or initial_category not in (select code from valid_code where list = 'abuse')
        """,
    ),
)
