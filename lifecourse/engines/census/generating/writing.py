"""Writes an invented return as XML, child by child, in the order of the Department's schema of its year."""

from collections.abc import Iterable, Iterator
from datetime import date

from .people import Assessment, Case, Child, Enquiry, InNeedPlan, ProtectionPlan

# The old codes of the sexes, to 2024: 0 is not recorded or unborn.
_GENDER = {"M": "1", "F": "2", "U": "0"}


def pieces(children: Iterable[Child], *, year: int, lea: str) -> Iterator[str]:
    """The whole file in pieces, a child each. The moment it says it was made at is fixed: same seed, same bytes."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n <Header>\n'
        f"  <CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>\n"
        f"  <Source><SourceLevel>L</SourceLevel><LEA>{lea}</LEA><SoftwareCode>Lifecourse</SoftwareCode>"
        f"<Release>invented</Release><SerialNo>001</SerialNo><DateTime>{year}-05-01T09:00:00</DateTime></Source>\n"
        " </Header>\n <Children>\n"
    )
    for child in children:
        yield child_text(child, year=year)
    yield " </Children>\n</Message>\n"


def child_text(child: Child, *, year: int) -> str:
    """One child's entry."""
    sex = leaf("Sex", child.sex) if year >= 2025 else leaf("GenderCurrent", _GENDER[child.sex])
    disabilities = "".join(leaf("Disability", code) for code in child.disabilities)
    cases = "".join(_case(case, child.flags, year) for case in child.cases)
    return (
        "  <Child>\n   <ChildIdentifiers>\n"
        f"{leaf('LAchildID', child.child_id)}{leaf('UPN', child.upn)}{leaf('UPNunknown', child.upn_unknown)}"
        f"{leaf('PersonBirthDate', child.born)}{leaf('ExpectedPersonBirthDate', child.expected)}"
        f"{sex}{leaf('PersonDeathDate', child.died)}"
        f"   </ChildIdentifiers>{child.stray}\n   <ChildCharacteristics>\n{leaf('Ethnicity', child.ethnicity)}"
        f"{box('Disabilities', disabilities)}   </ChildCharacteristics>\n{cases}  </Child>\n"
    )


def leaf(name: str, value: date | str | int | None) -> str:
    """An element with its text on a line of its own; nothing for None and for no text."""
    return f"    <{name}>{value}</{name}>\n" if value is not None and value != "" else ""


def box(name: str, inside: str) -> str:
    """An element with elements in it; nothing if there are none."""
    return f"   <{name}>\n{inside}   </{name}>\n" if inside else ""


def _case(case: Case, flags: tuple[str, str], year: int) -> str:
    in_need = case.in_need_plans if year >= 2022 else ()
    return box(
        "CINdetails",
        leaf("CINreferralDate", case.referred)
        + leaf("ReferralSource", case.source)
        + leaf("PrimaryNeedCode", case.need)
        + leaf("CINclosureDate", case.closed)
        + leaf("ReasonForClosure", case.reason)
        + leaf("DateOfInitialCPC", case.transfer_conference)
        + "".join(_assessment(one) for one in case.assessments)
        + "".join(_in_need(one) for one in in_need)
        + "".join(_enquiry(one, flags) for one in case.enquiries)
        + leaf("ReferralNFA", flags[case.no_further_action])
        + "".join(_plan(one) for one in case.plans),
    )


def _assessment(one: Assessment) -> str:
    factors = box("FactorsIdentifiedAtAssessment", "".join(leaf("AssessmentFactors", code) for code in one.factors))
    return box(
        "Assessments",
        leaf("AssessmentActualStartDate", one.started) + leaf("AssessmentAuthorisationDate", one.authorised) + factors,
    )


def _in_need(one: InNeedPlan) -> str:
    return box("CINPlanDates", leaf("CINPlanStartDate", one.started) + leaf("CINPlanEndDate", one.ended))


def _enquiry(one: Enquiry, flags: tuple[str, str]) -> str:
    return box(
        "Section47",
        leaf("S47ActualStartDate", one.started)
        + leaf("InitialCPCtarget", one.target)
        + leaf("DateOfInitialCPC", one.conference)
        + leaf("ICPCnotRequired", flags[one.not_required]),
    )


def _plan(one: ProtectionPlan) -> str:
    reviews = box("Reviews", "".join(leaf("CPPreviewDate", day) for day in one.reviews))
    return box(
        "ChildProtectionPlans",
        leaf("CPPstartDate", one.started)
        + leaf("CPPendDate", one.ended)
        + leaf("InitialCategoryOfAbuse", one.first)
        + leaf("LatestCategoryOfAbuse", one.latest)
        + leaf("NumberOfPreviousCPP", one.previous)
        + reviews,
    )
