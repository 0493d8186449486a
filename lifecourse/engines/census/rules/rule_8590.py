"""8590, error: a child has a case. Points at LAchildID."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8590",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Child does not have a recorded CIN episode.",
        fields=("LAchildID",),
        sql="""
            select child_no, line, la_child_id as found from child where child_no not in (select child_no from cin)
        """,
    ),
)
