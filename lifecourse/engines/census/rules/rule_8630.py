"""8630, error: a case is not closed before the referral. Points at CINreferralDate, CINclosureDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8630",
        severity=Severity.ERROR,
        module="CINdetails",
        message="CIN Closure Date is before CIN Referral Date for the same CIN episode",
        fields=("CINreferralDate", "CINclosureDate"),
        sql="select child_no, line, closure_date as found from cin where closure_date < referral_date",
    ),
)
