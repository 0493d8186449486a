"""Closed lists Python branches on, each value with the words people see."""

from enum import StrEnum


class Worded(StrEnum):
    """A value that is stored, and its words."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Worded":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a form or a column."""
        return [(member.value, member.label) for member in cls]


class Sex(Worded):
    """As the children in need census has it; the unborn are always `UNKNOWN`."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    UNKNOWN = "unknown", "Not known"


class Precision(Worded):
    """How well a birth is known."""

    KNOWN = "known", "Known"
    ESTIMATED = "estimated", "Estimated"
    EXPECTED = "expected", "Expected"
    UNKNOWN = "unknown", "Not known"


class NameKind(Worded):
    """What a name is to the person."""

    BIRTH = "birth", "Birth name"
    LEGAL = "legal", "Legal name"
    MARRIED = "married", "Married name"
    KNOWN_AS = "known_as", "Known as"
    ALIAS = "alias", "Also uses"
    FORMER = "former", "Former name"


class IdentifierKind(Worded):
    """A number somebody else gave the person. Evidence, never a key: numbers are mistyped too."""

    NHS_NUMBER = "nhs_number", "NHS number"
    UPN = "upn", "Unique pupil number"
    LOCAL = "local", "Local number"


class IdentifierStatus(Worded):
    """How far a number can be trusted."""

    STATED = "stated", "Stated"
    TRACED = "traced", "Traced"
    VERIFIED = "verified", "Verified"


class ContactKind(Worded):
    """A way to reach the person."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"


class Tie(StrEnum):
    """The codes of the list `relationship` that mean something to the rules; the others are only read.

    A row reads "other is the <kind> of person".
    """

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    STEP_PARENT = "step_parent"
    ADOPTIVE_PARENT = "adoptive_parent"
    GUARDIAN = "guardian"
    FOSTER_CARER = "foster_carer"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    CHILD = "child"
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"
    CARER = "carer"
    CARED_FOR = "cared_for"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    NIECE_OR_NEPHEW = "niece_or_nephew"
    PARENTS_PARTNER = "parents_partner"


# How the same tie reads from the other side; a kind that is not here reads the same from both.
INVERSE = {
    Tie.MOTHER: "Child",
    Tie.FATHER: "Child",
    Tie.PARENT: "Child",
    Tie.ADOPTIVE_PARENT: "Adopted child",
    Tie.STEP_PARENT: "Stepchild",
    Tie.GUARDIAN: "Ward",
    Tie.FOSTER_CARER: "Foster child",
    Tie.PARENTS_PARTNER: "Partner's child",
    Tie.GRANDPARENT: "Grandchild",
    Tie.GRANDCHILD: "Grandparent",
    Tie.CARER: "Cared for by this person",
    Tie.CARED_FOR: "Carer",
    Tie.AUNT_OR_UNCLE: "Niece or nephew",
    Tie.NIECE_OR_NEPHEW: "Aunt or uncle",
}
# Those who may hold parental responsibility, so that "not known" is worth saying.
MAY_HOLD_RESPONSIBILITY = frozenset(
    (Tie.MOTHER, Tie.FATHER, Tie.PARENT, Tie.STEP_PARENT, Tie.ADOPTIVE_PARENT, Tie.GUARDIAN, Tie.GRANDPARENT, Tie.CARER)
)


class Answer(Worded):
    """A question that may be unanswered."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class EndReason(Worded):
    """Why a name, address, number or tie no longer stands."""

    CHANGED = "changed", "It changed"
    ERROR = "error", "It was recorded in error"


class Verdict(Worded):
    """What a person decided about two records, short of saying that they are one."""

    DIFFERENT = "different", "Different people"
    UNSURE = "unsure", "Not sure"
