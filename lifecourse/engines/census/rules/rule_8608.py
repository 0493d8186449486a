"""8608, error: an assessment does not end before it starts.

Points at AssessmentActualStartDate, AssessmentAuthorisationDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8608",
        severity=Severity.ERROR,
        module="Assessments",
        message="Assessment Start Date cannot be later than its End Date",
        fields=("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
        sql="select child_no, line, start_date as found from assessment where start_date > authorisation_date",
    ),
)
