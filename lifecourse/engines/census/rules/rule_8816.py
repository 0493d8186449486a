"""8816, error: an open case is the child's latest, referrals without further action left out.

Points at CINreferralDate, ReferralNFA. Of two that were referred on the same day each is a latest one; 8815 and 8820
tell of them.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8816",
        severity=Severity.ERROR,
        module="CINdetails",
        message=(
            "An open CIN episode is shown and case is not a referral with no further action, but it is not "
            "the latest episode."
        ),
        fields=("CINreferralDate", "ReferralNFA"),
        sql="""
            select child_no, line, referral_date as found
            from (select *, max(referral_date) over (partition by child_no) as latest_on from cin)
            where closure_date is null and not referral_nfa and referral_date < latest_on
        """,
    ),
)
