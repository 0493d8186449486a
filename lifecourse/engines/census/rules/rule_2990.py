"""2990, error: a case closed after assessment has no enquiry, conference, child protection plan or child in need plan.

Points at ReasonForClosure, DateOfInitialCPC. RC9 is a code since the collection 2023, child in need plans are
collected since 2022.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2990",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Activity is recorded against a case marked as ‘Case closed after assessment, no further action’",
        fields=("ReasonForClosure", "DateOfInitialCPC"),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason = 'RC8'
                and (
                    initial_cpc_date is not null
                    or cin_no in (select cin_no from section47)
                    or cin_no in (select cin_no from cpp)
                )
        """,
        until=2021,
    ),
    Rule(
        code="2990",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Activity is recorded against a case marked as ‘Case closed after assessment, no further action’",
        fields=("ReasonForClosure", "DateOfInitialCPC"),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason = 'RC8'
                and (
                    initial_cpc_date is not null
                    or cin_no in (select cin_no from section47)
                    or cin_no in (select cin_no from cpp)
                    or cin_no in (select cin_no from cin_plan)
                )
        """,
        since=2022,
        until=2022,
    ),
    Rule(
        code="2990",
        severity=Severity.ERROR,
        module="CINdetails",
        message=(
            "Activity is recorded against a case marked as ‘Case closed after assessment, no further action’"
            " or 'case closed after assessment, referred to early help'."
        ),
        fields=("ReasonForClosure", "DateOfInitialCPC"),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason in ('RC8', 'RC9')
                and (
                    initial_cpc_date is not null
                    or cin_no in (select cin_no from section47)
                    or cin_no in (select cin_no from cpp)
                    or cin_no in (select cin_no from cin_plan)
                )
        """,
        since=2023,
    ),
)
