"""1105, error: a child protection plan does not start before the referral. Points at CPPstartDate, CINreferralDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1105",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="The child protection plan start date cannot be before the referral date",
        fields=("CPPstartDate", "CINreferralDate"),
        sql="""
            select cpp.child_no, cpp.line, start_date as found
            from cpp join cin using (cin_no)
            where start_date < referral_date
        """,
    ),
)
