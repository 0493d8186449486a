"""Cases of the rules about section 47 enquiries and initial child protection conferences."""

from .case import Case

_CIN, _S47 = "0/CINdetails", "0/CINdetails/Section47"
_HELD = f"{_S47}/DateOfInitialCPC"
_BESIDE, _STARTED = "4/CINdetails/DateOfInitialCPC", f"{_CIN}/ChildProtectionPlans/CPPstartDate"
_AFTER = {"CINreferralDate": "2026-01-05", "ReferralSource": "6", "ReferralNFA": "1"}
_WAITING = {"S47ActualStartDate": "2026-03-24", "ICPCnotRequired": "0"}
_NEEDLESS = {"S47ActualStartDate": "2026-03-24", "ICPCnotRequired": "1"}


def _waiting(start: str) -> dict[str, object]:
    """An enquiry that still waits for its conference, in a case with nothing else."""
    return {"2/CINdetails/Section47": [{"S47ActualStartDate": start, "ICPCnotRequired": "0"}]}


_ITS = "2/CINdetails/Section47"
_IN_TWO = {_ITS: [_WAITING], "2/CINdetails[1]": {"CINreferralDate": "2026-03-24", "Section47": [_WAITING]}}
CASES = (
    Case("1104", {f"{_CIN}/CINreferralDate": "2025-06-03"}, (_S47,), {f"{_CIN}/CINreferralDate": "2025-06-02"}),
    Case(
        "1104",
        {"4/CINdetails/DateOfInitialCPC": "2025-07-07"},
        ("4/CINdetails",),
        {"4/CINdetails/DateOfInitialCPC": "2025-07-08"},
    ),
    Case("2883", {_HELD: "2026-04-01"}, ("",), {_HELD: "2026-03-31"}),
    Case("2884", {f"{_CIN}/DateOfInitialCPC": "2025-06-02"}, (_S47,), {f"{_CIN}/DateOfInitialCPC": "2025-06-03"}),
    Case("2889", {f"{_S47}/S47ActualStartDate": "2025-05-05"}, (_S47,), {f"{_S47}/S47ActualStartDate": "2025-05-06"}),
    Case("8615", {f"{_S47}/S47ActualStartDate": "2025-06-03"}, (_S47,), {f"{_S47}/S47ActualStartDate": "2025-06-02"}),
    Case("8615", {f"{_S47}/S47ActualStartDate": None}, (_S47,), {f"{_S47}/S47ActualStartDate": None, _HELD: None}),
    # The 15th working day before 31 March 2026 was 10 March.
    Case("8675Q", _waiting("2026-03-09"), (_ITS,), _waiting("2026-03-10")),
    Case("8715", {_HELD: "2025-03-31"}, (_S47,), {_HELD: "2025-04-01"}),
    Case(
        "8715",
        {"4/CINdetails/DateOfInitialCPC": "2026-04-01"},
        ("4/CINdetails",),
        {"4/CINdetails/DateOfInitialCPC": "2026-03-31"},
    ),
    Case("8740", _waiting("2025-03-31"), (_ITS,), _waiting("2025-04-01")),
    Case(
        "8740",
        _waiting("2026-04-01"),
        (_ITS,),
        {f"{_ITS}": [{"S47ActualStartDate": "2026-04-01", "ICPCnotRequired": "1"}]},
    ),
    Case("8839", {_ITS: [_WAITING, _WAITING]}, (f"{_ITS}[0]", f"{_ITS}[1]"), {_ITS: [_WAITING, _NEEDLESS]}),
    Case(
        "8868",
        {"1/CINdetails/Section47/ICPCnotRequired": "0"},
        ("1/CINdetails/Section47",),
        {"1/CINdetails/Section47/ICPCnotRequired": "0", "1/CINdetails/Section47/DateOfInitialCPC": "2025-04-28"},
    ),
    Case("8870Q", {f"{_S47}/InitialCPCtarget": "2025-05-31"}, (_S47,), {f"{_S47}/InitialCPCtarget": "2025-05-26"}),
    Case("8875", {_HELD: "2025-06-01"}, (_S47,), {_HELD: "2025-05-26"}),
    Case(
        "8875",
        {"4/CINdetails/DateOfInitialCPC": "2025-07-19"},
        ("4/CINdetails",),
        {"4/CINdetails/DateOfInitialCPC": "2025-07-18"},
    ),
    Case(
        "8890",
        {f"{_S47}[1]": _NEEDLESS | {"S47ActualStartDate": "2025-06-02"}},
        (f"{_S47}[1]",),
        {f"{_S47}[1]": _NEEDLESS},
    ),
    Case("8890", {_ITS: [_WAITING, _WAITING]}, (f"{_ITS}[0]", f"{_ITS}[1]"), {_ITS: [_NEEDLESS, _NEEDLESS]}),
    # Only the case's own dates count, not those of another case of the child.
    Case("1104", {_HELD: "2025-05-05"}, (_S47,), {f"{_CIN}[1]": _AFTER}),
    Case("2883", {_HELD: "2025-03-31"}, ("",), {_HELD: "2025-03-31", _STARTED: "2025-03-31"}),
    Case("2883", {_HELD: None}, ("",), {_HELD: None, _STARTED: "2026-04-01"}),
    Case("8715", {_HELD: "2026-04-01"}, (_S47,), {_HELD: "2026-03-31"}),
    Case("8715", {_BESIDE: "2025-03-31"}, ("4/CINdetails",), {_BESIDE: "2025-04-01"}),
    Case("8839", {_ITS: [_WAITING, _WAITING]}, (f"{_ITS}[0]", f"{_ITS}[1]"), _IN_TWO),
    Case(
        "8868",
        {"1/CINdetails/Section47/ICPCnotRequired": None},
        ("1/CINdetails/Section47",),
        {"1/CINdetails[1]/Section47": [_WAITING]},
    ),
    Case("8870Q", {f"{_S47}/InitialCPCtarget": "2025-06-01"}, (_S47,), {f"{_S47}/InitialCPCtarget": "2025-05-30"}),
    Case("8875", {_HELD: "2025-05-31"}, (_S47,), {_HELD: "2025-05-30"}),
    Case("8890", {_ITS: [_WAITING, _NEEDLESS]}, (f"{_ITS}[1]",), _IN_TWO),
)
