"""8750, error: the sex of a child not yet born is U.

Points at Sex, PersonBirthDate, ExpectedPersonBirthDate. Until the collection 2024 about GenderCurrent, whose code is
0.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8750",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Gender must equal 0 for an unborn child",
        fields=("GenderCurrent", "PersonBirthDate", "ExpectedPersonBirthDate"),
        sql="""
            select child_no, line, gender as found
            from child
            where expected_birth_date is not null and birth_date is null and gender is distinct from '0'
        """,
        until=2024,
    ),
    Rule(
        code="8750",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Sex must equal U for an unborn child",
        fields=("Sex", "PersonBirthDate", "ExpectedPersonBirthDate"),
        sql="""
            select child_no, line, sex as found
            from child
            where expected_birth_date is not null and birth_date is null and sex is distinct from 'U'
        """,
        since=2025,
    ),
)
