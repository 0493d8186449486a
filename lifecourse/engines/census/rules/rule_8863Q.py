"""8863Q, query: no assessment of a case starts while another one runs.

Points at AssessmentActualStartDate, AssessmentAuthorisationDate. First and last day belong to it; one without an end
runs to the reference date. The window holds every other assessment of the case that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8863Q",
        severity=Severity.QUERY,
        module="Assessments",
        message="An Assessment is shown as starting when there is another Assessment ongoing.",
        fields=("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
        sql="""
            select child_no, line, start_date as found
            from assessment, collection
            where start_date is not null
            qualify start_date <= max(coalesce(authorisation_date, ends_on)) over (
                partition by cin_no order by start_date
                range between unbounded preceding and current row exclude current row
            )
        """,
    ),
)
