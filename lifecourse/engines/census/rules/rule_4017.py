"""4017, error: a child protection plan does not start while a child in need plan of the child runs.

Points at CINPlanStartDate, CINPlanEndDate, CPPstartDate. It may start on the day that the other ends; one without an
end runs to the reference date. `runs_before`: the last end of any plan that had begun by then.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4017",
        severity=Severity.ERROR,
        module="CINplanDates",
        message="A CIN Plan has been reported as open at the same time as a Child Protection Plan.",
        fields=("CINPlanStartDate", "CINPlanEndDate", "CPPstartDate"),
        sql="""
            with other as (
                select
                    child_no, start_date,
                    max(coalesce(end_date, ends_on + 1)) over (partition by child_no order by start_date) as runs_before
                from cin_plan, collection
                where start_date is not null
            )
            select cpp.child_no, cpp.line, cpp.start_date as found
            from cpp
            asof join other on cpp.child_no = other.child_no and cpp.start_date >= other.start_date
            where cpp.start_date < other.runs_before
        """,
        since=2022,
    ),
)
