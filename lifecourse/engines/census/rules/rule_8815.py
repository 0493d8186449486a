"""8815, error: a child has not more than one open case, referrals without further action left out.

Points at ReferralNFA, CINclosureDate. Open means without a closure date; one that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8815",
        severity=Severity.ERROR,
        module="CINdetails",
        message=(
            "More than one open CIN Details episode (a module with no CIN Closure Date) has been provided "
            "for this child and case is not a referral with no further action."
        ),
        fields=("ReferralNFA", "CINclosureDate"),
        sql="""
            select child_no, line, referral_date as found
            from cin
            where closure_date is null and not referral_nfa
            qualify count(*) over (partition by child_no) > 1
        """,
    ),
)
