"""4220, error: ethnicity is recorded, by a code of the list. Points at Ethnicity."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="4220",
        severity=Severity.ERROR,
        module="ChildCharacteristics",
        message="Ethnicity is missing or invalid (see Ethnicity table)",
        fields=("Ethnicity",),
        sql="""
            select child_no, line, ethnicity as found
            from child
            where ethnicity is null or ethnicity not in (select code from valid_code where list = 'ethnicity')
        """,
    ),
)
