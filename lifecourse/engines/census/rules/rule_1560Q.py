"""1560Q, query: a former UPN has the form of a UPN.

Points at FormerUPN. A letter, eleven digits, a digit or, in a temporary one, a letter; the letters I, O and S are not
used.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1560Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message="Please check and either amend or provide a reason: Former UPN wrongly formatted",
        fields=("FormerUPN",),
        sql="""
            select child_no, line, former_upn as found
            from child
            where not regexp_full_match(former_upn, '[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]')
        """,
    ),
)
