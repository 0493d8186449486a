"""8945Q, query: the factor 18A is not used; 18B or 18C says who did it. Points at AssessmentFactors."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8945Q",
        severity=Severity.QUERY,
        module="Assessments",
        message=(
            "Please check and either amend data or provide a reason: the assessment factors code '18A' "
            "should not be used ('18B' or '18C' should be used instead)"
        ),
        fields=("AssessmentFactors",),
        sql="select child_no, line, code as found from factor where code = '18A'",
        since=2025,
    ),
)
