"""8670Q, query: an assessment that is not completed did not start more than 45 working days before the reference date.

Points at AssessmentAuthorisationDate, AssessmentActualStartDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8670Q",
        severity=Severity.QUERY,
        module="Assessments",
        message=(
            "Please check and either amend data or provide a reason: Assessment started more than 45 working"
            " days before the end of the census year. However, there is no Assessment end date."
        ),
        fields=("AssessmentAuthorisationDate", "AssessmentActualStartDate"),
        sql="""
            select child_no, assessment.line, start_date as found
            from assessment, collection
            where authorisation_date is null and start_date < working_day_before(ends_on, 45)
        """,
    ),
)
