"""8565, error: nothing happens in a case after it is closed.

Points at CINclosureDate, DateOfInitialCPC, AssessmentActualStartDate, AssessmentAuthorisationDate, S47ActualStartDate,
CPPendDate, CINPlanStartDate, CINPlanEndDate. Assessments, enquiries, conferences, the end of child protection plans
and, since they are collected (2022), child in need plans.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8565",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Activity shown after a case has been closed",
        fields=(
            "CINclosureDate",
            "DateOfInitialCPC",
            "AssessmentActualStartDate",
            "AssessmentAuthorisationDate",
            "S47ActualStartDate",
            "CPPendDate",
        ),
        sql="""
            with activity as (
                select child_no, cin_no, line, greatest(start_date, authorisation_date) as latest_on from assessment
                union all
                select child_no, cin_no, line, greatest(start_date, initial_cpc_date) from section47
                union all
                select child_no, cin_no, line, initial_cpc_date from cin
                union all
                select child_no, cin_no, line, end_date from cpp
            )
            select activity.child_no, activity.line, latest_on as found
            from activity join cin using (cin_no)
            where latest_on > closure_date
        """,
        until=2021,
    ),
    Rule(
        code="8565",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Activity shown after a case has been closed",
        fields=(
            "CINclosureDate",
            "DateOfInitialCPC",
            "AssessmentActualStartDate",
            "AssessmentAuthorisationDate",
            "S47ActualStartDate",
            "CPPendDate",
            "CINPlanStartDate",
            "CINPlanEndDate",
        ),
        sql="""
            with activity as (
                select child_no, cin_no, line, greatest(start_date, authorisation_date) as latest_on from assessment
                union all
                select child_no, cin_no, line, greatest(start_date, initial_cpc_date) from section47
                union all
                select child_no, cin_no, line, initial_cpc_date from cin
                union all
                select child_no, cin_no, line, end_date from cpp
                union all
                select child_no, cin_no, line, greatest(start_date, end_date) from cin_plan
            )
            select activity.child_no, activity.line, latest_on as found
            from activity join cin using (cin_no)
            where latest_on > closure_date
        """,
        since=2022,
    ),
)
