"""1103, error: an assessment does not start before the referral.

Points at AssessmentActualStartDate, CINreferralDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="1103",
        severity=Severity.ERROR,
        module="Assessments",
        message="The assessment start date cannot be before the referral date",
        fields=("AssessmentActualStartDate", "CINreferralDate"),
        sql="""
            select assessment.child_no, assessment.line, start_date as found
            from assessment join cin using (cin_no)
            where start_date < referral_date
        """,
    ),
)
