"""8540, error: a born child with a referral with further action has its disability or NONE, by listed codes.

Points at Disability, PersonBirthDate, ReferralNFA.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8540",
        severity=Severity.ERROR,
        module="ChildCharacteristics",
        message="Child’s disability is missing or invalid (see Disability table)",
        fields=("Disability", "PersonBirthDate", "ReferralNFA"),
        sql="""
            with asked as (
                select child_no, line from child
                where birth_date is not null and child_no in (select child_no from cin where not referral_nfa)
            )
            select child_no, line, null as found from asked where child_no not in (select child_no from disability)
            union all
            select disability.child_no, disability.line, code
            from disability join asked using (child_no)
            where code is null or code not in (select code from valid_code where list = 'disability')
        """,
    ),
)
