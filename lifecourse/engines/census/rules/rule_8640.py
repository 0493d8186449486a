"""8640, error: a reason for closure is a code of the collection's list. Points at ReasonForClosure."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8640",
        severity=Severity.ERROR,
        module="CINdetails",
        message="CIN Reason for closure code invalid (see Reason for Closure table in CIN Census code set)",
        fields=("ReasonForClosure",),
        sql="""
            select child_no, line, closure_reason as found
            from cin
            where closure_reason not in (select code from valid_code where list = 'closure_reason')
        """,
    ),
)
