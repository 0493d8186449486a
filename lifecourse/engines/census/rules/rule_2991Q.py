"""2991Q, query: a case that has an enquiry has an assessment. Points at CINdetails."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2991Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message=(
            "Please check and either amend data or provide a reason: A Section 47 module is recorded and "
            "there is no assessment on the episode"
        ),
        fields=("CINdetails",),
        sql="""
            select child_no, line, referral_date as found
            from cin
            where cin_no in (select cin_no from section47) and cin_no not in (select cin_no from assessment)
        """,
    ),
)
