"""8841, error: a review is after the day that the child protection plan starts.

Points at CPPreviewDate, CPPstartDate.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8841",
        severity=Severity.ERROR,
        module="ChildProtectionPlans",
        message="The review date cannot be on the same day or before the Child protection Plan start date.",
        fields=("CPPreviewDate", "CPPstartDate"),
        sql="""
            select review.child_no, review.line, review_date as found
            from review join cpp using (cpp_no)
            where review_date <= start_date
        """,
    ),
)
