"""100, error: the reference date is there and is 31 March of the collection's year.

Points at ReferenceDate. An invalid date is read as none, and is flagged too. The year is the header's; if it says
none, the collection's.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="100",
        severity=Severity.ERROR,
        module="Header",
        message="Reference Date is incorrect",
        fields=("ReferenceDate",),
        sql="""
            select null::integer as child_no, header.line, header.reference_date as found
            from collection left join header on true
            where header.reference_date is null
                or header.reference_date is distinct from try_cast(
                    coalesce(regexp_extract(header.year, '^\\d{4}$'), collection.year::varchar) || '-03-31' as date
                )
        """,
    ),
)
