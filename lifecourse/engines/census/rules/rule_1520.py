"""1520, error: no two children have the same UPN. Points at UPN."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1520",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="More than one record with the same UPN.",
        fields=("UPN",),
        sql="""
            select child_no, line, upn as found
            from child
            where upn is not null
            qualify count(*) over (partition by upn) > 1
        """,
    ),
)
