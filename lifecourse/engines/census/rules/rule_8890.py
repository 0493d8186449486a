"""8890, error: no enquiry of a case starts while another one runs.

Points at S47ActualStartDate, DateOfInitialCPC, ICPCnotRequired. An enquiry runs from its start to the conference, both
days included; without one, and not said to need none, to the reference date. The window holds every other enquiry of
the case that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8890",
        severity=Severity.ERROR,
        module="CINdetails",
        message="A Section 47 enquiry is shown as starting when there is another Section 47 Enquiry ongoing",
        fields=("S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"),
        sql="""
            select child_no, line, start_date as found
            from section47, collection
            where start_date is not null
            qualify start_date <= max(
                coalesce(initial_cpc_date, case when icpc_not_required is not true then ends_on end)
            ) over (
                partition by cin_no order by start_date
                range between unbounded preceding and current row exclude current row
            )
        """,
    ),
)
