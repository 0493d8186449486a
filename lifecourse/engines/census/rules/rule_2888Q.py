"""2888Q, query: in a return that has disabled children, one or more of them has more than one disability.

Points at Disability. About the return as a whole. The same code twice is one disability.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2888Q",
        severity=Severity.QUERY,
        module="Disabilities",
        message=(
            "Please check and either amend or provide a reason: Only one disability code is recorded per "
            "child and multiple disabilities should be recorded where possible."
        ),
        fields=("Disability",),
        sql="""
            select null::integer as child_no, null::integer as line, count(*) || ' children with one each' as found
            from (select child_no, count(distinct code) as codes from disability where code <> 'NONE' group by child_no)
            having max(codes) = 1
        """,
    ),
)
