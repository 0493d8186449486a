"""2884, error: an initial conference is recorded beside the case or in the enquiry, not in both.

Points at DateOfInitialCPC. The same conference is one of the same child on the same day.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2884",
        severity=Severity.ERROR,
        module="Section47",
        message=(
            "An initial child protection conference is recorded at both the S47 and CIN Details level and it"
            " should only be recorded in one"
        ),
        fields=("DateOfInitialCPC",),
        sql="""
            select child_no, line, initial_cpc_date as found
            from section47
            where (child_no, initial_cpc_date) in (
                select (child_no, initial_cpc_date) from cin where initial_cpc_date is not null
            )
        """,
    ),
)
