"""8606, error: a child is not referred more than 40 weeks (280 days) before its birth or expected birth.

Points at CINreferralDate, PersonBirthDate, ExpectedPersonBirthDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8606",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Child referral date is more than 40 weeks before DOB or expected DOB",
        fields=("CINreferralDate", "PersonBirthDate", "ExpectedPersonBirthDate"),
        sql="""
            select cin.child_no, cin.line, referral_date as found
            from cin join child using (child_no)
            where referral_date < birth_date - 280 or referral_date < expected_birth_date - 280
        """,
    ),
)
