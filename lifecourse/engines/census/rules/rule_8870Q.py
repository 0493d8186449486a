"""8870Q, query: the target date of the initial child protection conference is not on a weekend.

Points at InitialCPCtarget.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8870Q",
        severity=Severity.QUERY,
        module="Section47",
        message=(
            "Please check and either amend or provide a reason: The Target Date for Initial Child Protection"
            " Conference should not be a weekend"
        ),
        fields=("InitialCPCtarget",),
        sql="""
            select child_no, line, initial_cpc_target as found from section47 where isodow(initial_cpc_target) > 5
        """,
    ),
)
