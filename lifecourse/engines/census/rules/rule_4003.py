"""4003, error: in a case no child protection review is held while a child in need plan runs.

Points at CINPlanStartDate, CINPlanEndDate, CPPreviewDate. Unless the review is on the day the child protection plan
ends. A plan without an end runs to the reference date; first and last day belong to it. `runs_to`: how far any plan
reaches that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4003",
        severity=Severity.ERROR,
        module="Reviews",
        message="A CPP review date is shown as being held at the same time as an open CIN Plan.",
        fields=("CINPlanStartDate", "CINPlanEndDate", "CPPreviewDate"),
        sql="""
            with plan as (
                select
                    cin_no, start_date,
                    max(coalesce(end_date, ends_on)) over (partition by cin_no order by start_date) as runs_to
                from cin_plan, collection
                where start_date is not null
            )
            select review.child_no, review.line, review_date as found
            from review
            join cpp using (cpp_no)
            asof join plan on review.cin_no = plan.cin_no and review_date >= plan.start_date
            where review_date <= plan.runs_to and review_date is distinct from cpp.end_date
        """,
        since=2022,
    ),
)
