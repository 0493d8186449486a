"""1510, error: the first character of a UPN is its check letter.

Points at UPN. Characters 2 to 13 times 2 to 13, added, modulo 23, as a letter of A to Z without I, O and S. A letter
as the 13th character (a temporary UPN) counts as its place among those letters. What cannot be reckoned is left to
1540 and 1550.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1510",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="UPN invalid (wrong check letter at character 1)",
        fields=("UPN",),
        sql="""
            select child_no, line, upn as found
            from child
            where regexp_full_match(upn, '.[0-9]{11}[0-9A-HJ-NP-RT-Z]') and upn[1] <> upn_check_letter(upn)
        """,
    ),
)
