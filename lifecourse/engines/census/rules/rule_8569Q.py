"""8569Q, query: a referral from more than one working day before the census year is not one without further action.

Points at ReferralNFA, CINreferralDate. A missing flag is left to 8568.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8569Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message=(
            "A case with referral date before one working day prior to the collection start date must not be"
            " flagged as a no further action case"
        ),
        fields=("ReferralNFA", "CINreferralDate"),
        sql="""
            select child_no, cin.line, referral_date as found
            from cin, collection
            where referral_nfa and referral_date < working_day_before(starts_on, 1)
        """,
    ),
)
