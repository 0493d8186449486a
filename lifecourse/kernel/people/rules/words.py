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


class AddressKind(Worded):
    """What an address is to the person."""

    HOME = "home", "Home"
    TEMPORARY = "temporary", "Temporary"
    PLACEMENT = "placement", "Placement"
    CORRESPONDENCE = "correspondence", "Correspondence"
    OTHER = "other", "Other"


class ContactKind(Worded):
    """A way to reach the person."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"


class RelationshipKind(Worded):
    """What the other person is to this one: a row reads "other is the <kind> of person"."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    ADOPTIVE_PARENT = "adoptive_parent", "Adoptive parent"
    CHILD = "child", "Child"
    STEP_CHILD = "step_child", "Stepchild"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
    PARTNER = "partner", "Partner"
    FORMER_PARTNER = "former_partner", "Former partner"
    GRANDPARENT = "grandparent", "Grandparent"
    GRANDCHILD = "grandchild", "Grandchild"
    CARER = "carer", "Carer"
    CARED_FOR = "cared_for", "Cared for by this person"
    OTHER_RELATIVE = "other_relative", "Other relative"
    OTHER = "other", "Other"


# How the same tie reads from the other side.
INVERSE = {
    RelationshipKind.MOTHER: RelationshipKind.CHILD,
    RelationshipKind.FATHER: RelationshipKind.CHILD,
    RelationshipKind.PARENT: RelationshipKind.CHILD,
    RelationshipKind.ADOPTIVE_PARENT: RelationshipKind.CHILD,
    RelationshipKind.STEP_PARENT: RelationshipKind.STEP_CHILD,
    RelationshipKind.CHILD: RelationshipKind.PARENT,
    RelationshipKind.STEP_CHILD: RelationshipKind.STEP_PARENT,
    RelationshipKind.GRANDPARENT: RelationshipKind.GRANDCHILD,
    RelationshipKind.GRANDCHILD: RelationshipKind.GRANDPARENT,
    RelationshipKind.CARER: RelationshipKind.CARED_FOR,
    RelationshipKind.CARED_FOR: RelationshipKind.CARER,
}


class Answer(Worded):
    """A question that may be unanswered."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class FlagKind(Worded):
    """What a flag warns of."""

    RISK_TO_STAFF = "risk_to_staff", "Risk to staff"
    PROTECTED_ADDRESS = "protected_address", "Address must not be told"
    PLAN = "plan", "Subject of a plan"
    LOOKED_AFTER = "looked_after", "Looked after"
    COMMUNICATION = "communication", "Communication need"
    OTHER = "other", "Other"


class EndReason(Worded):
    """Why a name, address, number or tie no longer stands."""

    CHANGED = "changed", "It changed"
    ERROR = "error", "It was recorded in error"


class Verdict(Worded):
    """What a person decided about two records, short of saying that they are one."""

    DIFFERENT = "different", "Different people"
    UNSURE = "unsure", "Not sure"
