"""8794, error: a child has no disability code twice. Points at Disability."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8794",
        severity=Severity.ERROR,
        module="Disabilities",
        message="Child has two or more disabilities with the same code",
        fields=("Disability",),
        sql="""
            select child_no, line, code as found
            from disability
            where code is not null
            qualify count(*) over (partition by child_no, code) > 1
        """,
    ),
)
