"""What must hold in every return, whatever is in it: on invented ones of 300 and 5,000 children, and the oracle itself.

50,000 are in `benchmarks/census.py`.
"""

import datetime as dt

import pytest

from lifecourse.engines.census import store
from lifecourse.engines.census.generating.making import make_children
from lifecourse.engines.census.generating.people import Case, Child, Enquiry, ProtectionPlan
from lifecourse.engines.census.generating.writing import pieces
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.census.tests.oracle import PLAIN, Told, looked_after, months_on, tell, working_days_between


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def child(*cases: Case) -> Child:
    return Child("T1", "", "UN1", day("2010-01-01"), None, "F", None, "WBRI", ["NONE"], list(cases))


def plan(started: str, ended: str | None = None, *, reviews: tuple[str, ...] = (), previous: int = 0) -> Case:
    one = ProtectionPlan(day(started), ended and day(ended), previous=previous, reviews=[day(one) for one in reviews])
    return Case(day(started), plans=[one])


def conference(started: str, held: str) -> Case:
    return Case(day(started), enquiries=[Enquiry(day(started), conference=day(held))])


@pytest.mark.parametrize(("children", "year"), [(300, 2018), (300, 2026), (5_000, 2024)])
def test_at_any_point_is_ended_and_open_and_the_tables_agree(tmp_path, children, year):
    made = list(make_children(children, year, 11))
    told = tell(made, year)
    assert told.open_at_any_point == told.ended + told.open_at_end
    assert told.started_again <= told.started <= told.conferences
    assert 0 < told.started_within_two_years < told.started
    assert 0 < told.ended_within_three_months < told.ended
    assert 0 < told.reviews_in_time < told.reviews_due <= told.open_at_end
    assert 0 < told.conferences_in_time < told.conferences
    (tmp_path / "x.xml").write_text("".join(pieces(made, year=year, lea="999")), encoding="utf-8")
    with store.opened() as db:
        read_return(db, tmp_path / "x.xml")
        for name, sql in PLAIN.items():
            assert db.execute(f"select count(*) from {sql}").fetchone() == (getattr(told, name),), name


def test_a_plan_too_many_breaks_the_invariant():
    """Control: a plan that ended in another year is at no point in this one, and one that is not counted shows."""
    told = tell([child(plan("2016-01-01", "2017-03-31"))], 2018)
    assert told == Told()
    told = tell([child(plan("2017-05-01"))], 2018)
    told.ended += 1
    assert told.open_at_any_point != told.ended + told.open_at_end


@pytest.mark.parametrize(
    ("started", "held", "counted", "in_time"),
    [
        ("2017-06-05", "2017-06-26", 1, 1),  # the 15th working day
        ("2017-06-05", "2017-06-27", 1, 0),  # the 16th
        ("2017-12-11", "2018-01-04", 1, 1),  # Christmas, Boxing Day and New Year are no working days
        ("2017-12-11", "2018-01-05", 1, 0),
        ("2017-06-05", "2017-06-05", 1, 1),  # the same day
        ("2017-06-06", "2017-06-05", 1, 0),  # before its enquiry: counted, in no band
        ("2017-03-20", "2017-04-03", 1, 1),  # the enquiry was before the year
        ("2017-03-20", "2017-03-31", 0, 0),
        ("2018-03-20", "2018-03-31", 1, 1),
        ("2018-03-20", "2018-04-03", 0, 0),
    ],
)
def test_the_oracle_counts_conferences_as_worked_by_hand(started, held, counted, in_time):
    told = tell([child(conference(started, held))], 2018)
    assert (told.conferences, told.conferences_in_time) == (counted, in_time)


def test_the_oracle_knows_who_moved_in_and_counts_no_conference_twice():
    moved = Case(day("2017-06-05"), transfer_conference=day("2017-06-26"))
    assert tell([child(moved)], 2018).conferences_in_time == 1
    both = conference("2017-06-05", "2017-06-26")
    both.transfer_conference = day("2017-06-26")
    assert tell([child(both)], 2018).conferences == 1
    assert tell([child(conference("2017-06-05", "2017-06-26"), conference("2017-06-05", "2017-06-26"))], 2018) == Told(
        conferences=2, conferences_in_time=2
    )


@pytest.mark.parametrize(
    ("started", "reviews", "due", "in_time"),
    [
        ("2017-11-30", ("2018-02-28",), 1, 1),  # three months from 30 November is the end of February
        ("2017-11-30", ("2018-03-01",), 1, 0),
        ("2018-01-01", (), 0, 0),  # not three months old
        ("2017-12-31", (), 1, 0),  # three months old on the day, and none held
        ("2017-12-31", ("2018-03-31",), 1, 1),
        ("2017-04-03", ("2017-06-30", "2017-12-29"), 1, 1),
        ("2017-04-03", ("2017-06-30", "2017-12-31"), 1, 0),  # six months and a day
        ("2017-04-03", ("2017-06-30", "2017-09-29"), 1, 0),  # the next was due on 29 March
        ("2017-04-03", ("2017-06-30", "2017-09-30"), 1, 0),
        ("2017-04-03", ("2017-04-03", "2017-06-30", "2017-12-29"), 1, 1),  # one on the first day is none
        ("2017-04-03", ("2017-06-30", "2017-12-29", "2018-04-05"), 1, 1),  # what is after the year is not looked at
    ],
)
def test_the_oracle_counts_reviews_as_worked_by_hand(started, reviews, due, in_time):
    told = tell([child(plan(started, reviews=reviews))], 2018)
    assert (told.reviews_due, told.reviews_in_time) == (due, in_time)


def test_the_oracle_counts_plans_as_worked_by_hand():
    assert tell([child(plan("2017-05-01", "2018-03-31"))], 2018) == Told(started=1, ended=1, open_at_any_point=1)
    assert tell([child(plan("2017-05-01", "2017-08-01"))], 2018).ended_within_three_months == 1
    assert tell([child(plan("2017-05-01", "2017-08-02"))], 2018).ended_within_three_months == 0
    after = plan("2017-05-01", "2017-08-01")
    after.closed = day("2017-07-31")
    assert (tell([child(after)], 2018).ended, tell([child(after)], 2018).ended_within_three_months) == (1, 0)
    again = child(plan("2017-05-01", "2017-08-01"), plan("2017-12-01", previous=1))
    assert tell([again], 2018) == Told(
        started=2, started_again=1, started_within_two_years=1, ended=1, ended_within_three_months=1, open_at_end=1,
            children_with_a_plan=1,
        open_at_any_point=2, reviews_due=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ended", "within"),
    [("2015-12-01", True), ("2015-11-30", False), ("2017-11-30", True), ("2017-12-01", False), (None, False)],
)
def test_the_oracle_looks_two_years_back_over_other_returns(ended, within):
    history = [("T1", day("2014-01-01"), ended and day(ended)), ("T2", day("2014-01-01"), day("2017-01-01"))]
    assert tell([child(plan("2017-12-01"))], 2018, history).started_within_two_years == within


def test_months_and_working_days_of_the_oracle():
    assert months_on(day("2020-02-29"), -24) == day("2018-02-28")
    assert months_on(day("2017-11-30"), 3) == day("2018-02-28")
    assert working_days_between(day("2018-03-29"), day("2018-04-03")) == 1


def test_the_oracle_counts_the_looked_after_as_worked_by_hand():
    def row(child_id: str, begun: str, ended: str = "", status: str = "C2") -> dict[str, str]:
        return {"CHILD": child_id, "DECOM": begun, "DEC": ended, "LS": status}

    rows = [
        row("A", "01/05/2016", "14/08/2017"), row("A", "14/08/2017"), row("A", "31/03/2018"),  # one child
        row("B", "31/03/2018"),  # from that day
        row("C", "01/04/2018"), row("D", "01/05/2016", "31/03/2018"),  # not yet, no more
        row("E", "01/05/2016", "01/04/2018"),
        row("F", "01/05/2016", status="V4"), row("G", "01/05/2016", status="V3"),  # short breaks
    ]  # fmt: skip
    assert looked_after(rows, 2018) == 3
