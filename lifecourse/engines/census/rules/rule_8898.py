"""8898, error: an assessment has no factor twice. Points at AssessmentFactors."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8898",
        severity=Severity.ERROR,
        module="Assessments",
        message="The assessment has more than one parental or child factors with the same code",
        fields=("AssessmentFactors",),
        sql="""
            select child_no, line, code as found
            from factor
            where code is not null
            qualify count(*) over (partition by assessment_no, code) > 1
        """,
    ),
)
