"""8614, error: an assessment that is not completed has no factors.

Points at AssessmentAuthorisationDate, AssessmentFactors.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8614",
        severity=Severity.ERROR,
        module="Assessments",
        message="Parental or child factors at assessment should only be present for a completed assessment.",
        fields=("AssessmentAuthorisationDate", "AssessmentFactors"),
        sql="""
            select child_no, line, start_date as found
            from assessment
            where authorisation_date is null
                and assessment_no in (select assessment_no from factor where code is not null)
        """,
    ),
)
