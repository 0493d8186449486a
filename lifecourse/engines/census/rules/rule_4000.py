"""4000, error: a referral without further action has no child in need plan. Points at ReferralNFA, CINPlanStartDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4000",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="CIN Plan details provided for a referral with no further action",
        fields=("ReferralNFA", "CINPlanStartDate"),
        sql="""
            select cin_plan.child_no, cin_plan.line, start_date as found
            from cin_plan join cin using (cin_no)
            where referral_nfa
        """,
        since=2022,
    ),
)
