"""8875, error: the initial child protection conference is not on a weekend. Points at DateOfInitialCPC."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8875",
        severity=Severity.ERROR,
        module="Section47",
        message="The Date of Initial Child Protection Conference cannot be a weekend",
        fields=("DateOfInitialCPC",),
        # Also where the conference of a child who moved in stands beside the case: both are conferences.
        sql="""
            select child_no, line, initial_cpc_date as found from section47 where isodow(initial_cpc_date) > 5
            union all
            select child_no, line, initial_cpc_date from cin where isodow(initial_cpc_date) > 5
        """,
    ),
)
