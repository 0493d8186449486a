"""8869, error: an assessment with the factor 21, none, has no other factor. Points at AssessmentFactors."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8869",
        severity=Severity.ERROR,
        module="Assessments",
        message="The assessment factors code “21” cannot be used in conjunction with any other assessment factors.",
        fields=("AssessmentFactors",),
        sql="""
            select child_no, line, code as found
            from factor
            where code <> '21' and assessment_no in (select assessment_no from factor where code = '21')
        """,
    ),
)
