"""1540, error: characters 5 to 12 of a UPN are digits.

Points at UPN. A UPN that is too short to have them all does not have them.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1540",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="UPN invalid (characters 5-12 not all numeric)",
        fields=("UPN",),
        sql="""
            select child_no, line, upn as found
            from child
            where not regexp_full_match(substr(upn, 5, 8), '[0-9]{8}')
        """,
    ),
)
