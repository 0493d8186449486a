"""Spoils one thing in a child's entry: each way breaks a published rule or departs from the schema, and says which."""

from collections.abc import Callable, Sequence

from .people import Child, Enquiry, ProtectionPlan
from .telling import DAY, Teller

# Gives whether it could be done with this child. The key is the rule it breaks, or the departure it makes.
Fault = Callable[[Teller, Child], bool]


def spoil(tell: Teller, child: Child) -> None:
    """Spoil one thing: half the time the rarest that this child has, else whichever chance takes first."""
    faults = list(FAULTS.items())
    if tell.likely(0.5):
        tell.chance.shuffle(faults)
    for code, fault in faults:
        if fault(tell, child):
            child.fault = code
            return


def _plans(child: Child) -> Sequence[ProtectionPlan]:
    return [plan for case in child.cases for plan in case.plans]


def _conferences(child: Child) -> Sequence[Enquiry]:
    return [one for case in child.cases for one in case.enquiries if one.conference]


def conference_at_weekend(_: Teller, child: Child) -> bool:
    for one in _conferences(child):
        assert one.conference
        one.conference += DAY * (5 - one.conference.weekday())
    return bool(_conferences(child))


def closed_without_reason(_: Teller, child: Child) -> bool:
    closed = [case for case in child.cases if case.closed]
    for case in closed:
        case.reason = ""
    return bool(closed)


def plan_ended_after_closure(_: Teller, child: Child) -> bool:
    for case in child.cases:
        for plan in case.plans:
            if case.closed and plan.ended:
                case.closed = plan.ended - DAY
                return True
    return False


def conference_at_both_levels(_: Teller, child: Child) -> bool:
    for case in child.cases:
        for one in case.enquiries:
            if one.conference:
                case.transfer_conference = one.conference
                return True
    return False


def review_on_first_day(_: Teller, child: Child) -> bool:
    for plan in _plans(child):
        plan.reviews = [plan.started, *plan.reviews]
    return bool(_plans(child))


def plan_of_one_day(_: Teller, child: Child) -> bool:
    for plan in _plans(child):
        plan.ended, plan.reviews = plan.started, ()
    return bool(_plans(child))


def plan_not_at_conference(tell: Teller, child: Child) -> bool:
    for plan in _plans(child):
        if tell.starts < plan.started < tell.ends - DAY and plan.ended is None:
            plan.started += DAY
            return True
    return False


def referred_after_the_year(tell: Teller, child: Child) -> bool:
    child.cases[0].referred = tell.ends + DAY
    return True


def wrong_check_letter(_: Teller, child: Child) -> bool:
    if child.upn:
        child.upn = ("A" if child.upn[0] != "A" else "B") + child.upn[1:]
    return bool(child.upn)


def unknown_ethnicity(_: Teller, child: Child) -> bool:
    child.ethnicity = "ZZZZ"
    return True


def no_disability_and_one(_: Teller, child: Child) -> bool:
    if child.born:
        child.disabilities = ["NONE", "LD"]
    return bool(child.born)


def born_after_the_year(tell: Teller, child: Child) -> bool:
    if child.born:
        child.born = tell.ends + DAY
    return bool(child.born)


def flags_in_words(_: Teller, child: Child) -> bool:
    child.flags = ("false", "true")
    return True


def stray_text(_: Teller, child: Child) -> bool:
    child.stray = "n/a"
    return True


# The rarest first: what needs a plan, then what needs a conference, then what every child has.
FAULTS: dict[str, Fault] = {
    "8565": plan_ended_after_closure,
    "2885": plan_not_at_conference,
    "8841": review_on_first_day,
    "8840": plan_of_one_day,
    "2884": conference_at_both_levels,
    "8875": conference_at_weekend,
    "8805": closed_without_reason,
    "8600": referred_after_the_year,
    "1510": wrong_check_letter,
    "8790": no_disability_and_one,
    "8520": born_after_the_year,
    "unknown code": unknown_ethnicity,
    "true or false for 1 or 0": flags_in_words,
    "stray text": stray_text,
}
