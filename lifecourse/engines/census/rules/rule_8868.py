"""8868, error: in a closed case every enquiry has had its conference or needed none.

Points at CINclosureDate, DateOfInitialCPC, ICPCnotRequired.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8868",
        severity=Severity.ERROR,
        module="CINdetails",
        message=(
            "CIN episode is shown as closed, however Section 47 enquiry is not shown as completed by ICPC "
            "date or ICPC not required flag"
        ),
        fields=("CINclosureDate", "DateOfInitialCPC", "ICPCnotRequired"),
        sql="""
            select section47.child_no, section47.line, start_date as found
            from section47 join cin using (cin_no)
            where closure_date is not null and section47.initial_cpc_date is null and icpc_not_required is not true
        """,
    ),
)
