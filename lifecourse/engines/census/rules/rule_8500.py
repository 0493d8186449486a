"""8500, error: a child has the local authority's child number.

Points at LAchildID. An empty element is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8500",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="LA Child ID missing",
        fields=("LAchildID",),
        sql="select child_no, line, null as found from child where la_child_id is null",
    ),
)
