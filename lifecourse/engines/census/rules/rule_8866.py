"""8866, error: a case referred since 1 April 2013 has the source of the referral, by a code of the list.

Points at ReferralSource, CINreferralDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8866",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Source of Referral is missing or an invalid code",
        fields=("ReferralSource", "CINreferralDate"),
        sql="""
            select child_no, line, referral_source as found
            from cin
            where referral_date >= date '2013-04-01'
                and (
                    referral_source is null
                    or referral_source not in (select code from valid_code where list = 'referral_source')
                )
        """,
    ),
)
