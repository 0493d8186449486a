"""8896, error: a case has not more than one open assessment.

Points at AssessmentAuthorisationDate. Open means without an authorisation date; one that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8896",
        severity=Severity.ERROR,
        module="Assessments",
        message="Within one CINDetails group there are 2 or more open Assessments groups",
        fields=("AssessmentAuthorisationDate",),
        sql="""
            select child_no, line, start_date as found
            from assessment
            where authorisation_date is null
            qualify count(*) over (partition by cin_no) > 1
        """,
    ),
)
