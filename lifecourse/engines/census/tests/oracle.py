"""The indicators once more, slowly: loops over children and dates, from the definitions alone, to compare with.

Nothing here is taken from the engine's SQL. Source: Department for Education, Characteristics of children in need
2017 to 2018, tables C4, D1, D3, D6, D7 and their notes; LAIT, items 15 to 19.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lifecourse.engines.census.generating.people import Child, ProtectionPlan
from lifecourse.engines.census.working_days import holidays

ONE = dt.timedelta(days=1)
IN_TIME, TWO_YEARS = 15, 24


# Counts of the oracle that plain SQL can say as well; the objects went through XML on the way to its tables.
PLAIN = {
    "open_at_end": "cpp, collection where start_date <= ends_on and end_date is null",
    "open_at_any_point": "cpp, collection where start_date <= ends_on and coalesce(end_date, ends_on) >= starts_on",
    "started": "cpp, collection where start_date between starts_on and ends_on",
    "started_again": "cpp, collection where start_date between starts_on and ends_on and previous_plans > 0",
    "ended": "cpp, collection where end_date between starts_on and ends_on",
    "conferences": """(
            select child_no, initial_cpc_date from section47
            union all
            select child_no, initial_cpc_date from cin where (child_no, initial_cpc_date) not in
                (select (child_no, initial_cpc_date) from section47 where initial_cpc_date is not null)
        ), collection where initial_cpc_date between starts_on and ends_on""",
}

# The indicators by their names, each with what of `Told` is its numerator and its denominator (None: the population).
SHARES: dict[str, tuple[str, str | None]] = {
    "icpc_rate_per_10000": ("conferences", None),
    "icpc_within_15_working_days_pct": ("conferences_in_time", "conferences"),
    "cpp_rate_per_10000": ("children_with_a_plan", None),
    "cpp_second_or_subsequent_pct": ("started_again", "started"),
    "cpp_repeat_within_2_years_pct": ("started_within_two_years", "started"),
    "cpp_ceased_rate_per_10000": ("ended", None),
    "cpp_ceased_within_3_months_pct": ("ended_within_three_months", "ended"),
    "cpp_reviews_in_timescale_count": ("reviews_in_time", None),
    "cpp_reviews_in_timescale_pct": ("reviews_in_time", "reviews_due"),
}


@dataclass
class Told:
    """What the oracle counts in one return; every share as its two counts."""

    conferences: int = 0
    conferences_in_time: int = 0
    open_at_end: int = 0
    children_with_a_plan: int = 0
    open_at_any_point: int = 0
    started: int = 0
    started_again: int = 0
    started_within_two_years: int = 0
    ended: int = 0
    ended_within_three_months: int = 0
    reviews_due: int = 0
    reviews_in_time: int = 0


def months_on(day: dt.date, months: int) -> dt.date:
    """So many calendar months on (or back, below 0), step by step; the month's last day if it has no such day."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        elif month == 0:
            year, month = year - 1, 12
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days come after the first day, up to and with the last."""
    count, day = 0, first
    while day < last:
        day += ONE
        if day.weekday() not in (5, 6) and day not in holidays():
            count += 1
    return count


def tell(children: Sequence[Child], year: int, history: Sequence[tuple[str, dt.date, dt.date | None]] = ()) -> Told:
    """Count one return. `history`: plans of other years, as child id, start and end."""
    starts, ends = dt.date(year - 1, 4, 1), dt.date(year, 3, 31)
    told = Told()
    for child in children:
        _conferences(told, child, starts, ends)
        plans = [(plan, case.closed) for case in child.cases for plan in case.plans]
        known = {(plan.started, plan.ended) for plan, _ in plans}
        known |= {(began, ended) for child_id, began, ended in history if child_id == child.child_id}
        for plan, closed in plans:
            _plan(told, plan, closed, known, starts, ends)
        still = any(plan.ended is None and plan.started <= ends for plan, _ in plans)
        # Nobody is a child from the 18th birthday on.
        told.children_with_a_plan += still and not (child.born is not None and months_on(child.born, 18 * 12) <= ends)
    return told


def _conferences(told: Told, child: Child, starts: dt.date, ends: dt.date) -> None:
    held: list[tuple[dt.date, dt.date]] = []
    of_enquiries: list[dt.date] = []
    for case in child.cases:
        for enquiry in case.enquiries:
            if enquiry.conference is not None:
                held.append((enquiry.started, enquiry.conference))
                of_enquiries.append(enquiry.conference)
    for case in child.cases:
        # One conference told at both levels is one conference (rule 2884).
        if case.transfer_conference is not None and case.transfer_conference not in of_enquiries:
            held.append((case.referred, case.transfer_conference))
    for clock, conference in held:
        if not starts <= conference <= ends:
            continue
        told.conferences += 1
        # One before its enquiry is in no band, but is counted.
        if clock <= conference and working_days_between(clock, conference) <= IN_TIME:
            told.conferences_in_time += 1


def _plan(
    told: Told,
    plan: ProtectionPlan,
    closed: dt.date | None,
    known: set[tuple[dt.date, dt.date | None]],
    starts: dt.date,
    ends: dt.date,
) -> None:
    if plan.started > ends:
        return
    if plan.ended is None:
        told.open_at_end += 1
        told.open_at_any_point += 1
        _reviews(told, plan, ends)
    elif starts <= plan.ended <= ends:
        told.open_at_any_point += 1
        told.ended += 1
        # One that ended after its case was closed is in the total and in no band.
        if plan.ended <= months_on(plan.started, 3) and not (closed is not None and closed < plan.ended):
            told.ended_within_three_months += 1
    if starts <= plan.started <= ends:
        told.started += 1
        if plan.previous > 0:
            told.started_again += 1
        if _again_within_two_years(plan, known):
            told.started_within_two_years += 1


def _again_within_two_years(plan: ProtectionPlan, known: set[tuple[dt.date, dt.date | None]]) -> bool:
    earlier = sorted((one for one in known if one[0] < plan.started), key=lambda one: one[0])
    if not earlier:
        return False
    ended = earlier[-1][1]
    return ended is not None and months_on(plan.started, -TWO_YEARS) <= ended < plan.started


def _reviews(told: Told, plan: ProtectionPlan, ends: dt.date) -> None:
    if months_on(plan.started, 3) > ends:
        return
    told.reviews_due += 1
    held = sorted(day for day in plan.reviews if plan.started < day <= ends)
    if not held or held[0] > months_on(plan.started, 3):
        return
    for one, following in zip(held, held[1:], strict=False):
        if following > months_on(one, 6):
            return
    if months_on(held[-1], 6) < ends:
        return
    told.reviews_in_time += 1


def looked_after(episodes: Iterable[Mapping[str, str]], year: int) -> int:
    """Children with an episode open at the end of 31 March, but for agreed series of short breaks (V3, V4).

    `episodes`: lines of the SSDA903 episodes file. Who left on 31 March is not looked after at its end.
    """
    ends, children = dt.date(year, 3, 31), set()
    for row in episodes:
        begun = dt.datetime.strptime(row["DECOM"], "%d/%m/%Y").date()  # noqa: DTZ007
        ended = dt.datetime.strptime(row["DEC"], "%d/%m/%Y").date() if row["DEC"] else None  # noqa: DTZ007
        if begun <= ends and (ended is None or ended > ends) and row["LS"] not in ("V3", "V4"):
            children.add(row["CHILD"])
    return len(children)
