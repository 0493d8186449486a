"""8600, error: a case has a referral date, on or before the reference date.

Points at CINreferralDate. An invalid date is read as none, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8600",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Child referral date missing or after data collection period",
        fields=("CINreferralDate",),
        sql="""
            select child_no, cin.line, referral_date as found
            from cin, collection
            where referral_date is null or referral_date > ends_on
        """,
    ),
)
