"""8820, error: a child's cases do not overlap.

Points at CINreferralDate, CINclosureDate. No referral is made while another case of the child is open; it may be made
on the day that the other closes. An open case, unless no further action followed, runs to the reference date. The
window holds every other that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8820",
        severity=Severity.ERROR,
        module="CINdetails",
        message="The dates on the CIN episodes for this child overlap",
        fields=("CINreferralDate", "CINclosureDate"),
        sql="""
            select child_no, line, referral_date as found
            from cin, collection
            where referral_date is not null
            qualify referral_date < max(
                coalesce(closure_date, case when not referral_nfa then ends_on + 1 end)
            ) over (
                partition by child_no order by referral_date
                range between unbounded preceding and current row exclude current row
            )
        """,
    ),
)
