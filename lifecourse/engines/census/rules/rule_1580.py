"""1580, error: the local authority's child number is made of letters and digits only. Points at LAchildID."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1580",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="LA Child ID must not contain any non-alphanumeric characters",
        fields=("LAchildID",),
        sql="""
            select child_no, line, la_child_id as found
            from child
            where not regexp_full_match(la_child_id, '[A-Za-z0-9]+')
        """,
        since=2025,
    ),
)
