"""1104, error: the initial child protection conference is not before the referral.

Points at CINreferralDate, DateOfInitialCPC. Also where the conference of a child who moved in stands beside the case:
it is the same item (N00110).
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1104",
        severity=Severity.ERROR,
        module="Section47",
        message="The date of the initial child protection conference cannot be before the referral date",
        fields=("CINreferralDate", "DateOfInitialCPC"),
        sql="""
            select section47.child_no, section47.line, section47.initial_cpc_date as found
            from section47 join cin using (cin_no)
            where section47.initial_cpc_date < referral_date
            union all
            select child_no, line, initial_cpc_date from cin where initial_cpc_date < referral_date
        """,
    ),
)
