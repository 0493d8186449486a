"""Prose that speaks of figures: the printed report's own sentences, and each beside one that is right."""

from decimal import Decimal

import pytest

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import BLANK, SUPPRESSED, Value, known
from lifecourse.engines.prose import Finding, Kind, check_prose, read_references, show


def figure(key: str, value: Value | int | str, *, unit: str = "", decimals: int = 0) -> Figure:
    made = value if isinstance(value, Value) else known(Decimal(value))
    return Figure(key, key.partition("@")[0], key.split("@")[1], made, decimals, unit, "printed", "as printed")


FIGURES = {
    one.key: one
    for one in (
        figure("scorecard.icpc@2018", "62.1", unit="per 10,000", decimals=1),
        figure("scorecard.icpc@2018@england", "67", unit="per 10,000", decimals=1),
        figure("scorecard.timely@2018", "91.5", unit="%", decimals=1),
        figure("scorecard.timely@2017", "84.1", unit="%", decimals=1),
        figure("scorecard.within_2_years@2018", BLANK, unit="%", decimals=1),
        figure("scorecard.deaths@2018", SUPPRESSED),
        figure("board.total_income@2017/18", 259428, unit="£"),
        figure("board.total_income@2016/17", 271024, unit="£"),
        figure("board.reserve@2017/18", -22985, unit="£"),
        figure("training.planned@2017/18", 33, unit="courses"),
        figure("training.agreed@2017/18", 14, unit="courses"),
        figure("training.booked@2017/18", 2663, unit="places"),
        figure("training.cancelled@2017/18", 251, unit="places"),
        figure("other.cancelled@2017/18", 9, unit="places"),
        figure("training.none@2017/18", 0, unit="places"),
    )
}


RATES = {
    one.key: one
    for one in (
        figure("scorecard.icpc_rate_per_10000@2018", "62.1", unit="per 10,000", decimals=1),
        figure("scorecard.icpc_rate_per_10000@2018@england", "67", unit="per 10,000", decimals=1),
        figure("scorecard.icpc_rate_per_10000.numerator@2018", 423),
        figure("scorecard.icpc_within_15_working_days_pct@2018", "91.5", unit="%", decimals=1),
        figure("board.police@2016/17", 100, unit="£"),
        figure("board.police_pledged@2017/18", 200, unit="£"),
        figure("training.agreed.cse_1.planned_courses@2018", 7),
    )
}


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("{icpc_rate@2018}", "62.1 per 10,000"),
        ("{scorecard.icpc_rate@2018}", "62.1 per 10,000"),
        ("{icpc_rate_per@2018@england}", "67.0 per 10,000"),
        ("{agreed.cse_1.planned@2018}", "7"),
        ("{change: icpc_rate@2018 - icpc_rate@2018@england}", "−4.9 per 10,000"),
    ],
)
def test_the_end_of_a_name_may_be_left_out_where_one_name_only_begins_so(reference: str, text: str) -> None:
    (one,) = read_references(reference)
    shown = show(one, RATES)
    assert (shown.text, shown.problem) == (text, "")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("{icpc@2018}", "scorecard.icpc_rate_per_10000@2018 or scorecard.icpc_within_15_working_days_pct@2018"),
        ("{icpc_ra@2018}", "there is no figure “icpc_ra@2018”"),  # not at an underscore
        ("{icpc_rate@2017}", "there is no figure"),  # not of that year
        ("{icpc_rate@2018@sn}", "there is no figure"),  # not of that area
        ("{agreed@2018}", "there is no figure"),  # not the last part of a name
        ("{police@2017/18}", "there is no figure"),  # a whole name of another year: what was pledged is not meant
    ],
)
def test_a_name_that_two_begin_with_or_none_is_no_reference(reference: str, said: str) -> None:
    (one,) = read_references(reference)
    shown = show(one, RATES)
    assert said in shown.problem and shown.exact is None


def check(text: str) -> list[Finding]:
    return [one for one in check_prose(text, FIGURES, where="Training") if one.kind is not Kind.NOTE]


def arithmetic(text: str) -> list[Finding]:
    return [one for one in check_prose(text, {}, where="x") if one.kind in {Kind.ARITHMETIC, Kind.UNCLEAR}]


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("{scorecard.icpc@2018}", "62.1 per 10,000"),
        ("{icpc@2018@england}", "67.0 per 10,000"),
        ("{number: icpc@2018}", "62.1"),
        ("{timely@2018}", "91.5%"),
        ("{total_income@2017/18}", "£259,428"),
        ("{reserve@2017/18}", "−£22,985"),
        ("{share: agreed@2017/18 / planned@2017/18}", "42.4%"),
        ("{percent change: agreed@2017/18 / planned@2017/18}", "−57.6%"),
        ("{change: total_income@2017/18 - total_income@2016/17}", "−£11,596"),
        ("{change: timely@2018 - timely@2017}", "+7.4 percentage points"),
        ("{ change:  timely@2018  -  timely@2017 }", "+7.4 percentage points"),
        ("{within_2_years@2018}", "left blank"),
        ("{deaths@2018}", "hidden, small number"),
        ("{share: deaths@2018 / booked@2017/18}", "hidden, small number"),
        ("{share: agreed@2017/18 / none@2017/18}", "not applicable"),
    ],
)
def test_a_reference_is_shown_with_its_unit_and_decimals(reference: str, text: str) -> None:
    (read,) = read_references(f"It was {reference} that year.")
    shown = show(read, FIGURES)
    assert (shown.text, shown.problem) == (text, "")


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("{scorecard.icpc@2012}", "there is no figure"),
        ("{icpc_rate}", "of which period"),
        ("{}", "names a figure"),
        ("{cancelled@2017/18}", "may be other.cancelled"),
        ("{share: agreed@2017/18 planned@2017/18}", "takes two figures"),
        ("{share: agreed@2017/18/planned@2017/18}", "takes two figures"),
        ("{change: timely@2018 - booked@2017/18}", "of one unit"),
    ],
)
def test_a_reference_to_nothing_is_a_finding_that_says_why(reference: str, why: str) -> None:
    (found,) = check(f"It was {reference}.")
    assert found.kind is Kind.UNKNOWN_REFERENCE and found.said == reference and why in found.computed


DROP = (
    "In 2017/18 33 individual courses were planned, some with multiple dates. Currently only 14 individual courses "
    "have been agreed which represents a {}% drop in planned courses"
)
BOOKINGS = (
    "Data showed that 2663 places were booked for face to face training however 251 places were cancelled. There are "
    "some inconsistencies due to some double bookings.\n\nThere were 60 more bookings for training 2017/18, however "
    "this number may be less due to some double bookings showing in the data. This is an increase of {}% from the year "
    "before."
)
AGES = (
    "The analysis covers {} serious case reviews, demographically these included:\n\n- Children between 7 weeks of age "
    "and 16 years at the time of the incident (3 x under 1 year of age, 1 x 10 yrs, 1x 13 yrs, 1 x 15 yrs and 2 x 16 "
    "yrs)\n- 5 of the 7 were the second or third born child in their family."
)
CAUSES = (
    "5 of the 7 were the second or third born child.\n\n- 3 cases of sudden unexpected death.\n- {} cases where there "
    "was long term abuse\n- 1 case where death was a result of a collision.\n- 1 case where a young person was unknown."
)
CANCELLED = (
    "A total of {} courses were cancelled. A number of courses had to change dates.\n\n12 were due to lack of "
    "participants and 1 was due to a lack of trainer available."
)
RATE = "3,525 licences were allocated. The completion rate now stands at 77.2% which is a 10.3{} drop."


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        (DROP.format(40), "57.6%"),
        (BOOKINGS.format(3), "2.3%"),
        (AGES.format(7), "8, where 7"),
        (CAUSES.format(3), "8, where 7"),
        (CANCELLED.format(14), "13, where 14"),
        (RATE.format("%"), "87.5% if 10.3% means points, 86.1%"),
        ("Of these, 251 of 2,663 places (9.5%) were cancelled.", "9.4%"),
        ("3,525 out of 5,000 licences, or 72%, were used.", "70.5%"),
        ("2,663 places were booked, and 251 were cancelled (19%).", "9.4%"),
        ("The number fell from 39 to 13, a drop of 60%.", "66.7%"),
        ("It rose by 50%, from £20 to £25.", "25.0%"),
        ("Timeliness rose from 84.1% to 91.5%, an increase of 7.4%.", "7.4 percentage points, or 8.8"),
        ("8 of 7 children were seen.", "8 is more than 7"),
        ("More than 71% (3,525 of 5,000) were used.", "70.5%"),
    ],
)
def test_arithmetic_that_is_wrong_is_found_with_the_working(text: str, computed: str) -> None:
    (found,) = arithmetic(text)
    assert computed in found.computed and found.how and found.said


@pytest.mark.parametrize(
    "text",
    [
        DROP.format("57.6"),
        DROP.format(58),
        BOOKINGS.format(2),
        AGES.format(8).replace("of the 7", "of the 8"),
        CAUSES.format(2),
        CANCELLED.format(13),
        RATE.format(" percentage point"),
        "Of these, 251 of 2,663 places (9.4%) were cancelled.",
        "3,525 out of 5,000 licences, or 70.5%, were used.",
        "2,663 places were booked, and 251 were cancelled (9.4%).",
        "The number fell from 39 to 13, a drop of 67%.",
        "It rose by 25%, from £20 to £25.",
        "Timeliness rose from 84.1% to 91.5%, an increase of 8.8%.",
        "7 of 8 children were seen.",
        "Over 70% (3,525 of 5,000) were used.",
        # No base is told: neither right nor wrong.
        "WSCB have 5000 licenses across a suite of 12 modules. 3,525 licences were allocated between 1st April 2017 to "
        "31st March 2018, which was a 7% increase from the previous year.",
        "The panel has reviewed 21 deaths of children, with over 50% being children under 1 year of age.",
        "Although this number is significantly lower than last year (39), less sessions were booked.",
    ],
)
def test_arithmetic_that_is_right_or_cannot_be_worked_out_is_left_alone(text: str) -> None:
    assert arithmetic(text) == []


def test_arithmetic_is_done_with_what_references_come_to() -> None:
    text = "{planned@2017/18} were planned and only {agreed@2017/18} agreed, which represents a {} drop."
    (found,) = check(text.replace("{}", "40%"))
    assert found.kind is Kind.ARITHMETIC and "57.6%" in found.computed
    assert check(text.replace("{}", "58%")) == []
    share = "{booked@2017/18} booked, {training.cancelled@2017/18} cancelled ({share: {} / booked@2017/18})."
    assert check(share.replace("{}", "training.cancelled@2017/18")) == []
    assert check(share.replace("{}", "agreed@2017/18"))[0].computed == "9.4%"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("We trained 1,600 taxi drivers.", "1,600"),
        ("It cost £12.50 more.", "£12.50"),
        ("Attendance was 61% of places.", "61%"),
        ("There were 500 car stickers in 2017.", "500"),
        ("In all 2018 places were booked.", "2018"),
    ],
)
def test_a_typed_number_that_equals_no_figure_is_pointed_out(text: str, number: str) -> None:
    (found,) = check(text)
    assert found.kind is Kind.TYPED_NUMBER and number in found.computed


@pytest.mark.parametrize(
    "text",
    [
        "Over 2016-2018, and in 2017/18, the board worked under Working Together 2018.",
        "Between 1st April 2017 and 31 March 2018; it came together in April 18; by July 2019.",
        "Children aged 16 and 17, of 16 years, on their 18th birthday; within 15 working days; every 48 hour meeting.",
        "See section 47, Section 3, Table 2, Appendix 1 and paragraph 4; Level 3 training, per 10,000 children.",
        "1. First\n2. Second\n\n## 3. Heading\n\nRing 999, or 01632 960009. [Guidance](https://example.org/2/3.html)",
        "The provider 5BP, s47 and V3 are names.",
        "We booked 2663 places; 91.5% were in time, of £259,428.",
    ],
)
def test_years_dates_ages_names_and_known_figures_are_no_finding(text: str) -> None:
    assert check(text) == []


def test_a_known_figure_that_was_typed_is_offered_as_a_reference() -> None:
    (note,) = check_prose("We booked 2,663 places.", FIGURES, where="Training")
    assert note.kind is Kind.NOTE and "{training.booked@2017/18}" in note.computed


def test_a_number_is_known_by_its_sort_and_not_only_by_its_digits() -> None:
    assert check("Places cancelled: £251.") and check("It was 251%.") and not check("It was 251.")


def test_a_finding_keeps_its_key_while_the_words_do() -> None:
    first, again = check(DROP.format(40)), check(DROP.format(40))
    assert [one.key for one in first] == [one.key for one in again]
    assert {one.key for one in check(DROP.format(41))}.isdisjoint(one.key for one in first)


def test_a_placed_table_is_no_part_of_a_sentence() -> None:
    (read,) = read_references("{table: icpc, icpc@england over 2017 2018}")
    assert read.is_placed and check("Before.\n\n{table: courses}\n\nAfter.") == []
