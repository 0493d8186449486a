"""4016, error: a child in need plan does not start while a child protection plan of the child runs.

Points at CINPlanStartDate, CPPstartDate, CPPendDate. It may start on the day that the other ends; one without an end
runs to the reference date. `runs_before`: the last end of any plan that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4016",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="A CIN Plan has been reported as open at the same time as a Child Protection Plan.",
        fields=("CINPlanStartDate", "CPPstartDate", "CPPendDate"),
        sql="""
            with other as (
                select
                    child_no, start_date,
                    max(coalesce(end_date, ends_on + 1)) over (partition by child_no order by start_date) as runs_before
                from cpp, collection
                where start_date is not null
            )
            select cin_plan.child_no, cin_plan.line, cin_plan.start_date as found
            from cin_plan
            asof join other on cin_plan.child_no = other.child_no and cin_plan.start_date >= other.start_date
            where cin_plan.start_date < other.runs_before
        """,
        since=2022,
    ),
)
