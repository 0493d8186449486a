"""Cases of the rules about the return itself, the child's identifiers and its characteristics."""

from ..returns import child, upn
from .case import Case

_ID, _DISABILITY = "0/ChildIdentifiers", "0/ChildCharacteristics/Disabilities/Disability"
_HEADER = "Header/CollectionDetails"
_BLIND = {f"{number}/ChildIdentifiers/Sex": "U" for number in range(5)}


# Fifty children in all, of whom one is 2%.
_MORE = {str(number): child(3, LAchildID=f"B{number}") for number in range(5, 50)}
_MORE_BEFORE = {str(number): child(3, LAchildID=f"B{number}", GenderCurrent="9") for number in range(5, 50)}


def _alone(*codes: str | None) -> dict[str, object]:
    """The children's disabilities: a code each, in order; None for a child without any."""
    return {
        f"{number}/ChildCharacteristics/Disabilities": None if code is None else {"Disability": [code]}
        for number, code in zip((0, 1, 3, 4), codes, strict=True)
    }


CASES = (
    Case("100", {f"{_HEADER}/ReferenceDate": "2026-03-30"}, ("Header",), {}),
    Case("100", {f"{_HEADER}/Year": "2025"}, ("Header",), {f"{_HEADER}/Year": None}),
    Case("100", {f"{_HEADER}/ReferenceDate": "31/03/2026"}, ("Header",), {}),
    Case("100", {f"{_HEADER}/ReferenceDate": None}, ("Header",), {}, year=2019),
    Case("1510", {f"{_ID}/UPN": "A359201600001"}, ("0",), {f"{_ID}/UPN": upn("359201600002")}),
    # A temporary number: a letter at the end counts.
    Case("1510", {f"{_ID}/UPN": "A35920160000Z"}, ("0",), {f"{_ID}/UPN": upn("35920160000Z")}),
    Case(
        "1520",
        {f"{_ID}/UPN": upn("801201600012"), "4/ChildIdentifiers/UPN": upn("801201600012")},
        ("0", "4"),
        {f"{_ID}/UPN": upn("801201600012")},
    ),
    Case("1530", {f"{_ID}/UPN": upn("999201600001")}, ("0",), {f"{_ID}/UPN": upn("001201600001")}),
    Case("1530", {f"{_ID}/UPN": upn("943201600001")}, ("0",), {f"{_ID}/UPN": upn("941201600001")}, year=2023),
    Case("1530", {f"{_ID}/UPN": upn("944201600001")}, ("0",), {f"{_ID}/UPN": upn("943201600001")}, year=2024),
    Case("1540", {f"{_ID}/UPN": "A3592O1600001"}, ("0",), {f"{_ID}/UPN": "A35920160000Z"}),
    Case("1540", {f"{_ID}/UPN": "A3592016"}, ("0",), {f"{_ID}/UPN": None}),
    Case("1550", {f"{_ID}/UPN": "A35920160000S"}, ("0",), {f"{_ID}/UPN": "A35920160000T"}),
    Case("1550", {f"{_ID}/UPN": "A35920160000"}, ("0",), {f"{_ID}/UPN": None}),
    Case("1560Q", {f"{_ID}/FormerUPN": "S359201600001"}, ("0",), {f"{_ID}/FormerUPN": "T35920160000A"}),
    Case("1570", {f"{_ID}/LAchildID": "A" * 21}, ("0",), {f"{_ID}/LAchildID": "A" * 20}),
    Case("1580", {f"{_ID}/LAchildID": "A-0001"}, ("0",), {f"{_ID}/LAchildID": "aZ09"}),
    Case(
        "2886Q",
        {"0/ChildIdentifiers/Sex": "U"},
        ("",),
        # Not yet born, all of them: nobody is counted.
        _BLIND | {f"{number}/ChildIdentifiers/ExpectedPersonBirthDate": "2026-04-20" for number in range(5)},
    ),
    Case("2886Q", {"0/ChildIdentifiers/GenderCurrent": "0"}, ("",), {"0/ChildIdentifiers/GenderCurrent": "9"}, 2024),
    Case(
        "2887Q",
        {_DISABILITY: ["MOB", "HAND", "XXX"], "1/ChildCharacteristics/Disabilities/Disability": ["COMM", "LD", "HEAR"]},
        ("",),
        {_DISABILITY: ["MOB", "HAND", "PC"]},
    ),
    Case("2888Q", _alone("MOB", "HAND", "NONE", "AUT"), ("",), _alone("NONE", "NONE", "NONE", "NONE")),
    Case("4180", {f"{_ID}/Sex": "1"}, ("0",), {f"{_ID}/Sex": "U"}),
    Case("4180", {f"{_ID}/Sex": None}, ("0",), {}, year=2025),
    Case("4180", {f"{_ID}/GenderCurrent": "F"}, ("0",), {f"{_ID}/GenderCurrent": "9"}, year=2024),
    Case(
        "4220",
        {"0/ChildCharacteristics/Ethnicity": "WHIT"},
        ("0",),
        {"0/ChildCharacteristics/Ethnicity": "REFU"},
    ),
    Case("4220", {"1/ChildCharacteristics/Ethnicity": None}, ("1",), {}, year=2018),
    Case("8500", {f"{_ID}/LAchildID": ""}, ("0",), {f"{_ID}/LAchildID": "0"}),
    Case("8510", {f"{_ID}/LAchildID": "A0003"}, ("0", "2"), {f"{_ID}/LAchildID": "A0006"}),
    Case(
        "8520",
        {f"{_ID}/PersonBirthDate": "2026-04-01"},
        ("0",),
        {f"{_ID}/PersonBirthDate": "2026-03-31"},
    ),
    Case("8525Q", {f"{_ID}/PersonBirthDate": None}, ("0",), {}),
    Case(
        "8525Q",
        {f"{_ID}/ExpectedPersonBirthDate": "2026-04-20"},
        ("0",),
        {f"{_ID}/ExpectedPersonBirthDate": "2026-04-20", f"{_ID}/PersonBirthDate": None},
    ),
    Case(
        "8530Q",
        {"2/ChildIdentifiers/ExpectedPersonBirthDate": "2026-02-28"},
        ("2",),
        {"2/ChildIdentifiers/ExpectedPersonBirthDate": "2026-03-01"},
    ),
    Case(
        "8530Q",
        {"2/ChildIdentifiers/ExpectedPersonBirthDate": "2027-01-01"},
        ("2",),
        {"2/ChildIdentifiers/ExpectedPersonBirthDate": "2026-12-31"},
    ),
    Case(
        "8535Q",
        {"4/ChildIdentifiers/PersonDeathDate": "2011-01-19"},
        ("4",),
        {"4/ChildIdentifiers/PersonDeathDate": "2011-01-20"},
    ),
    Case(
        "8540",
        {_DISABILITY: ["MOB", "DEAF"]},
        (f"{_DISABILITY}[1]",),
        {"2/ChildCharacteristics/Disabilities": {"Disability": ["DEAF"]}},
    ),
    Case(
        "8540",
        {"0/ChildCharacteristics/Disabilities": None},
        ("0",),
        {"0/ChildCharacteristics/Disabilities": None, "0/CINdetails/ReferralNFA": "1"},
    ),
    Case(
        "8545Q",
        {"4/ChildIdentifiers/PersonDeathDate": "2026-04-01"},
        ("4",),
        {"4/ChildIdentifiers/PersonDeathDate": "2026-03-31"},
    ),
    Case("8590", {"0/CINdetails": []}, ("0",), {"1/CINdetails[1]": None}),
    Case(
        "8750",
        {"2/ChildIdentifiers/Sex": "F"},
        ("2",),
        {"2/ChildIdentifiers/Sex": "F", "2/ChildIdentifiers/PersonBirthDate": "2026-03-20"},
    ),
    Case("8750", {"2/ChildIdentifiers/GenderCurrent": "9"}, ("2",), {}, year=2024),
    # Five years old on 31 August 2025, and a day too young for it.
    Case(
        "8770Q",
        {"3/ChildIdentifiers/PersonBirthDate": "2020-08-31"},
        ("3",),
        {"3/ChildIdentifiers/PersonBirthDate": "2020-09-01"},
    ),
    Case("8770Q", {"1/ChildIdentifiers/UPNunknown": "UN8"}, ("1",), {"1/ChildIdentifiers/UPNunknown": "UN7"}),
    # Until the collection 2024 any reason would do.
    Case(
        "8770Q",
        {"1/ChildIdentifiers/UPNunknown": None, "1/ChildIdentifiers/PersonBirthDate": "2018-03-30"},
        ("1",),
        {"1/ChildIdentifiers/UPNunknown": None, "1/ChildIdentifiers/PersonBirthDate": "2018-03-31"},
        year=2024,
    ),
    Case("8770Q", {"1/ChildIdentifiers/UPNunknown": "UN8"}, ("1",), {"1/ChildIdentifiers/UPNunknown": "UN1"}, 2024),
    Case(
        "8772",
        {"1/ChildIdentifiers/UPNunknown": "UN7"},
        ("1",),
        {
            "1/ChildIdentifiers/UPNunknown": "UN7",
            "1/CINdetails": [{"CINreferralDate": "2025-11-03", "ReferralNFA": "1"}],
        },
    ),
    Case(
        "8775Q",
        {"0/ChildIdentifiers/PersonBirthDate": "2001-03-30"},
        ("0",),
        {"0/ChildIdentifiers/PersonBirthDate": "2001-03-31"},
    ),
    Case(
        "8775Q",
        {"5": child(3, LAchildID="A0006", PersonBirthDate="2000-07-01")},
        ("5",),
        {"5": child(3, LAchildID="A0006", PersonBirthDate="2000-07-02")},
    ),
    Case("8790", {_DISABILITY: ["NONE", "MOB"]}, (f"{_DISABILITY}[1]",), {_DISABILITY: ["NONE", "NONE"]}),
    Case(
        "8794",
        {_DISABILITY: ["MOB", "PC", "MOB"]},
        (f"{_DISABILITY}[0]", f"{_DISABILITY}[2]"),
        {_DISABILITY: ["COMM", "PC", "MOB"]},
    ),
    Case("1540", {f"{_ID}/UPN": "A35989980000"[:11]}, ("0",), {f"{_ID}/UPN": upn("359899800001")}),
    Case("2886Q", {f"{_ID}/Sex": None}, ("",), {f"{_ID}/Sex": "U"} | _MORE),
    Case("2886Q", {f"{_ID}/GenderCurrent": None}, ("",), {f"{_ID}/GenderCurrent": "0"} | _MORE_BEFORE, year=2024),
    Case(
        "8545Q",
        {"4/ChildIdentifiers/PersonDeathDate": "2025-03-31"},
        ("4",),
        {"4/ChildIdentifiers/PersonDeathDate": "2025-04-01"},
    ),
    # Without further action nobody asks.
    Case(
        "8770Q",
        {"1/ChildIdentifiers/UPNunknown": None},
        ("1",),
        {"1/ChildIdentifiers/UPNunknown": None, "1/CINdetails/ReferralNFA": "1"},
        year=2024,
    ),
)
