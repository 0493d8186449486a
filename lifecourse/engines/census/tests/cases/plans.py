"""Cases of the rules about child protection plans, their reviews, and child in need plans."""

from typing import Any

from .case import Case

_CIN, _PLAN, _CPP = "0/CINdetails", "0/CINdetails/CINPlanDates", "0/CINdetails/ChildProtectionPlans"
_REVIEW = f"{_CPP}/Reviews/CPPreviewDate"
_DEAD, _ENDED = "4/CINdetails/CINPlanDates", "4/CINdetails/ChildProtectionPlans"

_AFTER = {"CINreferralDate": "2026-01-05", "ReferralSource": "6", "ReferralNFA": "1"}


def _need(start: str, end: str | None = None) -> dict[str, Any]:
    return {"CINPlanStartDate": start} | ({} if end is None else {"CINPlanEndDate": end})


def _protection(start: str, end: str | None = None) -> dict[str, Any]:
    ended = {} if end is None else {"CPPendDate": end}
    return {
        "CPPstartDate": start,
        **ended,
        "InitialCategoryOfAbuse": "NEG",
        "LatestCategoryOfAbuse": "NEG",
        "NumberOfPreviousCPP": "1",
    }


CASES = (
    Case("1105", {f"{_CPP}/CPPstartDate": "2025-05-05"}, (_CPP,), {f"{_CPP}/CPPstartDate": "2025-05-06"}),
    Case("2885", {f"{_CPP}/CPPstartDate": "2025-06-03"}, (_CPP,), {f"{_CPP}/CPPstartDate": "2025-03-31"}),
    Case(
        "2885",
        {"4/CINdetails/DateOfInitialCPC": "2025-07-22"},
        (_ENDED,),
        {"4/CINdetails/Section47": [{"S47ActualStartDate": "2025-07-09", "ICPCnotRequired": "1"}]},
    ),
    Case(
        "2885",
        # An enquiry that led to a conference is there: the date beside the case does not count.
        {
            "4/CINdetails/Section47": [
                {"S47ActualStartDate": "2025-07-09", "DateOfInitialCPC": "2025-07-18", "ICPCnotRequired": "0"}
            ]
        },
        (_ENDED,),
        {
            "4/CINdetails/Section47": [
                {"S47ActualStartDate": "2025-07-09", "DateOfInitialCPC": "2025-07-21", "ICPCnotRequired": "0"}
            ]
        },
    ),
    Case("4000", {f"{_CIN}/ReferralNFA": "1"}, (_PLAN,), {"1/CINdetails[1]/ReferralNFA": "true"}),
    Case(
        "4001",
        {f"{_PLAN}[1]": _need("2026-01-05")},
        (f"{_PLAN}[1]",),
        {"2/CINdetails/CINPlanDates": [_need("2026-03-24")]},
    ),
    Case(
        "4003", {f"{_PLAN}/CINPlanEndDate": "2025-08-20"}, (f"{_REVIEW}[0]",), {f"{_PLAN}/CINPlanEndDate": "2025-08-19"}
    ),
    Case(
        "4003",
        {f"{_PLAN}/CINPlanEndDate": None},
        (f"{_REVIEW}[0]", f"{_REVIEW}[1]"),
        {f"{_PLAN}/CINPlanStartDate": "2026-02-11", f"{_PLAN}/CINPlanEndDate": None},
    ),
    Case(
        "4003",
        {_DEAD: [_need("2025-10-14", "2025-11-30")]},
        (f"{_ENDED}/Reviews/CPPreviewDate",),
        # The review that ends the plan may be held on the day that the other begins.
        {_DEAD: [_need("2025-10-14", "2025-11-30")], f"{_ENDED}/CPPendDate": "2025-10-14"},
    ),
    Case(
        "4004",
        {f"{_PLAN}": [_need("2026-03-02")] * 2},
        (f"{_PLAN}[0]", f"{_PLAN}[1]"),
        {f"{_PLAN}[0]": _need("2026-03-02")},
    ),
    Case(
        "4004",
        {
            f"{_PLAN}": [_need("2026-03-02")],
            f"{_CIN}[1]": {"CINreferralDate": "2026-03-02", "CINPlanDates": [_need("2026-03-03")]},
        },
        (_PLAN, f"{_CIN}[1]/CINPlanDates"),
        {},
    ),
    Case("4008", {_DEAD: [_need("2025-12-11")]}, (_DEAD,), {_DEAD: [_need("2025-12-10")]}),
    Case("4009Q", {_DEAD: [_need("2025-12-01", "2025-12-11")]}, (_DEAD,), {_DEAD: [_need("2025-12-01", "2025-12-10")]}),
    Case("4010", {f"{_PLAN}/CINPlanStartDate": "2026-04-01"}, (_PLAN,), {f"{_PLAN}/CINPlanStartDate": "2026-03-31"}),
    Case("4010", {f"{_PLAN}/CINPlanStartDate": "2025-06-31"}, (_PLAN,), {}, year=2022),
    Case("4011", {f"{_PLAN}/CINPlanEndDate": "2025-05-19"}, (_PLAN,), {f"{_PLAN}/CINPlanEndDate": "2025-05-20"}),
    Case("4012Q", {f"{_PLAN}/CINPlanEndDate": "2025-05-20"}, (_PLAN,), {f"{_PLAN}/CINPlanEndDate": "2025-05-21"}),
    Case("4013", {f"{_PLAN}/CINPlanEndDate": "2025-03-31"}, (_PLAN,), {f"{_PLAN}/CINPlanEndDate": "2025-04-01"}),
    Case("4013", {f"{_PLAN}/CINPlanEndDate": "2026-04-01"}, (_PLAN,), {f"{_PLAN}/CINPlanEndDate": "2026-03-31"}),
    Case(
        "4014",
        {f"{_PLAN}[1]": _need("2025-06-02", "2025-07-01")},
        (f"{_PLAN}[1]",),
        {f"{_PLAN}[1]": _need("2025-06-03", "2025-07-01")},
    ),
    Case(
        "4014",
        {_DEAD: [_need("2026-03-02")] * 3},
        (f"{_DEAD}[0]", f"{_DEAD}[1]", f"{_DEAD}[2]"),
        {_DEAD: [_need("2026-03-02"), _need("2026-03-01", "2026-03-01")]},
    ),
    Case(
        "4014",
        {"1/CINdetails[1]/CINPlanDates": [_need("2025-09-29")]},
        ("1/CINdetails[1]/CINPlanDates",),
        {"1/CINdetails[1]/CINPlanDates": [_need("2025-09-30")]},
    ),
    Case("4015", {f"{_PLAN}/CINPlanStartDate": "2025-05-05"}, (_PLAN,), {f"{_PLAN}/CINPlanStartDate": "2025-05-06"}),
    Case("4016", {_DEAD: [_need("2025-11-09")]}, (_DEAD,), {_DEAD: [_need("2025-11-10")]}),
    Case(
        "4016",
        {f"{_PLAN}[1]": _need("2026-03-31")},
        (f"{_PLAN}[1]",),
        {f"{_PLAN}[1]": _need("2025-06-01", "2025-06-30")},
    ),
    Case("4017", {f"{_PLAN}/CINPlanEndDate": "2025-06-03"}, (_CPP,), {f"{_PLAN}/CINPlanEndDate": "2025-06-02"}),
    Case("4017", {_DEAD: [_need("2025-07-21")]}, (_ENDED,), {_DEAD: [_need("2025-07-22")]}),
    Case("8720", {f"{_CPP}/CPPstartDate": "2026-04-01"}, (_CPP,), {f"{_CPP}/CPPstartDate": "2026-03-31"}),
    Case("8720", {f"{_CPP}/CPPstartDate": None}, (_CPP,), {}, year=2018),
    Case("8730", {f"{_CPP}/NumberOfPreviousCPP": "-1"}, (_CPP,), {f"{_CPP}/NumberOfPreviousCPP": "12"}),
    Case("8840", {f"{_CPP}/CPPendDate": "2025-06-02"}, (_CPP,), {f"{_CPP}/CPPendDate": "2025-06-03"}),
    Case("8841", {_REVIEW: ["2025-06-02", "2025-08-20"]}, (f"{_REVIEW}[0]",), {_REVIEW: ["2025-06-03", "2025-08-20"]}),
    Case("8842Q", {_REVIEW: ["2025-08-20", "soon"]}, (f"{_REVIEW}[1]",), {_REVIEW: ["2025-08-20", "2025-08-20"]}),
    Case("8842Q", {f"{_CPP}/Reviews": {}}, (f"{_CPP}/Reviews",), {f"{_CPP}/Reviews": None}),
    Case("8905", {f"{_CPP}/InitialCategoryOfAbuse": "FIN"}, (_CPP,), {f"{_CPP}/InitialCategoryOfAbuse": "MUL"}),
    Case("8905", {f"{_CPP}/InitialCategoryOfAbuse": None}, (_CPP,), {}, year=2018),
    Case("8910", {f"{_CPP}/LatestCategoryOfAbuse": "neg"}, (_CPP,), {f"{_CPP}/LatestCategoryOfAbuse": "SAB"}),
    Case("8910", {f"{_CPP}/LatestCategoryOfAbuse": ""}, (_CPP,), {}, year=2018),
    Case("8915", {f"{_ENDED}/CPPstartDate": "2025-12-11"}, (_ENDED,), {f"{_ENDED}/CPPstartDate": "2025-12-10"}),
    Case("8920", {f"{_ENDED}/CPPendDate": "2025-12-11"}, (_ENDED,), {f"{_ENDED}/CPPendDate": "2025-12-10"}),
    Case("8925", {f"{_ENDED}/CPPendDate": "2025-07-20"}, (_ENDED,), {f"{_ENDED}/CPPendDate": "2025-07-21"}),
    Case("8930", {f"{_ENDED}/CPPendDate": "2026-04-01"}, (_ENDED,), {f"{_ENDED}/CPPendDate": "2026-03-31"}),
    Case("8930", {f"{_ENDED}/CPPendDate": "2025-03-31"}, (_ENDED,), {f"{_ENDED}/CPPendDate": "2025-04-01"}),
    Case(
        "8935",
        {f"{_CPP}[1]": _protection("2025-06-02")},
        (f"{_CPP}[0]", f"{_CPP}[1]"),
        {f"{_CPP}[1]": _protection("2025-06-02", "2025-06-09")},
    ),
    Case(
        "8940",
        {f"{_ENDED}[1]": _protection("2025-11-10", "2025-12-01")},
        (f"{_ENDED}[1]",),
        {f"{_ENDED}[1]": _protection("2025-11-11", "2025-12-01")},
    ),
    Case(
        "8940",
        {f"{_CPP}[1]": _protection("2025-06-02")},
        (f"{_CPP}[0]", f"{_CPP}[1]"),
        {f"{_CPP}[1]": _protection("2025-06-01", "2025-06-01")},
    ),
    Case("8940", {f"{_CPP}[1]": _protection("2026-03-31")}, (f"{_CPP}[1]",), {f"{_CPP}[1]": _protection("2026-04-01")}),
    Case("1105", {f"{_CPP}/CPPstartDate": "2025-05-05"}, (_CPP,), {f"{_CIN}[1]": _AFTER}),
    Case("2885", {f"{_CPP}/CPPstartDate": "2026-03-31"}, (_CPP,), {f"{_CPP}/CPPstartDate": "2026-04-01"}),
    # 4003 is about one case, 4016 and 4017 are about the child.
    Case(
        "4003",
        {f"{_PLAN}[1]": _need("2026-01-05")},
        (f"{_REVIEW}[1]",),
        {f"{_CIN}[1]": _AFTER | {"CINPlanDates": [_need("2026-01-05")]}},
    ),
    Case(
        "4003",
        {f"{_PLAN}[1]": _need("2025-05-10")},
        (f"{_REVIEW}[0]", f"{_REVIEW}[1]"),
        {f"{_CIN}[1]": _AFTER | {"CINPlanDates": [_need("2025-05-10")]}},
    ),
    # A short plan in the middle of a long one does not hide it.
    Case(
        "4016",
        {f"{_ENDED}[1]": _protection("2025-08-01", "2025-08-02"), _DEAD: [_need("2025-10-01")]},
        (_DEAD,),
        {f"{_ENDED}[1]": _protection("2025-08-01", "2025-08-02"), _DEAD: [_need("2025-11-10")]},
    ),
    Case("4016", {_DEAD: [_need("2025-07-21")]}, (_DEAD,), {_DEAD: [_need("2025-07-20")]}),
    Case("4016", {f"{_CIN}[1]": _AFTER | {"CINPlanDates": [_need("2026-01-05")]}}, (f"{_CIN}[1]/CINPlanDates",), {}),
    Case(
        "4017",
        {_DEAD: [_need("2025-07-08", "2025-08-01"), _need("2025-07-09", "2025-07-10")]},
        (_ENDED,),
        {_DEAD: [_need("2025-07-08", "2025-07-21"), _need("2025-07-09", "2025-07-10")]},
    ),
    Case(
        "4017",
        {_DEAD: [_need("2026-03-01")], f"{_ENDED}/CPPstartDate": "2026-03-31"},
        (_ENDED,),
        {_DEAD: [_need("2026-03-01")], f"{_ENDED}/CPPstartDate": "2026-04-01"},
    ),
    Case("8842Q", {_REVIEW: [""]}, (f"{_REVIEW}[0]",), {f"{_CPP}/CPPstartDate": None}),
)
