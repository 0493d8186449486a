"""1570, error: the local authority's child number is not longer than 20 characters. Points at LAchildID."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1570",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="LA Child ID must not be longer than 20 characters",
        fields=("LAchildID",),
        sql="select child_no, line, la_child_id as found from child where length(la_child_id) > 20",
        since=2025,
    ),
)
