"""8897Q, query: an assessment completed since the census year began has factors, all by codes of the list.

Points at AssessmentAuthorisationDate, AssessmentFactors.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8897Q",
        severity=Severity.QUERY,
        module="Assessments",
        message="Parental or child factors at assessment information is missing from a completed assessment",
        fields=("AssessmentAuthorisationDate", "AssessmentFactors"),
        sql="""
            select child_no, assessment.line, authorisation_date as found
            from assessment, collection
            where authorisation_date >= starts_on
                and (
                    assessment_no not in (select assessment_no from factor)
                    or assessment_no in (
                        select assessment_no from factor
                        where code is null or code not in (select code from valid_code where list = 'factor')
                    )
                )
        """,
    ),
)
