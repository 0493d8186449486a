"""4001, error: no open child in need plan stands beside an open child protection plan in a case.

Points at CINPlanEndDate, CPPendDate. Open means without an end date; one that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4001",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="A CIN Plan cannot run concurrently with a Child Protection Plan",
        fields=("CINPlanEndDate", "CPPendDate"),
        sql="""
            select child_no, line, start_date as found
            from cin_plan
            where end_date is null and cin_no in (select cin_no from cpp where end_date is null)
        """,
        since=2022,
    ),
)
