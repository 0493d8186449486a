"""8740, error: an enquiry that needs a conference and has had none started within the census year.

Points at S47ActualStartDate, DateOfInitialCPC, ICPCnotRequired.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8740",
        severity=Severity.ERROR,
        module="Section47",
        message=(
            "For a Section 47 Enquiry that has not held the Initial Child Protection Conference by the end "
            "of the census year, the start date must fall within the census year"
        ),
        fields=("S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"),
        sql="""
            select child_no, section47.line, start_date as found
            from section47, collection
            where initial_cpc_date is null and not icpc_not_required and start_date not between starts_on and ends_on
        """,
    ),
)
