"""8867, error: in a closed case every assessment is completed.

Points at CINclosureDate, AssessmentAuthorisationDate. An authorisation date that is no date is read as none.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8867",
        severity=Severity.ERROR,
        module="CINdetails",
        message="CIN episode is shown as closed, however Assessment is not shown as completed",
        fields=("CINclosureDate", "AssessmentAuthorisationDate"),
        sql="""
            select assessment.child_no, assessment.line, start_date as found
            from assessment join cin using (cin_no)
            where closure_date is not null and authorisation_date is null
        """,
    ),
)
