"""2885, error: a plan that starts in the year starts on the day of the initial conference.

Points at CPPstartDate, DateOfInitialCPC. The conference is one of an enquiry of the same case or, where no enquiry led
to one, that beside the case. An enquiry that needed no conference is not the one the plan came from.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="2885",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="Child protection plan shown as starting a different day to the initial child protection conference.",
        fields=("CPPstartDate", "DateOfInitialCPC"),
        sql="""
            with conference as (
                select cin_no, initial_cpc_date as held_on from section47 where initial_cpc_date is not null
                union all
                select cin_no, initial_cpc_date from cin
                where initial_cpc_date is not null
                    and cin_no not in (select cin_no from section47 where icpc_not_required is not true)
            )
            select cpp.child_no, cpp.line, start_date as found
            from cpp, collection
            where start_date between starts_on and ends_on
                and (cin_no, start_date) not in (select (cin_no, held_on) from conference)
        """,
    ),
)
