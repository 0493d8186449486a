"""Small returns for Hypothesis: dates near every edge that a count has, and much that a valid return cannot hold."""

import datetime as dt

from hypothesis import strategies as st

from lifecourse.engines.census.generating.people import Case, Child, Enquiry, ProtectionPlan
from lifecourse.engines.census.tests.oracle import months_on

YEAR = 2018
STARTS, ENDS = dt.date(2017, 4, 1), dt.date(2018, 3, 31)
DAY = dt.timedelta(days=1)
# The year's own edges, a leap day, months that clamp, bank holidays, and three and six months before the end.
EDGES = [
    STARTS - DAY, STARTS, STARTS + DAY, ENDS - DAY, ENDS, dt.date(2016, 2, 29), dt.date(2017, 11, 30),
    dt.date(2017, 8, 31), dt.date(2017, 12, 22), dt.date(2017, 12, 25), dt.date(2017, 4, 13), dt.date(2017, 12, 31),
    dt.date(2018, 1, 1), dt.date(2017, 9, 30), dt.date(2017, 10, 1),
]  # fmt: skip
# 18 on the last day of the year, and on the day after.
BIRTHS = [dt.date(2010, 1, 1), dt.date(2000, 3, 31), dt.date(2000, 4, 1)]
days = st.one_of(st.sampled_from(EDGES), st.dates(dt.date(2015, 1, 1), ENDS))


@st.composite
def enquiries(draw: st.DrawFn) -> Enquiry:
    """Also a conference before its enquiry, at a weekend, in another year, or none."""
    started = draw(days)
    wait = draw(st.one_of(st.none(), st.integers(-3, 45), st.sampled_from([19, 20, 21, 22, 23])))
    return Enquiry(started, conference=None if wait is None else started + DAY * wait, not_required=draw(st.booleans()))


@st.composite
def days_after(draw: st.DrawFn, day: dt.date, months: list[int]) -> dt.date:
    """A later day: so many calendar months on or a day beside it, an edge, or any within two and a half years."""
    how = draw(st.sampled_from(["months", "edge", "any"]))
    if how == "months":
        return max(day + DAY, months_on(day, draw(st.sampled_from(months))) + DAY * draw(st.integers(-1, 1)))
    later = [edge for edge in EDGES if edge > day]
    if how == "edge" and later:
        return draw(st.sampled_from(later))
    return day + DAY * draw(st.integers(1, 900))


@st.composite
def plans_in_turn(draw: st.DrawFn) -> list[ProtectionPlan]:
    """Up to three plans of a child, one after the other, on the edges of three months, two years and the year."""
    made: list[ProtectionPlan] = []
    started = draw(days)
    for _ in range(draw(st.integers(0, 3))):
        if started > ENDS:
            break
        ended = draw(st.one_of(st.none(), days_after(started, [3, 6, 12, 24])))
        if ended is not None and ended > ENDS:
            ended = None
        reviews, held = [], started
        for number in range(draw(st.integers(0, 4))):
            held = draw(days_after(held, [6] if number else [3]))
            reviews.append(held)
        if draw(st.integers(0, 9)) == 0:
            reviews.insert(0, started)
        made.append(ProtectionPlan(started, ended, previous=draw(st.integers(0, 2)), reviews=reviews))
        if ended is None:
            if draw(st.integers(0, 4)) == 0 and started < ENDS:
                # A second one beside it, which is a fault (rule 8935), and one child all the same.
                made.append(ProtectionPlan(started + DAY, None, previous=len(made)))
            break
        started = draw(days_after(ended, [1, 24]))
    return made


@st.composite
def cases(draw: st.DrawFn, plans: list[ProtectionPlan]) -> Case:
    case = Case(draw(days), enquiries=draw(st.lists(enquiries(), max_size=2)), plans=plans)
    if draw(st.integers(0, 4)) == 0:
        case.transfer_conference = draw(days)
        if case.enquiries and draw(st.booleans()):
            case.transfer_conference = case.enquiries[0].conference
    ends = [plan.ended for plan in plans if plan.ended]
    if ends and draw(st.booleans()):
        # On the day, or the day before, which is a plan that ended after closure.
        case.closed, case.reason = max(ends) - DAY * draw(st.integers(0, 1)), "RC7"
    return case


@st.composite
def children(draw: st.DrawFn, number: int = 0) -> Child:
    plans = draw(plans_in_turn())
    cut = draw(st.integers(0, len(plans)))
    made = [draw(cases(plans[:cut])), draw(cases(plans[cut:]))]
    unborn = draw(st.booleans())
    return Child(
        child_id=f"T{number}",
        upn="",
        upn_unknown="UN1",
        born=None if unborn else draw(st.sampled_from(BIRTHS)),
        expected=dt.date(2018, 6, 1) if unborn else None,
        sex="U" if unborn else "F",
        died=None,
        ethnicity="WBRI",
        disabilities=["NONE"],
        cases=made,
    )


@st.composite
def returns(draw: st.DrawFn) -> list[Child]:
    """One to three children."""
    return [draw(children(number)) for number in range(draw(st.integers(1, 3)))]
