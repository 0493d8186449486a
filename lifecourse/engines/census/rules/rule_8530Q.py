"""8530Q, query: an expected date of birth is from 30 days before to nine months after the reference date.

Points at ExpectedPersonBirthDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8530Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend data or provide a reason: Expected Date of Birth is outside the "
            "expected range for this census (March to December of the Census Year end)"
        ),
        fields=("ExpectedPersonBirthDate",),
        sql="""
            select child_no, child.line, expected_birth_date as found
            from child, collection
            where expected_birth_date not between ends_on - 30 and ends_on + interval 9 month
        """,
    ),
)
