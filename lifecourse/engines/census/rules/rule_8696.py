"""8696, error: an assessment ends within the census year, if it ends. Points at AssessmentAuthorisationDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8696",
        severity=Severity.ERROR,
        module="Assessments",
        message="Assessment end date must fall within the census year",
        fields=("AssessmentAuthorisationDate",),
        sql="""
            select child_no, assessment.line, authorisation_date as found
            from assessment, collection
            where authorisation_date not between starts_on and ends_on
        """,
    ),
)
