"""8736, error: an assessment that is not completed started within the census year.

Points at AssessmentActualStartDate, AssessmentAuthorisationDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8736",
        severity=Severity.ERROR,
        module="Assessments",
        message="For an Assessment that has not been completed, the start date must fall within the census year",
        fields=("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
        sql="""
            select child_no, assessment.line, start_date as found
            from assessment, collection
            where authorisation_date is null and start_date not between starts_on and ends_on
        """,
    ),
)
