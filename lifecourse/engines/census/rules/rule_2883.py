"""2883, error: no more child protection plans start in the year than initial conferences are held in it.

Points at CPPstartDate, DateOfInitialCPC. About the return as a whole. Conferences beside the case (children who moved
in) count too.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2883",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="There are more child protection plans starting than initial conferences taking place",
        fields=("CPPstartDate", "DateOfInitialCPC"),
        sql="""
            with year as (select starts_on, ends_on from collection),
            plans as (select count(*) as number from cpp, year where start_date between starts_on and ends_on),
            conferences as (
                select count(*) as number
                from (select initial_cpc_date from section47 union all select initial_cpc_date from cin), year
                where initial_cpc_date between starts_on and ends_on
            )
            select
                null::integer as child_no, null::integer as line,
                plans.number || ' plans, ' || conferences.number || ' conferences' as found
            from plans, conferences
            where plans.number > conferences.number
        """,
    ),
)
