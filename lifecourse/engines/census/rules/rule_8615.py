"""8615, error: an enquiry that led to a conference has a start date, not after the conference.

Points at S47ActualStartDate, DateOfInitialCPC.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8615",
        severity=Severity.ERROR,
        module="Section47",
        message=(
            "Section 47 Enquiry Start Date must be present and cannot be later than the date of the initial "
            "Child Protection Conference"
        ),
        fields=("S47ActualStartDate", "DateOfInitialCPC"),
        sql="""
            select child_no, line, initial_cpc_date as found
            from section47
            where initial_cpc_date is not null and (start_date is null or start_date > initial_cpc_date)
        """,
    ),
)
