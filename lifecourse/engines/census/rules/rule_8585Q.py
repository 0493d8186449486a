"""8585Q, query: a case closed because the child died goes with a date of death.

Points at ReasonForClosure, PersonDeathDate. An invalid date is read as none, and is flagged too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8585Q",
        severity=Severity.QUERY,
        module="CINdetails",
        message=(
            "Please check and either amend or provide a reason: CIN episode shows Died as the Closure "
            "Reason, however child has no recorded Date of Death"
        ),
        fields=("ReasonForClosure", "PersonDeathDate"),
        sql="""
            select cin.child_no, cin.line, closure_reason as found
            from cin join child using (child_no)
            where closure_reason = 'RC2' and death_date is null
        """,
    ),
)
