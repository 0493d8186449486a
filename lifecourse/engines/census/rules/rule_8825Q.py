"""8825Q, query: a case closed after assessment has an assessment.

Points at ReasonForClosure. RC9 is a code since the collection 2023.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8825Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message=(
            "Please check and either amend data or provide a reason: Reason for Closure code RC8 (case "
            "closed after assessment) has been returned but there is no assessment present for the episode."
        ),
        fields=("ReasonForClosure",),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason = 'RC8' and cin_no not in (select cin_no from assessment)
        """,
        until=2022,
    ),
    Rule(
        code="8825Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message=(
            "Please check and either amend data or provide a reason: Reason for Closure code RC8 (case "
            "closed after assessment) or RC9 (case closed after assessment, referred to early help) has been"
            " returned but there is no assessment present for the episode."
        ),
        fields=("ReasonForClosure",),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason in ('RC8', 'RC9') and cin_no not in (select cin_no from assessment)
        """,
        since=2023,
    ),
)
