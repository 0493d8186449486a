"""1530, error: characters 2 to 4 of a UPN are the code of a local authority or pseudo authority.

Points at UPN. The codes by collection are in data/census/upn_authorities.yaml.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1530",
        severity=Severity.ERROR,
        module="ChildIdentifiers",
        message="UPN invalid (characters 2-4 not a recognised LA code)",
        fields=("UPN",),
        sql="""
            select child_no, line, upn as found
            from child
            where substr(upn, 2, 3) not in (select code from valid_code where list = 'upn_authority')
        """,
    ),
)
