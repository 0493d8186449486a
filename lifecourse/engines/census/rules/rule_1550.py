"""1550, error: character 13 of a UPN is a digit or a letter other than I, O and S.

Points at UPN. A UPN that is too short to have one does not have it.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1550",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="UPN invalid (character 13 not a recognised value)",
        fields=("UPN",),
        sql="""
            select child_no, line, upn as found
            from child
            where not regexp_full_match(substr(upn, 13, 1), '[0-9A-HJ-NP-RT-Z]')
        """,
    ),
)
