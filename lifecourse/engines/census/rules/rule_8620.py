"""8620, error: a case is closed within the census year, if it is closed. Points at CINclosureDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8620",
        severity=Severity.ERROR,
        module="CINdetails",
        message="CIN Closure Date present and does not fall within the Census year",
        fields=("CINclosureDate",),
        sql="""
            select child_no, cin.line, closure_date as found
            from cin, collection
            where closure_date not between starts_on and ends_on
        """,
    ),
)
