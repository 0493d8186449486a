"""8775Q, query: nobody over 25 has a case that was still open after the 25th birthday.

Points at PersonBirthDate, CINclosureDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8775Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message="Please check and either amend data or provide a reason: Child is over 25 years old",
        fields=("PersonBirthDate", "CINclosureDate"),
        sql="""
            select child_no, child.line, birth_date as found
            from child, collection
            where birth_date < ends_on - interval 25 year
                and child_no in (
                    select child_no from cin join child as who using (child_no)
                    where closure_date is null or closure_date > who.birth_date + interval 25 year
                )
        """,
    ),
)
