"""8832, error: a referral without further action has no child protection plan. Points at ReferralNFA, CPPstartDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8832",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child Protection details provided for a referral with no further action.",
        fields=("ReferralNFA", "CPPstartDate"),
        sql="""
            select cpp.child_no, cpp.line, start_date as found
            from cpp join cin using (cin_no)
            where referral_nfa
        """,
    ),
)
