"""8610, error: a referral that led to further action has a primary need. Points at ReferralNFA, PrimaryNeedCode."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8610",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Primary Need code is missing for a referral which led to further action.",
        fields=("ReferralNFA", "PrimaryNeedCode"),
        sql="select child_no, line, null as found from cin where not referral_nfa and primary_need is null",
    ),
)
