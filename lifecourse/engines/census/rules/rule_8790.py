"""8790, error: a child with the disability code NONE has no other. Points at Disability."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8790",
        severity=Severity.ERROR,
        module="Disabilities",
        message="Disability information includes both None and other values",
        fields=("Disability",),
        sql="""
            select child_no, line, code as found
            from disability
            where code <> 'NONE' and child_no in (select child_no from disability where code = 'NONE')
        """,
    ),
)
