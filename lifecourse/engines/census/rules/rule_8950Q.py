"""8950Q, query: the factor 19A is not used; 19B or 19C says who did it. Points at AssessmentFactors."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8950Q",
        severity=Severity.QUERY,
        module="Assessments",
        message=(
            "Please check and either amend data or provide a reason: the assessment factors code '19A' "
            "should not be used ('19B' or '19C' should be used instead)"
        ),
        fields=("AssessmentFactors",),
        sql="select child_no, line, code as found from factor where code = '19A'",
        since=2025,
    ),
)
