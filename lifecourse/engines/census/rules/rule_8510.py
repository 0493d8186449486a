"""8510, error: no two child records have the same child number. Points at LAchildID."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8510",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="More than one child record with the same LA Child ID",
        fields=("LAchildID",),
        sql="""
            select child_no, line, la_child_id as found
            from child
            where la_child_id is not null
            qualify count(*) over (partition by la_child_id) > 1
        """,
    ),
)
