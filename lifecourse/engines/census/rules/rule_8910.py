"""8910, error: a child protection plan has the latest category of abuse, by a code of the list.

Points at LatestCategoryOfAbuse.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8910",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message=(
            "Latest Category of Abuse code missing or invalid (see Category of Abuse table in CIN Census code set)"
        ),
        fields=("LatestCategoryOfAbuse",),
        sql="""
            select child_no, line, latest_category as found
            from cpp
            where latest_category is null or latest_category not in (select code from valid_code where list = 'abuse')
        """,
    ),
)
