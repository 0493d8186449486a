"""8831, error: a referral without further action has no assessment, enquiry or initial conference.

Points at ReferralNFA, AssessmentActualStartDate, AssessmentAuthorisationDate, S47ActualStartDate, DateOfInitialCPC.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8831",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Activity is recorded against a case marked as a referral with no further action",
        fields=(
            "ReferralNFA",
            "AssessmentActualStartDate",
            "AssessmentAuthorisationDate",
            "S47ActualStartDate",
            "DateOfInitialCPC",
        ),
        sql="""
            with activity as (
                select child_no, cin_no, line, coalesce(start_date, authorisation_date) as on_day from assessment
                union all
                select child_no, cin_no, line, coalesce(start_date, initial_cpc_date) from section47
                union all
                select child_no, cin_no, line, initial_cpc_date from cin
            )
            select activity.child_no, activity.line, on_day as found
            from activity join cin using (cin_no)
            where referral_nfa and on_day is not null
        """,
    ),
)
