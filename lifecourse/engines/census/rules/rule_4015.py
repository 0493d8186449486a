"""4015, error: a child in need plan does not start before the referral. Points at CINPlanStartDate, CINreferralDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4015",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="The CIN Plan start date cannot be before the referral date",
        fields=("CINPlanStartDate", "CINreferralDate"),
        sql="""
            select cin_plan.child_no, cin_plan.line, start_date as found
            from cin_plan join cin using (cin_no)
            where start_date < referral_date
        """,
        since=2022,
    ),
)
