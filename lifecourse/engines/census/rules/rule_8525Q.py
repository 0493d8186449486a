"""8525Q, query: either the date of birth or the expected date of birth is recorded, not both.

Points at PersonBirthDate, ExpectedPersonBirthDate. An invalid date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8525Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message="Either Date of Birth or Expected Date of Birth must be provided (but not both)",
        fields=("PersonBirthDate", "ExpectedPersonBirthDate"),
        sql="""
            select child_no, line, birth_date as found
            from child
            where (birth_date is null) = (expected_birth_date is null)
        """,
    ),
)
