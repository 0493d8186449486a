"""8810, error: a case with a reason for closure has a closure date.

Points at ReasonForClosure, CINclosureDate. A closure date that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8810",
        severity=Severity.ERROR,
        module="CINdetails",
        message="A CIN case cannot have a Reason for Closure without a CIN Closure Date",
        fields=("ReasonForClosure", "CINclosureDate"),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason is not null and closure_date is null
        """,
    ),
)
