"""8772, error: a child without a UPN for want of further action has only referrals without further action.

Points at UPNunknown, ReferralNFA. A referral that does not say is not one without further action.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8772",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message=(
            "UPN unknown reason is UN7 (Referral with no further action) but at least one CIN details is a "
            "referral going on to further action"
        ),
        fields=("UPNunknown", "ReferralNFA"),
        sql="""
            select child_no, line, upn_unknown as found
            from child
            where upn_unknown = 'UN7' and child_no in (select child_no from cin where referral_nfa is not true)
        """,
    ),
)
