"""4180, error: sex is recorded as M, F or U.

Points at Sex. Until the collection 2024 about GenderCurrent.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4180",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Gender is missing",
        fields=("GenderCurrent",),
        sql="""
            select child_no, line, gender as found
            from child
            where gender is null or gender not in (select code from valid_code where list = 'gender')
        """,
        until=2024,
    ),
    Rule(
        code="4180",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="Sex must be provided and equal M, F, or U",
        fields=("Sex",),
        sql="""
            select child_no, line, sex as found
            from child
            where sex is null or sex not in (select code from valid_code where list = 'sex')
        """,
        since=2025,
    ),
)
