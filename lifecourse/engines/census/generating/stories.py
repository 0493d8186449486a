"""The stories that a return must know: each awkward case of counting, and the common ones in about their real shares.

A story gives a life whose dates keep every published rule that is an error. `STORIES` says how often each comes in a
thousand; the first children of a return are told one of each, so that a return of 60 has them all.
"""

import datetime as dt
from collections.abc import Callable

from .people import Case, Enquiry, InNeedPlan, Life
from .telling import DAY, Teller, months_after, weekday_from, working_days_after

Story = Callable[[Teller], Life]


# Referrals and children in need


def no_further_action(tell: Teller) -> Life:
    case = tell.case(tell.day(tell.starts, tell.ends))
    case.no_further_action = True
    if tell.likely(0.5):
        case.need = ""
    return Life([case])


def assessed_and_closed(tell: Teller) -> Life:
    """RC8, and from 2023 also RC9 where early help took over."""
    closed = tell.day(tell.starts, tell.ends)
    case = tell.case(closed - DAY * tell.chance.randrange(15, 62))
    case.closed, case.reason = closed, "RC9" if tell.early_help and tell.likely(0.3) else "RC8"
    start = case.referred + DAY * tell.chance.randrange(0, 6)
    one = tell.assessment(start, closed)
    one.factors = ["21"] if tell.likely(0.2) else one.factors
    case.assessments.append(one)
    return Life([case])


def in_need_open(tell: Teller) -> Life:
    case = tell.case(tell.day(tell.starts - DAY * 500, tell.ends))
    tell.assess(case)
    start = tell.day(case.referred + DAY * 20, case.referred + DAY * 70)
    if tell.year >= 2022 and start <= tell.ends:
        case.in_need_plans.append(InNeedPlan(start))
    return Life([case])


def in_need_closed(tell: Teller) -> Life:
    case = tell.case(tell.day(tell.starts - DAY * 500, tell.ends - DAY * 40))
    tell.close(case, case.referred + DAY * 30, reason=tell.one_of((("RC7", 90), ("RC3", 5), ("RC4", 3), ("RC6", 2))))
    tell.assess(case)
    assert case.closed
    start = tell.day(case.referred, case.closed - DAY)
    if tell.year >= 2022:
        case.in_need_plans.append(InNeedPlan(start, tell.day(max(start + DAY, tell.starts), case.closed)))
    return Life([case])


def several_cases(tell: Teller) -> Life:
    """Three entries of one child: a referral that led nowhere, one closed, and one that went to a plan."""
    first = tell.case(tell.day(tell.starts, tell.starts + DAY * 30))
    first.no_further_action, first.need = True, ""
    second = tell.case(first.referred + DAY * tell.chance.randrange(1, 20))
    tell.close(second, second.referred + DAY * 20, second.referred + DAY * 60)
    tell.assess(second)
    assert second.closed
    conference = tell.working_day(second.closed + DAY * 60, tell.ends - DAY * 10)
    third = tell.case_of(tell.enquiry(conference, wait=12))
    # One case may begin on the very day on which the last was closed.
    third.referred = second.closed if tell.likely(0.3) else third.referred
    third.plans.append(tell.plan(conference))
    return Life([first, second, third])


def young_adult(tell: Teller) -> Life:
    """A disabled young person of 18 to 24 is in need, but in no count of plans."""
    life = in_need_open(tell)
    life.cases[0].need = "N2"
    age = tell.chance.randrange(18, 24)
    life.born = tell.day(months_after(tell.ends, -12 * (age + 1)) + DAY, months_after(tell.ends, -12 * age))
    life.single = True
    return life


def unborn_in_need(tell: Teller) -> Life:
    expected = tell.day(tell.ends + DAY, tell.ends + DAY * 180)
    case = tell.case(tell.day(max(expected - DAY * 200, tell.starts), tell.ends))
    tell.assess(case)
    return Life([case], expected=expected, single=True)


def died(tell: Teller) -> Life:
    case = tell.case(tell.day(tell.starts - DAY * 200, tell.ends - DAY * 60))
    case.closed = death = tell.day(max(case.referred + DAY * 30, tell.starts), tell.ends)
    case.reason = "RC2"
    tell.assess(case)
    return Life([case], died=death, single=True)


# Enquiries


def enquiry_alone(tell: Teller) -> Life:
    """The enquiry found that no conference was needed; some start on a Saturday or a Sunday."""
    start = tell.day(tell.starts, tell.ends)
    case = tell.case_of(Enquiry(start, working_days_after(start, 15), not_required=True))
    if tell.likely(0.6) and case.referred < tell.ends - DAY * 90:
        case.assessments.clear()
        tell.close(case, case.referred + DAY * 60)
        tell.assess(case)
    return Life([case])


def enquiry_running(tell: Teller) -> Life:
    """Neither a conference nor the word that none is needed: it began shortly before the year's end."""
    start = working_days_after(tell.ends, -tell.chance.randrange(0, 15))
    return Life([tell.case_of(Enquiry(start, working_days_after(start, 15)))])


def two_enquiries_in_a_day(tell: Teller) -> Life:
    start = tell.working_day(tell.starts, tell.ends)
    one = Enquiry(start, working_days_after(start, 15), not_required=True)
    case = tell.case_of(one)
    case.enquiries.append(Enquiry(start, one.target, not_required=True))
    return Life([case])


# Conferences


def _at_conference(tell: Teller, conference: dt.date, wait: int | None = None, *, plan: bool = True) -> Life:
    case = tell.case_of(tell.enquiry(conference, wait))
    if plan:
        case.plans.append(tell.plan(conference))
    return Life([case])


def conference_without_plan(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(tell.starts, tell.ends), plan=False)


def conference_same_day(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(tell.starts, tell.ends), 0)


def conference_on_day_15(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(tell.starts, tell.ends), 15)


def conference_on_day_16(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(tell.starts, tell.ends), 16)


def conference_after_christmas(tell: Teller) -> Life:
    """Bank holidays in the count: with them forgotten it would be late."""
    return _at_conference(tell, tell.working_day(dt.date(tell.year, 1, 3), dt.date(tell.year, 1, 10)), 15)


def conference_after_easter_or_may(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(dt.date(tell.year - 1, 5, 9), dt.date(tell.year - 1, 5, 26)), 15)


def conference_on_monday(tell: Teller) -> Life:
    """The enquiry began on the Friday or at the weekend, the conference was on the next working day."""
    conference = tell.working_day(tell.starts + DAY * 10, tell.ends)
    conference = weekday_from(conference - DAY * conference.weekday())
    life = _at_conference(tell, conference, 1)
    if tell.likely(0.5) and life.cases[0].enquiries[0].started < conference - DAY:
        life.cases[0].enquiries[0].started = conference - DAY
    return life


def enquiry_before_the_year(tell: Teller) -> Life:
    """The enquiry began before 1 April, its conference was in the year."""
    return _at_conference(tell, weekday_from(tell.starts + DAY * tell.chance.randrange(0, 10)), 12)


def two_conferences(tell: Teller) -> Life:
    """The first conference made no plan, the second did: one child, two conferences."""
    first = tell.working_day(tell.starts, tell.starts + DAY * 200)
    case = tell.case_of(tell.enquiry(first))
    second = tell.working_day(first + DAY * 75, tell.ends - DAY)
    case.enquiries.append(tell.enquiry(second, wait=10))
    case.plans.append(tell.plan(second))
    return Life([case])


# Plans


def plan_of_the_year(tell: Teller) -> Life:
    return _at_conference(tell, tell.working_day(tell.starts, tell.ends))


def plan_of_last_day(tell: Teller) -> Life:
    return _at_conference(tell, weekday_from(tell.ends, back=True), 5)


def plan_of_first_day(tell: Teller) -> Life:
    return _at_conference(tell, weekday_from(tell.starts), 5)


def plan_begun_and_ended(tell: Teller) -> Life:
    """Begun and ended in the year, and the case closed; half of them within three months."""
    started = tell.working_day(tell.starts, tell.ends - DAY * 20)
    longest = months_after(started, 3) if tell.likely(0.5) else tell.ends
    ended = tell.day(started + DAY * 5, min(longest, tell.ends))
    case = tell.case_of(tell.enquiry(started))
    case.assessments.clear()
    case.plans.append(tell.plan(started, ended))
    if tell.likely(0.5):
        tell.close(case, ended)
    elif tell.year >= 2022:
        case.in_need_plans.append(InNeedPlan(ended))
    tell.assess(case)
    return Life([case])


def plan_ended_after_three_months(tell: Teller) -> Life:
    """On the very day three months after, or a day later: the edge of the first band."""
    started = tell.working_day(tell.starts, tell.ends - DAY * 100)
    case = tell.case_of(tell.enquiry(started))
    case.plans.append(tell.plan(started, months_after(started, 3) + DAY * tell.chance.randrange(0, 2), care="good"))
    return Life([case])


def _older_plan(tell: Teller, started: dt.date, ended: dt.date | None, care: str = "") -> Life:
    case = tell.case(started - DAY * tell.chance.randrange(10, 40))
    case.need = "N1"
    case.plans.append(tell.plan(started, ended, care=care))
    return Life([case])


def plan_from_before(tell: Teller) -> Life:
    return _older_plan(tell, tell.day(tell.starts - DAY * 700, tell.starts - DAY), None)


def plan_from_before_ended(tell: Teller) -> Life:
    ended = tell.day(tell.starts, tell.ends)
    life = _older_plan(tell, tell.day(ended - DAY * 900, tell.starts - DAY), ended)
    if tell.likely(0.5):
        tell.close(life.cases[0], ended)
    return life


def plan_of_two_years(tell: Teller) -> Life:
    """Around the edge of the longest band: more than 729 days, the day of the end included."""
    ended = tell.day(tell.starts, tell.ends)
    return _older_plan(tell, ended - DAY * tell.chance.randrange(727, 732), ended, "good")


def plan_ended_on_31_march(tell: Teller) -> Life:
    """It counts as ended, and is not open on that day."""
    return _older_plan(tell, tell.day(tell.starts - DAY * 300, tell.starts - DAY), tell.ends)


def plan_ended_on_1_april(tell: Teller) -> Life:
    return _older_plan(tell, tell.day(tell.starts - DAY * 300, tell.starts - DAY * 5), tell.starts)


def plan_three_months_old(tell: Teller) -> Life:
    """Three months old on 31 March, a day more or a day less: whether a review is due at all."""
    started = months_after(tell.ends, -3) + DAY * tell.chance.randrange(-2, 3)
    return _at_conference(tell, weekday_from(started, back=True), 9)


def plan_without_reviews(tell: Teller) -> Life:
    return _older_plan(tell, tell.day(tell.starts - DAY * 300, tell.starts - DAY), None, "missing")


def plan_with_late_review(tell: Teller) -> Life:
    return _older_plan(tell, tell.day(tell.starts - DAY * 300, tell.starts - DAY), None, "late")


def plan_of_clamped_months(tell: Teller) -> Life:
    """30 November and three months is the end of February; the review is on that day, or on the next and late."""
    life = _older_plan(tell, dt.date(tell.year - 2, 11, 30 - tell.chance.randrange(0, 2)), None, "missing")
    plan = life.cases[0].plans[0]
    review = months_after(plan.started, 3) + DAY * tell.chance.randrange(0, 2)
    # 31 August and six months is the end of February as well.
    plan.reviews = [review, dt.date(tell.year - 1, 8, 28), dt.date(tell.year, 2, 28)]
    return life


def repeat_plan(tell: Teller) -> Life:
    """A plan that ended in the year, and another soon after: the return says that one was before."""
    first_end = tell.day(tell.starts, tell.ends - DAY * 140)
    started = tell.working_day(first_end + DAY * 60, tell.ends - DAY * 10)
    case = tell.case(tell.starts - DAY * 200)
    case.need = "N1"
    case.plans.append(tell.plan(tell.starts - DAY * 150, first_end, previous=0))
    case.enquiries.append(tell.enquiry(started, wait=11))
    case.plans.append(tell.plan(started, previous=1))
    return Life([case])


def repeat_plan_not_said(tell: Teller) -> Life:
    """As above, but the return says that no plan was before: what it says is counted, and the doubt reported."""
    life = repeat_plan(tell)
    life.cases[0].plans[1].previous = 0
    return life


def second_plan_in_another_case(tell: Teller) -> Life:
    """Two plans that began in the year, in two cases."""
    first = tell.working_day(tell.starts, tell.starts + DAY * 60)
    case = tell.case_of(tell.enquiry(first))
    case.assessments.clear()
    ended = tell.day(first + DAY * 40, first + DAY * 90)
    case.plans.append(tell.plan(first, ended, previous=0))
    case.closed, case.reason = ended + DAY * 3, "RC7"
    tell.assess(case)
    second = tell.working_day(case.closed + DAY * 60, tell.ends)
    other = tell.case_of(tell.enquiry(second, wait=13))
    other.plans.append(tell.plan(second, previous=1))
    return Life([case, other])


def transfer_in(tell: Teller) -> Life:
    """Moved in under another authority's plan: no enquiry, the conference stands beside the case."""
    conference = tell.working_day(tell.starts, tell.ends)
    case = Case(working_days_after(conference, -tell.chance.randrange(3, 22)), source="5C", need="N1")
    case.transfer_conference = conference
    case.plans.append(tell.plan(conference, previous=0))
    return Life([case])


def transfer_out(tell: Teller) -> Life:
    """Moved away under a plan: it counts as ended."""
    ended = tell.day(tell.starts, tell.ends)
    life = _older_plan(tell, tell.day(tell.starts - DAY * 300, tell.starts - DAY), ended)
    life.cases[0].closed, life.cases[0].reason = ended, "RC5"
    return life


def unborn_with_plan(tell: Teller) -> Life:
    life = _at_conference(tell, tell.working_day(tell.ends - DAY * 60, tell.ends), 10)
    life.cases[0].plans[0].previous = 0
    life.expected = tell.day(tell.ends + DAY, tell.ends + DAY * 120)
    life.single = True
    return life


def born_under_a_plan(tell: Teller) -> Life:
    """The plan is older than the child."""
    conference = tell.working_day(tell.starts, tell.ends - DAY * 60)
    life = _at_conference(tell, conference)
    life.cases[0].plans[0].previous = 0
    life.born = tell.day(conference + DAY, conference + DAY * 60)
    life.single = True
    return life


STORIES: dict[Story, int] = {
    no_further_action: 120, assessed_and_closed: 230, in_need_open: 190, in_need_closed: 160, enquiry_alone: 90,
    plan_of_the_year: 40, plan_from_before: 30, plan_from_before_ended: 30, plan_begun_and_ended: 15,
    conference_without_plan: 10, enquiry_running: 4, enquiry_before_the_year: 2, conference_same_day: 2,
    conference_on_day_15: 4, conference_on_day_16: 4, conference_after_christmas: 2, conference_after_easter_or_may: 2,
    conference_on_monday: 2, two_enquiries_in_a_day: 2, two_conferences: 2, several_cases: 5, young_adult: 4,
    unborn_in_need: 6, unborn_with_plan: 3, born_under_a_plan: 3, died: 1, plan_of_last_day: 2, plan_of_first_day: 2,
    plan_ended_after_three_months: 2, plan_of_two_years: 3, plan_ended_on_31_march: 2, plan_ended_on_1_april: 2,
    plan_three_months_old: 2, plan_without_reviews: 2, plan_with_late_review: 3, plan_of_clamped_months: 1,
    repeat_plan: 3, repeat_plan_not_said: 1, second_plan_in_another_case: 1, transfer_in: 4, transfer_out: 4,
}  # fmt: skip
