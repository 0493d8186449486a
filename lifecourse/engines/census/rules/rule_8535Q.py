"""8535Q, query: the child's death is not before its birth. Points at PersonDeathDate, PersonBirthDate."""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8535Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend data or provide a reason: Child’s date of death should not be "
            "prior to the date of birth"
        ),
        fields=("PersonDeathDate", "PersonBirthDate"),
        sql="select child_no, line, death_date as found from child where death_date < birth_date",
    ),
)
