"""8839, error: a case has not more than one open enquiry.

Points at DateOfInitialCPC, ICPCnotRequired. Open means without a conference and not said to need none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8839",
        severity=Severity.ERROR,
        module="Section47",
        message="Within one CINDetails group there are 2 or more open S47 Assessments",
        fields=("DateOfInitialCPC", "ICPCnotRequired"),
        sql="""
            select child_no, line, start_date as found
            from section47
            where initial_cpc_date is null and icpc_not_required is not true
            qualify count(*) over (partition by cin_no) > 1
        """,
    ),
)
