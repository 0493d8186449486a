"""8545Q, query: the child's death is within the census year. Points at PersonDeathDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8545Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend data or provide a reason: Child's date of death should be within "
            "the census year"
        ),
        fields=("PersonDeathDate",),
        sql="""
            select child_no, child.line, death_date as found
            from child, collection
            where death_date not between starts_on and ends_on
        """,
    ),
)
