"""8555Q, query: a child is not referred after its death. Points at CINreferralDate, PersonDeathDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8555Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message="Child cannot be referred after its recorded date of death",
        fields=("CINreferralDate", "PersonDeathDate"),
        sql="""
            select cin.child_no, cin.line, referral_date as found
            from cin join child using (child_no)
            where referral_date > death_date
        """,
    ),
)
