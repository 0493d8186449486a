"""8873Q, query: a case whose only assessment is completed and found no factors is closed after assessment.

Points at AssessmentFactors, ReasonForClosure. RC9 is a code since the collection 2023.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8873Q",
        severity=Severity.QUERY,
        module="Assessments",
        message=(
            "Please check and either amend data or provide a reason: When there is only one assessment on "
            "the episode and the factors code “21 No factors identified” has been used for the completed "
            "assessment, the reason for closure ‘RC8’ should be used."
        ),
        fields=("AssessmentFactors", "ReasonForClosure"),
        sql="""
            select assessment.child_no, assessment.line, closure_reason as found
            from assessment join cin using (cin_no)
            where authorisation_date is not null
                and assessment_no in (select assessment_no from factor where code = '21')
                and (closure_reason is null or closure_reason <> 'RC8')
                and cin_no in (select cin_no from assessment group by cin_no having count(*) = 1)
        """,
        until=2022,
    ),
    Rule(
        code="8873Q",
        severity=Severity.QUERY,
        module="Assessments",
        message=(
            "Please check and either amend data or provide a reason: When there is only one assessment on "
            "the episode and the factors code “21 No factors identified” has been used for the completed "
            "assessment, the reason for closure ‘RC8’ or 'RC9' should be used."
        ),
        fields=("AssessmentFactors", "ReasonForClosure"),
        sql="""
            select assessment.child_no, assessment.line, closure_reason as found
            from assessment join cin using (cin_no)
            where authorisation_date is not null
                and assessment_no in (select assessment_no from factor where code = '21')
                and (closure_reason is null or closure_reason not in ('RC8', 'RC9'))
                and cin_no in (select cin_no from assessment group by cin_no having count(*) = 1)
        """,
        since=2023,
    ),
)
