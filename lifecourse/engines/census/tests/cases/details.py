"""Cases of the rules about the case itself: referral, need, closure."""

from typing import Any

from .case import Case

_CIN = "0/CINdetails"
_AFTER = {"CINreferralDate": "2026-01-05", "ReferralSource": "6", "ReferralNFA": "1"}
_OPEN = {"CINreferralDate": "2026-01-05", "ReferralSource": "6", "PrimaryNeedCode": "N1", "ReferralNFA": "0"}

_BRIEF = {
    "CINreferralDate": "2025-04-01",
    "CINclosureDate": "2025-04-02",
    "ReasonForClosure": "RC7",
    "ReferralNFA": "0",
}
_LATE = ("4/CINdetails", "4/CINdetails/Assessments", "4/CINdetails/ChildProtectionPlans")
_FURTHER: dict[str, Any] = {
    "DateOfInitialCPC": "2025-06-10",
    "Section47": [{"S47ActualStartDate": "2025-06-05", "ICPCnotRequired": "1"}],
    "ChildProtectionPlans": [{"CPPstartDate": "2025-06-10"}],
    "CINPlanDates": [{"CINPlanStartDate": "2025-06-10"}],
}


def _closed(number: int, reason: str, **more: Any) -> dict[str, Any]:
    """A case of a child, closed for a reason, with an assessment unless `more` says otherwise."""
    at = f"{number}/CINdetails"
    return {f"{at}/ReasonForClosure": reason, **{f"{at}/{name}": value for name, value in more.items()}}


CASES = (
    Case(
        "2990",
        {"3/CINdetails/Section47": [{"S47ActualStartDate": "2025-06-05", "ICPCnotRequired": "1"}]},
        ("3/CINdetails",),
        _closed(3, "RC7", Section47=[{"S47ActualStartDate": "2025-06-05", "ICPCnotRequired": "1"}]),
    ),
    Case(
        "2990",
        _closed(3, "RC9", DateOfInitialCPC="2025-06-10"),
        ("3/CINdetails",),
        _closed(3, "RC9"),
        year=2023,
    ),
    Case(
        "2990",
        _closed(3, "RC8", ChildProtectionPlans=[{"CPPstartDate": "2025-06-10"}]),
        ("3/CINdetails",),
        # Child in need plans are collected since 2022.
        _closed(3, "RC8", CINPlanDates=[{"CINPlanStartDate": "2025-06-10"}]),
        year=2021,
    ),
    Case(
        "2990",
        _closed(3, "RC8", CINPlanDates=[{"CINPlanStartDate": "2025-06-10"}]),
        ("3/CINdetails",),
        _closed(3, "RC9", CINPlanDates=[{"CINPlanStartDate": "2025-06-10"}]),
        year=2022,
    ),
    Case("2991Q", {f"{_CIN}/Assessments": []}, (_CIN,), {f"{_CIN}/Assessments": [], f"{_CIN}/Section47": []}),
    Case(
        "8555Q",
        {"4/CINdetails/CINreferralDate": "2025-12-11"},
        ("4/CINdetails",),
        {"4/CINdetails/CINreferralDate": "2025-12-10"},
    ),
    Case(
        "8565",
        {"1/CINdetails/CINclosureDate": "2025-09-28"},
        ("1/CINdetails/CINPlanDates",),
        {"1/CINdetails/CINclosureDate": "2025-09-29"},
    ),
    Case(
        "8565",
        {"1/CINdetails/CINclosureDate": "2025-04-16"},
        ("1/CINdetails/CINPlanDates", "1/CINdetails/Assessments", "1/CINdetails/Section47"),
        {"1/CINdetails/CINPlanDates": []},
    ),
    Case(
        "8565",
        {"4/CINdetails/CINclosureDate": "2020-07-10"},
        ("4/CINdetails", "4/CINdetails/Assessments", "4/CINdetails/ChildProtectionPlans"),
        {"4/CINdetails/CINPlanDates": [{"CINPlanStartDate": "2021-03-01"}]},
        year=2021,
    ),
    Case("8568", {f"{_CIN}/ReferralNFA": "no"}, (_CIN,), {f"{_CIN}/ReferralNFA": "false"}),
    Case("8568", {f"{_CIN}/ReferralNFA": None}, (_CIN,), {f"{_CIN}/ReferralNFA": "TRUE"}),
    # 31 March 2025 was a Monday: one working day before the year began.
    Case(
        "8569Q",
        {"1/CINdetails[1]/CINreferralDate": "2025-03-30"},
        ("1/CINdetails[1]",),
        {"1/CINdetails[1]/CINreferralDate": "2025-03-31"},
    ),
    # 29 March and 1 April 2024 were Good Friday and Easter Monday.
    Case(
        "8569Q",
        {"1/CINdetails[1]/CINreferralDate": "2024-03-27"},
        ("1/CINdetails[1]",),
        {"1/CINdetails[1]/CINreferralDate": "2024-03-28"},
        year=2025,
    ),
    Case("8585Q", {"4/ChildIdentifiers/PersonDeathDate": None}, ("4/CINdetails",), _closed(3, "RC1")),
    Case("8600", {f"{_CIN}/CINreferralDate": "2026-04-01"}, (_CIN,), {f"{_CIN}/CINreferralDate": "2026-03-31"}),
    Case("8600", {f"{_CIN}/CINreferralDate": "2025-02-29"}, (_CIN,), {f"{_CIN}/CINreferralDate": "2024-02-29"}),
    Case(
        "8606",
        {"2/CINdetails/CINreferralDate": "2025-07-13"},
        ("2/CINdetails",),
        {"2/CINdetails/CINreferralDate": "2025-07-14"},
    ),
    Case(
        "8606",
        {"3/ChildIdentifiers/PersonBirthDate": "2026-03-11"},
        ("3/CINdetails",),
        {"3/ChildIdentifiers/PersonBirthDate": "2026-03-10"},
    ),
    Case(
        "8610",
        {f"{_CIN}/PrimaryNeedCode": None},
        (_CIN,),
        {f"{_CIN}/PrimaryNeedCode": None, f"{_CIN}/ReferralNFA": "1"},
    ),
    Case(
        "8620",
        {"1/CINdetails/CINclosureDate": "2025-03-31"},
        ("1/CINdetails",),
        {"1/CINdetails/CINclosureDate": "2025-04-01"},
    ),
    Case(
        "8620",
        {"1/CINdetails/CINclosureDate": "2026-04-01"},
        ("1/CINdetails",),
        {"1/CINdetails/CINclosureDate": "2026-03-31"},
    ),
    Case(
        "8630",
        {"1/CINdetails/CINclosureDate": "2025-04-14"},
        ("1/CINdetails",),
        {"1/CINdetails/CINclosureDate": "2025-04-15"},
    ),
    Case("8640", _closed(1, "RC10"), ("1/CINdetails",), _closed(1, "RC9")),
    Case("8640", _closed(1, "RC9"), ("1/CINdetails",), _closed(1, "RC6"), year=2022),
    Case("8650", {f"{_CIN}/PrimaryNeedCode": "N10"}, (_CIN,), {f"{_CIN}/PrimaryNeedCode": "N9"}),
    Case("8805", {"1/CINdetails/ReasonForClosure": None}, ("1/CINdetails",), _closed(1, "RC1")),
    Case(
        "8810",
        {"1/CINdetails/CINclosureDate": None},
        ("1/CINdetails",),
        {"1/CINdetails/CINclosureDate": None, "1/CINdetails/ReasonForClosure": None},
    ),
    Case("8810", {"1/CINdetails/CINclosureDate": "30/09/2025"}, ("1/CINdetails",), {}),
    # Twins: two cases that are the same word for word are two.
    Case(
        "8815", {f"{_CIN}[1]": _OPEN, f"{_CIN}[2]": _OPEN}, (_CIN, f"{_CIN}[1]", f"{_CIN}[2]"), {f"{_CIN}[1]": _AFTER}
    ),
    Case("8816", {f"{_CIN}[1]": _AFTER}, (_CIN,), {f"{_CIN}[1]": _AFTER | {"CINreferralDate": "2025-05-06"}}),
    Case(
        "8820",
        {"1/CINdetails[1]/CINreferralDate": "2025-09-29"},
        ("1/CINdetails[1]",),
        {"1/CINdetails[1]/CINreferralDate": "2025-09-30"},
    ),
    Case(
        "8820",
        {f"{_CIN}[1]": _AFTER, f"{_CIN}[2]": _AFTER},
        (f"{_CIN}[1]", f"{_CIN}[2]"),
        # One without further action runs nowhere, and is not in the way of the next.
        {"1/CINdetails[2]": _AFTER},
    ),
    Case(
        "8820",
        {"1/CINdetails[1]": None, "2/CINdetails[1]": _OPEN, "2/CINdetails[2]": _OPEN},
        ("2/CINdetails", "2/CINdetails[1]", "2/CINdetails[2]"),
        {},
    ),
    Case("8825Q", {"3/CINdetails/Assessments": []}, ("3/CINdetails",), _closed(3, "RC7", Assessments=[])),
    Case("8825Q", _closed(3, "RC9", Assessments=[]), ("3/CINdetails",), _closed(3, "RC9"), year=2023),
    Case("8825Q", _closed(3, "RC8", Assessments=[]), ("3/CINdetails",), _closed(3, "RC9", Assessments=[]), year=2022),
    Case(
        "8831",
        {f"{_CIN}/ReferralNFA": "true"},
        (f"{_CIN}/Assessments", f"{_CIN}/Section47"),
        {f"{_CIN}/ReferralNFA": "1", f"{_CIN}/Assessments": [], f"{_CIN}/Section47": []},
    ),
    Case("8831", {"1/CINdetails[1]/DateOfInitialCPC": "2025-11-10"}, ("1/CINdetails[1]",), {}),
    Case("8832", {f"{_CIN}/ReferralNFA": "1"}, (f"{_CIN}/ChildProtectionPlans",), {"1/CINdetails/ReferralNFA": "1"}),
    Case("8866", {f"{_CIN}/ReferralSource": "5E"}, (_CIN,), {f"{_CIN}/ReferralSource": "5D"}),
    Case("8866", {f"{_CIN}/ReferralSource": "5D"}, (_CIN,), {f"{_CIN}/ReferralSource": "5C"}, year=2022),
    Case(
        "8866",
        {f"{_CIN}/ReferralSource": None, f"{_CIN}/CINreferralDate": "2013-04-01"},
        (_CIN,),
        {f"{_CIN}/ReferralSource": None, f"{_CIN}/CINreferralDate": "2013-03-31"},
    ),
    *(
        Case("2990", _closed(3, reason, **{name: value}), ("3/CINdetails",), _closed(3, "RC7", **{name: value}), year)
        for name, value in _FURTHER.items()
        for reason, year in (("RC8", 2026), ("RC8", 2022), ("RC8", 2021))
        if name != "CINPlanDates" or year >= 2022
    ),
    # What happens in another case of the child is of no matter.
    Case("8565", {"4/CINdetails/CINclosureDate": "2025-07-20"}, _LATE, {"1/CINdetails[1]": _BRIEF}),
    Case(
        "8565",
        {"4/CINdetails/CINclosureDate": "2020-11-08"},
        ("4/CINdetails/ChildProtectionPlans",),
        {"4/CINdetails/CINclosureDate": "2020-11-09", "1/CINdetails[1]": _BRIEF | {"CINclosureDate": "2020-04-02"}},
        year=2021,
    ),
    # The reference date is a day like any other.
    Case(
        "8820",
        {f"{_CIN}[1]": _AFTER | {"CINreferralDate": "2026-03-31"}},
        (f"{_CIN}[1]",),
        {f"{_CIN}[1]": _AFTER | {"CINreferralDate": "2026-04-01"}},
    ),
    Case("8832", {f"{_CIN}/ReferralNFA": "TRUE"}, (f"{_CIN}/ChildProtectionPlans",), {f"{_CIN}[1]": _AFTER}),
)
