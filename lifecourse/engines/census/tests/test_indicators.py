"""Each trap of the indicators on a return of one or two children, with what a naive count would say beside it."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from lifecourse.engines.census import command, store
from lifecourse.engines.census.generating.people import Case, Child, Enquiry, ProtectionPlan
from lifecourse.engines.census.generating.writing import pieces
from lifecourse.engines.census.indicators.computing import Computed, compute, who
from lifecourse.engines.census.indicators.invariants import invariants
from lifecourse.engines.census.population import Population
from lifecourse.engines.census.problem import BadInput
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.figures.value import Kind

YEAR = 2018


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def child(*cases: Case, name: str = "T1", born: str | None = "2010-01-01") -> Child:
    expected = None if born else day("2018-06-01")
    return Child(name, "", "UN1", born and day(born), expected, "F", None, "WBRI", ["NONE"], list(cases))


def plan(started: str, ended: str | None = None, *, reviews: Iterable[str] = (), previous: int = 0, **case) -> Case:
    made = ProtectionPlan(day(started), ended and day(ended), previous=previous, reviews=[day(one) for one in reviews])
    return Case(day(started), plans=[made], **case)


def conference(began: str, held: str, *more: tuple[str, str], **case) -> Case:
    asked = [(began, held), *more]
    return Case(day(began), enquiries=[Enquiry(day(one), conference=day(two)) for one, two in asked], **case)


@contextmanager
def read(folder: Path, *returns: tuple[int, list[Child]]):
    with store.opened() as db:
        for number, (year, children) in enumerate(returns, start=1):
            path = folder / f"{year}.xml"
            path.write_text("".join(pieces(children, year=year, lea="999")), encoding="utf-8")
            read_return(db, path, file_no=number)
        yield db


def counts(folder: Path, *children: Child, **conventions: str) -> Mapping[str, tuple[int | None, int | None]]:
    with read(folder, (YEAR, list(children))) as db:
        return {one.indicator: (one.numerator, one.denominator) for one in compute(db, conventions=conventions)}


IN_TIME = "icpc_within_15_working_days_pct"


@pytest.mark.parametrize(
    ("began", "held", "in_time"),
    [
        # Christmas Day, Boxing Day and New Year's Day are no working days: without them it would be late on 11 January.
        ("2017-12-20", "2018-01-15", 1),
        ("2017-12-20", "2018-01-16", 0),
        ("2017-06-01", "2017-06-22", 1),
        ("2017-06-01", "2017-06-23", 0),
        # The same day is day 0; before its enquiry is in no band and stays in the denominator; begun on a Saturday.
        ("2017-06-01", "2017-06-01", 1),
        ("2017-06-02", "2017-06-01", 0),
        ("2017-06-03", "2017-06-23", 1),
        ("2017-06-03", "2017-06-26", 0),
    ],
)
def test_fifteen_working_days_from_the_day_after_the_enquiry_began(tmp_path, began, held, in_time):
    assert counts(tmp_path, child(conference(began, held)))[IN_TIME] == (in_time, 1)


def test_counting_the_first_day_as_one_makes_the_last_day_late(tmp_path):
    made = child(conference("2017-06-01", "2017-06-22"))
    assert counts(tmp_path, made, first_working_day="1")[IN_TIME] == (0, 1)
    assert counts(tmp_path, made)[IN_TIME] == (1, 1)


def test_a_child_who_moved_in_has_a_conference_and_its_clock_runs_from_the_referral(tmp_path):
    late = child(Case(day("2017-05-01"), transfer_conference=day("2017-06-01")))
    soon = child(Case(day("2017-05-20"), transfer_conference=day("2017-06-01")), name="T2")
    assert counts(tmp_path, late, soon)[IN_TIME] == (1, 2)


def test_a_conference_told_at_both_levels_is_one_and_two_conferences_are_two(tmp_path):
    both = child(conference("2017-06-01", "2017-06-20", transfer_conference=day("2017-06-20")))
    assert counts(tmp_path, both)["icpc_rate_per_10000"][0] == 1
    twice = child(conference("2017-06-01", "2017-06-20", ("2017-10-02", "2017-10-12")))
    assert counts(tmp_path, twice)["icpc_rate_per_10000"][0] == 2
    other_day = child(conference("2017-06-01", "2017-06-20", transfer_conference=day("2017-06-21")))
    assert counts(tmp_path, other_day)["icpc_rate_per_10000"][0] == 2


def test_an_unborn_child_counts_like_any_other(tmp_path):
    unborn = child(conference("2018-02-01", "2018-02-10"), plan("2018-02-10"), born=None)
    told = counts(tmp_path, unborn)
    assert (told["icpc_rate_per_10000"][0], told["cpp_rate_per_10000"][0]) == (1, 1)


def test_a_plan_that_ended_on_31_march_has_ended_also_when_the_child_moved_away(tmp_path):
    gone = child(plan("2017-05-01", "2018-03-31", closed=day("2018-03-31"), reason="RC5"))
    told = counts(tmp_path, gone, child(plan("2017-05-01"), name="T2"))
    assert (told["cpp_rate_per_10000"][0], told["cpp_ceased_rate_per_10000"][0]) == (1, 1)


def test_a_child_with_two_open_plans_is_one_child_and_who_is_18_is_none(tmp_path):
    twice = child(plan("2017-05-01"), plan("2017-06-01"))
    adult = child(plan("2017-05-01"), name="T2", born="2000-03-31")
    nearly = child(plan("2017-05-01"), name="T3", born="2000-04-01")
    assert counts(tmp_path, twice, adult, nearly)["cpp_rate_per_10000"] == (2, None)


def test_three_months_are_clamped_to_the_months_last_day(tmp_path):
    # 30 November + 3 months is 28 February 2018, which has no 30th.
    in_band = child(plan("2017-11-30", "2018-02-28"))
    beyond = child(plan("2017-11-30", "2018-03-01"), name="T2")
    assert counts(tmp_path, in_band, beyond)["cpp_ceased_within_3_months_pct"] == (1, 2)


def test_a_plan_that_ended_after_its_case_closed_is_in_the_total_and_in_no_band(tmp_path):
    odd = child(plan("2017-05-01", "2017-06-01", closed=day("2017-05-31"), reason="RC7"))
    assert counts(tmp_path, odd)["cpp_ceased_within_3_months_pct"] == (0, 1)


@pytest.mark.parametrize(
    ("started", "reviews", "in_time"),
    [
        ("2017-06-01", ["2017-09-01", "2018-02-28"], (1, 1)),
        ("2017-06-01", ["2017-09-02", "2018-02-28"], (0, 1)),  # the first a day late
        ("2017-06-01", ["2017-09-01", "2018-03-02"], (0, 1)),  # the second a day late
        ("2017-06-01", ["2017-09-01"], (0, 1)),  # the next was due on 1 March
        ("2017-06-01", ["2017-06-01", "2017-09-04"], (0, 1)),  # on the first day is none
        ("2017-06-01", [], (0, 1)),
        ("2017-12-31", [], (0, 1)),  # three months on the very 31 March
        ("2018-01-01", [], (0, 0)),  # has not run three months yet
        ("2017-11-30", ["2018-02-28"], (1, 1)),
    ],
)
def test_reviews_are_in_time_when_all_are(tmp_path, started, reviews, in_time):
    told = counts(tmp_path, child(plan(started, reviews=reviews)))
    assert told["cpp_reviews_in_timescale_pct"] == in_time
    assert told["cpp_reviews_in_timescale_count"] == (in_time[0], None)


def test_by_days_the_first_review_may_be_late_that_by_months_is_not(tmp_path):
    made = child(plan("2017-06-01", reviews=["2017-09-01", "2018-02-28"]))
    assert counts(tmp_path, made, review_convention="days")["cpp_reviews_in_timescale_pct"] == (0, 1)


def test_earlier_plans_are_what_the_return_says(tmp_path):
    told = counts(tmp_path, child(plan("2017-06-01", previous=1)), child(plan("2017-06-01"), name="T2"))
    assert told["cpp_second_or_subsequent_pct"] == (1, 2)


def test_within_two_years_is_not_available_where_plans_are_not_known_so_far_back(tmp_path):
    with read(tmp_path, (YEAR, [child(plan("2017-06-01", previous=1))])) as db:
        one = _only(compute(db), "cpp_repeat_within_2_years_pct")
    assert one.value.kind is Kind.UNAVAILABLE and one.numerator is None and "2015-04-01" in one.note


@pytest.mark.parametrize(("ended", "inside"), [("2015-06-01", 1), ("2015-05-31", 0), ("2016-02-01", 1)])
def test_within_two_years_from_the_returns_of_the_years_before(tmp_path, ended, inside):
    earlier = [child(plan("2015-04-02", ended))]
    nobody = [child(plan("2016-05-01"), name="T9")]
    of_year = 2016 if ended > "2016-03-31" else 2016 if ended > "2015-03-31" else 2015
    with read(tmp_path, (of_year, earlier), (2017, nobody), (2018, [child(plan("2017-06-01", previous=1))])) as db:
        one = next(
            each for each in compute(db) if (each.indicator, each.year) == ("cpp_repeat_within_2_years_pct", 2018)
        )
    assert (one.numerator, one.denominator) == (inside, 1)
    with read(tmp_path, (of_year, earlier), (2017, nobody), (2018, [child(plan("2017-06-01"), name="T2")])) as db:
        other = [each for each in compute(db) if (each.indicator, each.year) == (one.indicator, 2018)]
    assert other[0].numerator == 0  # the control: the earlier plan is another child's


def test_of_a_plan_that_several_returns_tell_of_the_latest_is_right(tmp_path):
    # Open in the return of 2016, ended in that of 2017: were the first taken, the earlier plan would have no end.
    open_yet, ended = child(plan("2015-06-01")), child(plan("2015-06-01", "2016-06-01"))
    with read(tmp_path, (2016, [open_yet]), (2017, [ended]), (2018, [child(plan("2017-06-01", previous=1))])) as db:
        assert [(one.in_numerator, one.reason) for one in who(db, "cpp_repeat_within_2_years_pct", file_no=3)] == [
            (True, "the earlier plan ended on 2016-06-01")
        ]
    # An end that the latest return took back: whatever the earlier one said, the plan has none.
    with read(tmp_path, (2016, [child(plan("2015-06-01", "2016-03-01"))]), (2017, [open_yet]), (2018, [ended])) as db:
        db.execute("update cpp set end_date = null where file_no = 3")
        db.execute("insert into cpp by name select 3 as file_no, child_no, cin_no, 99 as cpp_no, 9 as line,"
                   " date '2017-06-01' as start_date from cin where file_no = 3")  # fmt: skip
        told = [(one.in_numerator, one.reason) for one in who(db, "cpp_repeat_within_2_years_pct", file_no=3)]
    assert told == [(False, "the earlier plan has no end")]


def test_a_plan_in_hand_stands_over_what_was_kept_of_it(tmp_path):
    again = child(plan("2016-05-02", "2016-12-01"), plan("2017-06-01", previous=1))
    with read(tmp_path, (2017, [again]), (2018, [child(plan("2017-06-01", previous=1))])) as db:
        db.execute(
            "create table earlier_plan "
            "(la_child_id varchar, lea varchar, start_date date, end_date date, reaches_back_to date)"
        )
        db.execute("insert into earlier_plan values ('T1', '999', '2016-05-02', null, '2014-04-01')")
        assert [one.reason for one in who(db, "cpp_repeat_within_2_years_pct", file_no=2)] == [
            "the earlier plan ended on 2016-12-01"
        ]


def test_who_within_two_years_is_refused_where_it_cannot_be_known(tmp_path):
    made = (YEAR, [child(plan("2017-06-01", previous=1))])
    with read(tmp_path, made) as db, pytest.raises(BadInput, match="plans are known from 2017-04-01 only"):
        list(who(db, "cpp_repeat_within_2_years_pct"))


def test_two_returns_of_one_authority_and_year_are_refused(tmp_path):
    one = [child(plan("2017-06-01"))]
    with read(tmp_path, (2017, one), (2018, one)) as db:
        db.execute("insert into collection select 3, year, starts_on, ends_on, lea from collection where file_no = 1")
        with pytest.raises(BadInput, match="Two of the returns are of 2017"):
            compute(db)
        # The control: another authority's return of the same year is no second one.
        db.execute("update collection set lea = '998' where file_no = 3")
        assert compute(db)


def test_nothing_to_be_a_share_of_is_not_nothing(tmp_path):
    with read(tmp_path, (YEAR, [child(Case(day("2017-06-01")))])) as db:
        one = _only(compute(db), IN_TIME)
    assert (one.numerator, one.denominator, one.value.kind) == (0, 0, Kind.NOT_APPLICABLE)


def test_a_rate_is_divided_by_the_population_of_the_return_s_own_authority(tmp_path):
    numbers = {"E99999999": {2017: {"original": 10_000}}, "E08000010": {2017: {"original": 20_000}}}
    people = Population("people.csv", numbers)
    with read(tmp_path, (YEAR, [child(plan("2017-06-01"))])) as db:
        # Nobody's authority is in no list of areas, so somebody has to say which is meant.
        with pytest.raises(BadInput, match="there are 2 areas in it"):
            compute(db, population=people)
        db.execute("update collection set lea = '359'")
        assert _only(compute(db, population=people), "cpp_rate_per_10000").denominator == 20_000
        assert _only(compute(db, population=people, area="E99999999"), "cpp_rate_per_10000").denominator == 10_000
        by_lea = Population("people.csv", {"359": {2017: {"original": 30_000}}, **numbers})
        assert _only(compute(db, population=by_lea), "cpp_rate_per_10000").denominator == 30_000


def test_who_is_in_it_is_the_rows_that_were_counted(tmp_path):
    late, soon = child(conference("2017-06-01", "2017-07-20")), child(conference("2017-06-01", "2017-06-20"), name="T2")
    with read(tmp_path, (YEAR, [late, soon])) as db:
        told = [(one.la_child_id, one.in_numerator, one.reason) for one in who(db, IN_TIME)]
    assert told == [("T1", False, "35 working days"), ("T2", True, "13 working days")]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"reviews": "days"}, "no convention"),
        ({"review_convention": "weeks"}, "it is one of"),
        ({"repeat_months": "two"}, "whole number"),
    ],
)
def test_a_convention_that_is_none_is_refused(tmp_path, told, says):
    with read(tmp_path, (YEAR, [child(plan("2017-06-01"))])) as db, pytest.raises(BadInput, match=says):
        compute(db, conventions=told)


def test_identities_hold_and_a_plan_without_a_number_of_earlier_ones_breaks_one(tmp_path):
    kept = child(plan("2016-06-01"), plan("2017-06-01", "2017-12-01", previous=1))
    with read(tmp_path, (2017, [child(plan("2016-06-01"))]), (2018, [kept])) as db:
        assert all(one.holds for one in invariants(db))
        assert len(invariants(db)) == 7
        db.execute("update cpp set previous_plans = null where start_date = date '2017-06-01'")
        assert [one.what for one in invariants(db) if not one.holds] == [
            "plans that began = first ones + second or later ones"
        ]


def test_the_command_prints_a_list_whose_values_are_strings(tmp_path, capsys):
    path = tmp_path / "r.xml"
    made = [child(conference("2017-06-01", "2017-06-20"), plan("2017-06-20"))]
    path.write_text("".join(pieces(made, year=YEAR, lea="999")), encoding="utf-8")
    people = tmp_path / "p.csv"
    people.write_text("area_code,year,vintage,population_0_17\nE99,2017,original,16000\n", encoding="utf-8")
    assert command.main(["indicators", str(path), "--population", str(people), "--format", "json"]) == 0
    told = {one["indicator"]: one for one in json.loads(capsys.readouterr().out)}
    rate = told["icpc_rate_per_10000"]
    assert (rate["numerator"], rate["denominator"], rate["value"], rate["year"]) == (1, 16000, "0.6", 2018)
    # Without the looked-after return the eighth is not left out: it is not available, and why.
    eighth = told["cla_rate_per_10000"]
    assert eighth["kind"] == "unavailable" and "--looked-after" in eighth["note"]
    assert rate["parameters"]["population_vintage"] == "original" and rate["parameters"]["population_year"] == 2017
    assert command.main(["indicators", str(tmp_path / "none.xml")]) == 2
    assert "cannot be opened" in capsys.readouterr().err


def test_the_command_says_who_is_looked_after_and_takes_the_convention_of_31_march(tmp_path, capsys):
    path, episodes = tmp_path / "r.xml", tmp_path / "e.csv"
    path.write_text("".join(pieces([child(plan("2017-06-01"))], year=YEAR, lea="999")), encoding="utf-8")
    episodes.write_text(
        "CHILD,DECOM,LS,DEC,REC\nT1,01/01/2018,C1,,\nT2,01/01/2018,C1,31/03/2018,E4A\n", encoding="utf-8"
    )
    asked = ["indicators", str(path), "--who", "cla_rate_per_10000", "--looked-after", str(episodes)]
    assert command.main(asked) == 0
    assert capsys.readouterr().out.split() == ["year,child,line", "2018,T1,2"]
    assert command.main([*asked, "--convention", "ceased_on_31_march=counts"]) == 0
    assert capsys.readouterr().out.split() == ["year,child,line", "2018,T1,2", "2018,T2,3"]
    assert command.main(asked[:4]) == 2
    assert "with --looked-after" in capsys.readouterr().err


def test_the_command_says_what_a_return_contradicts_itself_in(tmp_path, capsys):
    path = tmp_path / "r.xml"
    text = "".join(pieces([child(plan("2017-06-01", previous=1))], year=YEAR, lea="999"))
    path.write_text(text, encoding="utf-8")
    assert command.main(["indicators", str(path)]) == 0
    assert capsys.readouterr().err == ""
    path.write_text(text.replace("<NumberOfPreviousCPP>1</NumberOfPreviousCPP>", ""), encoding="utf-8")
    assert command.main(["indicators", str(path)]) == 0
    assert "first ones + second or later ones: 1 and 0; the return contradicts itself" in capsys.readouterr().err


def test_too_little_room_is_said_in_a_sentence():
    with pytest.raises(BadInput, match="not enough room to work in"), store.opened(memory="30MB") as db:
        db.execute("set max_temp_directory_size = '1MB'")
        db.execute("create table much as select hash(i), hash(i + 1), i::varchar from range(20_000_000) as t(i)")


def _only(made: Iterable[Computed], indicator: str) -> Computed:
    return next(one for one in made if one.indicator == indicator)
