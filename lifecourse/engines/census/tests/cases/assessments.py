"""Cases of the rules about assessments and their factors."""

from typing import Any

from .case import Case

_ONE = "0/CINdetails/Assessments"
_FACTORS = f"{_ONE}/FactorsIdentifiedAtAssessment/AssessmentFactors"
_OPEN = "2/CINdetails/Assessments"
_OTHER = "2/CINdetails[1]"


def _another(start: str, end: str | None = None, *factors: str) -> dict[str, Any]:
    one: dict[str, Any] = {"AssessmentActualStartDate": start}
    if end is not None:
        one |= {"AssessmentAuthorisationDate": end}
        one |= {"FactorsIdentifiedAtAssessment": {"AssessmentFactors": list(factors or ("20",))}}
    return one


CASES = (
    Case(
        "1103",
        {f"{_ONE}/AssessmentActualStartDate": "2025-05-05"},
        (_ONE,),
        {f"{_ONE}/AssessmentActualStartDate": "2025-05-06"},
    ),
    Case(
        "8608",
        {f"{_ONE}/AssessmentAuthorisationDate": "2025-05-06"},
        (_ONE,),
        {f"{_ONE}/AssessmentAuthorisationDate": "2025-05-07"},
    ),
    Case(
        "8614",
        {f"{_ONE}/AssessmentAuthorisationDate": None},
        (_ONE,),
        {f"{_ONE}/AssessmentAuthorisationDate": None, f"{_ONE}/FactorsIdentifiedAtAssessment": None},
    ),
    # The 45th working day before 31 March 2026 was 27 January; before 31 March 2024, a Sunday after Good Friday,
    # it was 26 January.
    Case(
        "8670Q",
        {f"{_OPEN}/AssessmentActualStartDate": "2026-01-26"},
        (_OPEN,),
        {f"{_OPEN}/AssessmentActualStartDate": "2026-01-27"},
    ),
    Case(
        "8670Q",
        {f"{_OPEN}/AssessmentActualStartDate": "2024-01-25"},
        (_OPEN,),
        {f"{_OPEN}/AssessmentActualStartDate": "2024-01-26"},
        year=2024,
    ),
    Case(
        "8696",
        {f"{_ONE}/AssessmentAuthorisationDate": "2026-04-01"},
        (_ONE,),
        {f"{_ONE}/AssessmentAuthorisationDate": "2026-03-31"},
    ),
    Case(
        "8696",
        {f"{_ONE}/AssessmentAuthorisationDate": "2025-03-31"},
        (_ONE,),
        {f"{_ONE}/AssessmentAuthorisationDate": "2025-04-01"},
    ),
    Case(
        "8736",
        {f"{_OPEN}/AssessmentActualStartDate": "2025-03-31"},
        (_OPEN,),
        {f"{_OPEN}/AssessmentActualStartDate": "2025-04-01"},
    ),
    Case(
        "8736",
        {f"{_OPEN}/AssessmentActualStartDate": "2026-04-01"},
        (_OPEN,),
        {f"{_ONE}/AssessmentActualStartDate": "2025-03-31"},
    ),
    Case(
        "8863Q",
        {f"{_ONE}[1]": _another("2025-06-10", "2025-07-01")},
        (f"{_ONE}[1]",),
        {f"{_ONE}[1]": _another("2025-06-11", "2025-07-01")},
    ),
    Case(
        "8863Q",
        {f"{_OPEN}[1]": _another("2026-03-31")},
        (f"{_OPEN}[1]",),
        {f"{_OPEN}[1]": _another("2026-02-16", "2026-02-16")},
    ),
    # Twins: the one starts while the other runs, and the other way round.
    Case("8863Q", {f"{_OPEN}[1]": _another("2026-02-17")}, (_OPEN, f"{_OPEN}[1]"), {}),
    Case(
        "8867",
        {"1/CINdetails/Assessments/AssessmentAuthorisationDate": None},
        ("1/CINdetails/Assessments",),
        {f"{_ONE}/AssessmentAuthorisationDate": None},
    ),
    Case(
        "8869",
        {_FACTORS: ["21", "3B"]},
        (f"{_FACTORS}[1]",),
        {_FACTORS: ["21"], f"{_ONE}[1]": _another("2025-07-01", "2025-07-02")},
    ),
    Case(
        "8873Q",
        {_FACTORS: ["21"]},
        ("0/CINdetails/Assessments",),
        {_FACTORS: ["21"], f"{_ONE}[1]": _another("2025-07-01", "2025-07-02")},
    ),
    Case(
        "8873Q",
        {"3/CINdetails/ReasonForClosure": "RC7"},
        ("3/CINdetails/Assessments",),
        {"3/CINdetails/ReasonForClosure": "RC9"},
    ),
    Case("8873Q", {"3/CINdetails/ReasonForClosure": "RC9"}, ("3/CINdetails/Assessments",), {}, year=2022),
    Case(
        "8896",
        {f"{_OPEN}[1]": _another("2026-03-10")},
        (_OPEN, f"{_OPEN}[1]"),
        {"2/CINdetails[1]": {"Assessments": [_another("2026-03-10")]}},
    ),
    Case(
        "8897Q",
        {f"{_ONE}/FactorsIdentifiedAtAssessment": None},
        (_ONE,),
        {f"{_ONE}/FactorsIdentifiedAtAssessment": None, f"{_ONE}/AssessmentAuthorisationDate": "2025-03-31"},
    ),
    Case("8897Q", {_FACTORS: ["3B", "8A"]}, (_ONE,), {_FACTORS: ["24A"]}),
    Case("8897Q", {_FACTORS: ["18B"]}, (_ONE,), {_FACTORS: ["18A"]}, year=2020),
    Case(
        "8898",
        {_FACTORS: ["3B", "4B", "3B"]},
        (f"{_FACTORS}[0]", f"{_FACTORS}[2]"),
        {f"{_ONE}[1]": _another("2025-07-01", "2025-07-02", "3B")},
    ),
    Case("8945Q", {_FACTORS: ["4B", "18A"]}, (f"{_FACTORS}[1]",), {_FACTORS: ["18B", "18C"]}),
    Case("8950Q", {_FACTORS: ["19A"]}, (f"{_FACTORS}[0]",), {_FACTORS: ["19B", "19C"]}, year=2025),
    Case(
        "8863Q",
        {f"{_OPEN}[1]": _another("2026-02-18", "2026-02-18")},
        (f"{_OPEN}[1]",),
        {_OTHER: {"Assessments": [_another("2026-02-18")]}},
    ),
    Case(
        "8867",
        {"1/CINdetails/Assessments[1]": _another("2025-05-21")},
        ("1/CINdetails/Assessments[1]",),
        {"1/CINdetails[1]/Assessments": [_another("2025-11-04")]},
    ),
    Case(
        "8897Q",
        {f"{_ONE}/FactorsIdentifiedAtAssessment": None, f"{_ONE}/AssessmentAuthorisationDate": "2025-04-01"},
        (_ONE,),
        {},
    ),
)
