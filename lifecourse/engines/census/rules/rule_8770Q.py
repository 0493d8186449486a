"""8770Q, query: a child of school age whose referral led to further action has a UPN, or a reason why not.

Points at UPN, UPNunknown, PersonBirthDate, ReferralNFA. UN1, not of school age, is no such reason. Of school age: five
years old on the 31 August before the reference date. Until the collection 2024: more than six years old on the
reference date, and any reason on the list would do.
"""

from .rule import Rule, Severity

RULES = (
    Rule(
        code="8770Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend data or provide a reason: UPN or reason UPN missing expected for "
            "a child who is more than 5 years old"
        ),
        fields=("UPN", "UPNunknown", "PersonBirthDate", "ReferralNFA"),
        sql="""
            select child_no, child.line, upn_unknown as found
            from child, collection
            where upn is null
                and (upn_unknown is null or upn_unknown not in (select code from valid_code where list = 'upn_unknown'))
                and birth_date < ends_on - interval 6 year
                and child_no in (select child_no from cin where not referral_nfa)
        """,
        until=2024,
    ),
    Rule(
        code="8770Q",
        severity=Severity.QUERY,
        module="ChildIdentifiers",
        message=(
            "Please check and either amend data or provide a reason: UPN is missing or reason UPN is missing"
            " or is UN1 for a child who is of school age."
        ),
        fields=("UPN", "UPNunknown", "PersonBirthDate", "ReferralNFA"),
        sql="""
            select child_no, child.line, upn_unknown as found
            from child, collection
            where upn is null
                and (upn_unknown is null or upn_unknown = 'UN1'
                    or upn_unknown not in (select code from valid_code where list = 'upn_unknown'))
                and birth_date <= make_date(collection.year - 6, 8, 31)
                and child_no in (select child_no from cin where not referral_nfa)
        """,
        since=2025,
    ),
)
