"""2886Q, query: not more than 2% of all children, the unborn left out, have no sex recorded.

Points at Sex, ExpectedPersonBirthDate. About the return as a whole. Until the collection 2024 about GenderCurrent,
whose code 0 is not recorded.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2886Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend or provide a reason: Percentage of children with no gender "
            "recorded is more than 2% (excluding unborns)"
        ),
        fields=("GenderCurrent", "ExpectedPersonBirthDate"),
        sql="""
            select
                null::integer as child_no, null::integer as line,
                missing || ' of ' || children || ' children' as found
            from (
                select
                    count(*) as children,
                    count(*) filter (where (gender is null or gender = '0') and expected_birth_date is null) as missing
                from child
            )
            where missing * 100 > children * 2
        """,
        until=2024,
    ),
    Rule(
        code="2886Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend or provide a reason: Percentage of children with no sex recorded "
            "is more than 2% (excluding unborns)"
        ),
        fields=("Sex", "ExpectedPersonBirthDate"),
        sql="""
            select
                null::integer as child_no, null::integer as line,
                missing || ' of ' || children || ' children' as found
            from (
                select
                    count(*) as children,
                    count(*) filter (where (sex is null or sex = 'U') and expected_birth_date is null) as missing
                from child
            )
            where missing * 100 > children * 2
        """,
        since=2025,
    ),
)
