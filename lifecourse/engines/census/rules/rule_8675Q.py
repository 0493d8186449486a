"""8675Q, query: an enquiry without its conference did not start over 15 working days before the reference date.

Points at DateOfInitialCPC, S47ActualStartDate, ICPCnotRequired.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8675Q",
        severity=Severity.QUERY,
        module="Section47",
        message=(
            "Please check and either amend data or provide a reason: S47 Enquiry started more than 15 "
            "working days before the end of the census year. However, there is no date of Initial Child "
            "Protection Conference."
        ),
        fields=("DateOfInitialCPC", "S47ActualStartDate", "ICPCnotRequired"),
        sql="""
            select child_no, section47.line, start_date as found
            from section47, collection
            where initial_cpc_date is null and not icpc_not_required and start_date < working_day_before(ends_on, 15)
        """,
    ),
)
