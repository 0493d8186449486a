"""8805, error: a case with a closure date has a reason for closure. Points at CINclosureDate, ReasonForClosure."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8805",
        severity=Severity.ERROR,
        module="CINdetails",
        message="A CIN case cannot have a CIN closure date without a Reason for Closure",
        fields=("CINclosureDate", "ReasonForClosure"),
        sql="""
            select child_no, line, closure_date as found
            from cin
            where closure_date is not null and closure_reason is null
        """,
    ),
)
