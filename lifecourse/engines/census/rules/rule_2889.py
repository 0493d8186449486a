"""2889, error: an enquiry does not start before the referral. Points at S47ActualStartDate, CINreferralDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2889",
        severity=Severity.ERROR,
        module="Section47",
        message="The S47 start date cannot be before the referral date.",
        fields=("S47ActualStartDate", "CINreferralDate"),
        sql="""
            select section47.child_no, section47.line, start_date as found
            from section47 join cin using (cin_no)
            where start_date < referral_date
        """,
    ),
)
