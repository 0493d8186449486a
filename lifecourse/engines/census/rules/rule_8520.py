"""8520, error: the date of birth is not after the reference date. Points at PersonBirthDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8520",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Date of Birth is after data collection period (must be on or before the end of the census period)",
        fields=("PersonBirthDate",),
        sql="""
            select child_no, child.line, birth_date as found from child, collection where birth_date > ends_on
        """,
    ),
)
