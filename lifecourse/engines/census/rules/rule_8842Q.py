"""8842Q, query: a group of reviews has valid dates in it.

Points at CPPreviewDate. An invalid date is read as none, and is flagged too. A group with nothing in it makes no row;
the departure tells of it.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8842Q",
        severity=Severity.QUERY,
        module="Reviews",
        message="Please check and either amend or provide a reason: Review Record has a missing date",
        fields=("CPPreviewDate",),
        sql="""
            select child_no, line, null as found from review where review_date is null
            union all
            select child_no, line, null
            from departure
            where what = 'missing element' and path like '%/Reviews/CPPreviewDate'
        """,
    ),
)
