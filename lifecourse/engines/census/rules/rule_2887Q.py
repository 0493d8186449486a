"""2887Q, query: a return uses eight disability codes or more, NONE not counted.

Points at Disability. About the return as a whole. A code that is not on the list is not one of them.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2887Q",
        severity=Severity.QUERY,
        module="Disabilities",
        message=(
            "Please check and either amend or provide a reason: Less than 8 disability codes have been used "
            "in your return"
        ),
        fields=("Disability",),
        sql="""
            select null::integer as child_no, null::integer as line, count(distinct code) || ' codes' as found
            from disability
            where code <> 'NONE' and code in (select code from valid_code where list = 'disability')
            having count(distinct code) < 8
        """,
    ),
)
