"""8715, error: the initial child protection conference is within the census year.

Points at DateOfInitialCPC. Also where the conference of a child who moved in stands beside the case: it is the same
item (N00110).
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8715",
        severity=Severity.ERROR,
        module="Section47",
        message="Date of Initial Child Protection Conference must fall within the census year",
        fields=("DateOfInitialCPC",),
        sql="""
            select child_no, section47.line, initial_cpc_date as found
            from section47, collection
            where initial_cpc_date not between starts_on and ends_on
            union all
            select child_no, cin.line, initial_cpc_date
            from cin, collection
            where initial_cpc_date not between starts_on and ends_on
        """,
    ),
)
