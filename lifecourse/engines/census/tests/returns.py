"""Small returns for tests: nested Python data that breaks no rule, changed in a few places and written as real XML."""

import copy
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lifecourse.engines.census.layout import MESSAGE, Box, Leaf

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# What each collection calls the child's sex.
_GENDER = {"M": "1", "F": "2", "U": "0"}


def upn(tail: str) -> str:
    """A unique pupil number with its check letter, from characters 2 to 13, reckoned by hand and not by the engine."""
    values = [LETTERS.index(one) if one in LETTERS else int(one) for one in tail]
    return LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23] + tail


HEADER = {
    "CollectionDetails": {"Collection": "CIN", "Year": "2026", "ReferenceDate": "2026-03-31"},
    "Source": {
        "SourceLevel": "L",
        "LEA": "359",
        "SoftwareCode": "Invented",
        "Release": "1.0",
        "SerialNo": "001",
        "DateTime": "2026-05-01T09:00:00",
    },
}
# Five invented children: one on a plan, one whose case was closed and who was referred again, one not yet born, one
# assessed without factors, one who died.
CHILDREN: list[dict[str, Any]] = [
    {
        "ChildIdentifiers": {
            "LAchildID": "A0001",
            "UPN": upn("359201600001"),
            "PersonBirthDate": "2012-02-14",
            "Sex": "F",
        },
        "ChildCharacteristics": {"Ethnicity": "WBRI", "Disabilities": {"Disability": ["MOB", "HAND", "PC", "INC"]}},
        "CINdetails": [
            {
                "CINreferralDate": "2025-05-06",
                "ReferralSource": "1A",
                "PrimaryNeedCode": "N1",
                "Assessments": [
                    {
                        "AssessmentActualStartDate": "2025-05-07",
                        "AssessmentAuthorisationDate": "2025-06-10",
                        "FactorsIdentifiedAtAssessment": {"AssessmentFactors": ["3B", "4B"]},
                    }
                ],
                "CINPlanDates": [{"CINPlanStartDate": "2025-05-20", "CINPlanEndDate": "2025-06-02"}],
                "Section47": [
                    {
                        "S47ActualStartDate": "2025-05-12",
                        "InitialCPCtarget": "2025-05-30",
                        "DateOfInitialCPC": "2025-06-02",
                        "ICPCnotRequired": "0",
                    }
                ],
                "ReferralNFA": "0",
                "ChildProtectionPlans": [
                    {
                        "CPPstartDate": "2025-06-02",
                        "InitialCategoryOfAbuse": "NEG",
                        "LatestCategoryOfAbuse": "EMO",
                        "NumberOfPreviousCPP": "0",
                        "Reviews": {"CPPreviewDate": ["2025-08-20", "2026-02-10"]},
                    }
                ],
            }
        ],
    },
    {
        "ChildIdentifiers": {
            "LAchildID": "A0002",
            "UPNunknown": "UN2",
            "PersonBirthDate": "2013-09-02",
            "Sex": "M",
        },
        "ChildCharacteristics": {"Ethnicity": "NOBT", "Disabilities": {"Disability": ["COMM", "LD", "HEAR", "VIS"]}},
        "CINdetails": [
            {
                "CINreferralDate": "2025-04-15",
                "ReferralSource": "2A",
                "PrimaryNeedCode": "N5",
                "CINclosureDate": "2025-09-30",
                "ReasonForClosure": "RC7",
                "Assessments": [
                    {
                        "AssessmentActualStartDate": "2025-04-16",
                        "AssessmentAuthorisationDate": "2025-05-20",
                        "FactorsIdentifiedAtAssessment": {"AssessmentFactors": ["2A"]},
                    }
                ],
                "CINPlanDates": [{"CINPlanStartDate": "2025-05-21", "CINPlanEndDate": "2025-09-29"}],
                "Section47": [{"S47ActualStartDate": "2025-04-17", "ICPCnotRequired": "1"}],
                "ReferralNFA": "0",
            },
            {"CINreferralDate": "2025-11-03", "ReferralSource": "6", "ReferralNFA": "1"},
        ],
    },
    {
        "ChildIdentifiers": {"LAchildID": "A0003", "ExpectedPersonBirthDate": "2026-04-20", "Sex": "U"},
        "ChildCharacteristics": {"Ethnicity": "NOBT"},
        "CINdetails": [
            {
                "CINreferralDate": "2026-02-16",
                "ReferralSource": "3D",
                "PrimaryNeedCode": "N3",
                "Assessments": [{"AssessmentActualStartDate": "2026-02-17"}],
                "ReferralNFA": "0",
            }
        ],
    },
    {
        "ChildIdentifiers": {
            "LAchildID": "A0004",
            "UPNunknown": "UN1",
            "PersonBirthDate": "2023-07-10",
            "Sex": "M",
        },
        "ChildCharacteristics": {"Ethnicity": "MWBC", "Disabilities": {"Disability": ["NONE"]}},
        "CINdetails": [
            {
                "CINreferralDate": "2025-06-03",
                "ReferralSource": "10",
                "PrimaryNeedCode": "N0",
                "CINclosureDate": "2025-07-02",
                "ReasonForClosure": "RC8",
                "Assessments": [
                    {
                        "AssessmentActualStartDate": "2025-06-04",
                        "AssessmentAuthorisationDate": "2025-06-30",
                        "FactorsIdentifiedAtAssessment": {"AssessmentFactors": ["21"]},
                    }
                ],
                "ReferralNFA": "0",
            }
        ],
    },
    {
        "ChildIdentifiers": {
            "LAchildID": "A0005",
            "UPN": upn("80120160000A"),
            "FormerUPN": upn("801201500017"),
            "PersonBirthDate": "2011-01-20",
            "Sex": "F",
            "PersonDeathDate": "2025-12-10",
        },
        "ChildCharacteristics": {"Ethnicity": "BCRB", "Disabilities": {"Disability": ["AUT"]}},
        "CINdetails": [
            {
                "CINreferralDate": "2025-07-08",
                "ReferralSource": "3A",
                "PrimaryNeedCode": "N2",
                "CINclosureDate": "2025-12-12",
                "ReasonForClosure": "RC2",
                "DateOfInitialCPC": "2025-07-21",
                "Assessments": [
                    {
                        "AssessmentActualStartDate": "2025-07-09",
                        "AssessmentAuthorisationDate": "2025-08-12",
                        "FactorsIdentifiedAtAssessment": {"AssessmentFactors": ["6A"]},
                    }
                ],
                "ReferralNFA": "0",
                "ChildProtectionPlans": [
                    {
                        "CPPstartDate": "2025-07-21",
                        "CPPendDate": "2025-11-10",
                        "InitialCategoryOfAbuse": "PHY",
                        "LatestCategoryOfAbuse": "PHY",
                        "NumberOfPreviousCPP": "2",
                        "Reviews": {"CPPreviewDate": ["2025-10-14"]},
                    }
                ],
            }
        ],
    },
]


def child(number: int, **identifiers: str) -> dict[str, Any]:
    """A copy of one of the children, with other identifiers."""
    one = copy.deepcopy(CHILDREN[number])
    one["ChildIdentifiers"] |= identifiers
    return one


def base(year: int = 2026) -> dict[str, Any]:
    """A return of any collection that breaks no rule: that of 2026, moved by whole weeks, by the names of the year."""
    weeks = dt.timedelta(weeks=round((dt.date(year, 3, 31) - dt.date(2026, 3, 31)).days / 7))

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: moved(one) for name, one in value.items() if name != "CINPlanDates" or year >= 2022}
        if isinstance(value, list):
            return [moved(one) for one in value]
        if year != 2026 and _DATE.fullmatch(value):
            return str(dt.date.fromisoformat(value) + weeks)
        return value

    made: dict[str, Any] = moved({"Header": HEADER, "Child": CHILDREN})
    made["Header"]["CollectionDetails"] |= {"Year": str(year), "ReferenceDate": f"{year}-03-31"}
    if year < 2025:
        for one in made["Child"]:
            one["ChildIdentifiers"]["GenderCurrent"] = _GENDER[one["ChildIdentifiers"].pop("Sex")]
    return made


def changed(made: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The return with changes: `0/CINdetails[1]/ReferralNFA` is of the first child, None takes out."""
    for path, value in changes.items():
        steps = path.split("/")
        if steps[0].isdigit():
            steps[0] = f"Child[{steps[0]}]"
        inside: Any = made
        for step in steps[:-1]:
            name, number = _step(step)
            inside = inside[name]
            if isinstance(inside, list):
                inside = inside[number]
        name, number = _step(steps[-1])
        if not steps[-1].endswith("]"):
            if value is None:
                del inside[name]
            else:
                inside[name] = value
            continue
        many = inside.setdefault(name, [])
        if value is None:
            del many[number]
        else:
            many[number : number + 1] = [value]
    return made


def _step(step: str) -> tuple[str, int]:
    name, _, number = step.rstrip("]").partition("[")
    return name, int(number or 0)


class Written:
    """A return as a file, one element a line. `line`: where each element begins, by its path."""

    def __init__(self, made: Mapping[str, Any]) -> None:
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self.line: dict[str, int] = {}
        self._write(MESSAGE, {"Message": {"Header": made["Header"], "Children": {"Child": made["Child"]}}}, "")

    def save(self, folder: Path) -> Path:
        path = folder / "return.xml"
        path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        return path

    def at(self, path: str) -> tuple[int | None, int | None]:
        """The number of the child and the line of an element, as a finding has them; `` is the return as a whole."""
        if not path:
            return None, None
        head, _, tail = path.partition("/")
        if not head.isdigit():
            return None, self.line[f"/Message[0]/{_full(path)}"]
        where = f"/Message[0]/Children[0]/Child[{head}]" + (f"/{_full(tail)}" if tail else "")
        return int(head) + 1, self.line[where]

    def _write(self, box: Box, values: Mapping[str, Any], path: str) -> None:
        order = list(box.inside)
        for name in sorted(values, key=lambda one: order.index(one) if one in order else len(order)):
            value = values[name]
            for number, one in enumerate(value if isinstance(value, list) else [value]):
                self.line[f"{path}/{name}[{number}]"] = len(self.lines) + 1
                if isinstance(one, str):
                    self.lines.append(f"<{name}>{escape(one)}</{name}>")
                    continue
                self.lines.append(f"<{name}>")
                inside = box.inside.get(name)
                assert inside is not None and not isinstance(inside, Leaf), name
                self._write(inside, one, f"{path}/{name}[{number}]")
                self.lines.append(f"</{name}>")


def _full(path: str) -> str:
    return "/".join(step if step.endswith("]") else f"{step}[0]" for step in path.split("/"))
