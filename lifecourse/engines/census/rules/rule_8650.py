"""8650, error: a primary need is a code of the list. Points at PrimaryNeedCode."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8650",
        severity=Severity.ERROR,
        module="CINdetails",
        message="Primary Need Code invalid (see Primary Need table in CIN census code set)",
        fields=("PrimaryNeedCode",),
        sql="""
            select child_no, line, primary_need as found
            from cin
            where primary_need not in (select code from valid_code where list = 'primary_need')
        """,
    ),
)
