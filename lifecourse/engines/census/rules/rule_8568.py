"""8568, error: it is said of each referral whether no further action followed.

Points at ReferralNFA. What is neither 1, 0, true nor false is read as nothing, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8568",
        severity=Severity.ERROR,
        module="CINdetails",
        message="RNFA flag is missing or invalid",
        fields=("ReferralNFA",),
        sql="select child_no, line, null as found from cin where referral_nfa is null",
    ),
)
