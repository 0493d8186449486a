"""What a return is made of: each element of the Department's schemas, where it stands, and the column it fills.

Order, number and years are as in the schemas 2017 to 2026; the years differ only by what `since` and `until` say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How the text of an element is read."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    COUNT = "count"


@dataclass(frozen=True)
class Leaf:
    """An element that holds text. `column`: of its row; `codes`: the list it must be in; `pattern`: or the form."""

    column: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    pattern: str = ""
    required: bool = False
    many: bool = False
    since: int = 0
    until: int = 9999


@dataclass(frozen=True)
class Box:
    """An element that holds elements. `table`: the rows it begins; empty if what is in it is of the row outside."""

    table: str = ""
    inside: Mapping[str, "Leaf | Box"] = field(default_factory=dict)
    required: bool = False
    many: bool = False
    since: int = 0
    until: int = 9999


_UPN = r"[A-Za-z]\d{11}[\dA-Za-z]"
# A leaf that may come many times begins a row of its own in the table that its box names.
CHILD = Box(
    table="child",
    many=True,
    required=True,
    inside={
        "ChildIdentifiers": Box(
            required=True,
            inside={
                "LAchildID": Leaf("la_child_id", required=True),
                "UPN": Leaf("upn", pattern=_UPN),
                "FormerUPN": Leaf("former_upn", pattern=_UPN),
                "UPNunknown": Leaf("upn_unknown", codes="upn_unknown"),
                "PersonBirthDate": Leaf("birth_date", Kind.DATE),
                "ExpectedPersonBirthDate": Leaf("expected_birth_date", Kind.DATE),
                "GenderCurrent": Leaf("gender", codes="gender", required=True, until=2024),
                "Sex": Leaf("sex", codes="sex", required=True, since=2025),
                "PersonDeathDate": Leaf("death_date", Kind.DATE),
            },
        ),
        "ChildCharacteristics": Box(
            required=True,
            inside={
                "Ethnicity": Leaf("ethnicity", codes="ethnicity", required=True),
                "Disabilities": Box(
                    table="disability",
                    inside={"Disability": Leaf("code", codes="disability", required=True, many=True)},
                ),
            },
        ),
        "CINdetails": Box(
            table="cin",
            required=True,
            many=True,
            inside={
                "CINreferralDate": Leaf("referral_date", Kind.DATE, required=True),
                "ReferralSource": Leaf("referral_source", codes="referral_source", required=True),
                "PrimaryNeedCode": Leaf("primary_need", codes="primary_need"),
                "CINclosureDate": Leaf("closure_date", Kind.DATE),
                "ReasonForClosure": Leaf("closure_reason", codes="closure_reason"),
                "DateOfInitialCPC": Leaf("initial_cpc_date", Kind.DATE),
                "Assessments": Box(
                    table="assessment",
                    many=True,
                    inside={
                        "AssessmentActualStartDate": Leaf("start_date", Kind.DATE, required=True),
                        "AssessmentInternalReviewDate": Leaf("internal_review_date", Kind.DATE),
                        "AssessmentAuthorisationDate": Leaf("authorisation_date", Kind.DATE),
                        "FactorsIdentifiedAtAssessment": Box(
                            table="factor",
                            inside={"AssessmentFactors": Leaf("code", codes="factor", required=True, many=True)},
                        ),
                    },
                ),
                "CINPlanDates": Box(
                    table="cin_plan",
                    many=True,
                    since=2022,
                    inside={
                        "CINPlanStartDate": Leaf("start_date", Kind.DATE, required=True),
                        "CINPlanEndDate": Leaf("end_date", Kind.DATE),
                    },
                ),
                "Section47": Box(
                    table="section47",
                    many=True,
                    inside={
                        "S47ActualStartDate": Leaf("start_date", Kind.DATE, required=True),
                        "InitialCPCtarget": Leaf("initial_cpc_target", Kind.DATE),
                        "DateOfInitialCPC": Leaf("initial_cpc_date", Kind.DATE),
                        "ICPCnotRequired": Leaf("icpc_not_required", Kind.FLAG, required=True),
                    },
                ),
                "ReferralNFA": Leaf("referral_nfa", Kind.FLAG, required=True),
                "ChildProtectionPlans": Box(
                    table="cpp",
                    many=True,
                    inside={
                        "CPPstartDate": Leaf("start_date", Kind.DATE, required=True),
                        "CPPendDate": Leaf("end_date", Kind.DATE),
                        "InitialCategoryOfAbuse": Leaf("initial_category", codes="abuse", required=True),
                        "LatestCategoryOfAbuse": Leaf("latest_category", codes="abuse", required=True),
                        "NumberOfPreviousCPP": Leaf("previous_plans", Kind.COUNT, required=True),
                        "Reviews": Box(
                            table="review",
                            inside={"CPPreviewDate": Leaf("review_date", Kind.DATE, required=True, many=True)},
                        ),
                    },
                ),
            },
        ),
    },
)
HEADER = Box(
    table="header",
    inside={
        "CollectionDetails": Box(
            inside={
                "Collection": Leaf("collection", pattern="CIN"),
                "Year": Leaf("year", pattern=r"\d{4}"),
                "ReferenceDate": Leaf("reference_date", Kind.DATE),
            }
        ),
        "Source": Box(
            many=True,
            inside={
                "SourceLevel": Leaf("source_level", pattern="L"),
                "LEA": Leaf("lea", pattern=r"\d{3}", required=True),
                "SoftwareCode": Leaf("software"),
                "Release": Leaf("release"),
                "SerialNo": Leaf("serial", pattern=r"\d{3,}"),
                "DateTime": Leaf("made_at"),
            },
        ),
    },
)
MESSAGE = Box(
    inside={"Message": Box(inside={"Header": HEADER, "Children": Box(required=True, inside={"Child": CHILD})})}
)
# The rows that a row sits in, outermost first: each is a column `<table>_no`, counted through the whole file.
PARENTS = {
    "header": (),
    "child": (),
    "disability": ("child",),
    "cin": ("child",),
    "assessment": ("child", "cin"),
    "factor": ("child", "cin", "assessment"),
    "cin_plan": ("child", "cin"),
    "section47": ("child", "cin"),
    "cpp": ("child", "cin"),
    "review": ("child", "cin", "cpp"),
}


def columns(table: str, box: Box = MESSAGE) -> dict[str, Kind]:
    """The columns that a table's elements fill, in order, and how each is read."""
    found: dict[str, Kind] = {}

    def walk(inside: Box, begun: bool) -> None:
        for one in inside.inside.values():
            if isinstance(one, Leaf):
                if begun:
                    found[one.column] = one.kind
            elif one.table:
                walk(one, one.table == table)
            else:
                walk(one, begun)

    walk(box, False)
    return found
