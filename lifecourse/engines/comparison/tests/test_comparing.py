"""Comparisons against values worked out by R, by hand and from the published tables; with controls."""

from decimal import Decimal as D
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecourse.engines.comparison import (
    Band,
    Direction,
    Polarity,
    average_of,
    band_of,
    change,
    difference,
    direction,
    funnel,
    interval,
    national_rank,
    process_limits,
    quartiles,
)
from lifecourse.engines.figures.value import BLANK, SUPPRESSED, UNAVAILABLE, known

NEIGHBOURS = [known(D(n)) for n in ("69.3", "70.0", "41.25")]


def test_the_mean_drops_what_is_not_known_and_says_how_many_it_used() -> None:
    found = average_of([*NEIGHBOURS, SUPPRESSED, UNAVAILABLE, BLANK], places=2)
    assert found is not None
    assert (found.number, found.used, found.asked) == (D("60.18"), 3, 6)  # 60.1833…
    as_zero = sum(D(one.number or 0) for one in NEIGHBOURS) / 6
    assert as_zero != found.number, "control: a hidden value is not nought"


def test_the_mean_goes_half_up_and_the_median_is_between_two() -> None:
    tie = [known(D("0.25")), known(D("0.24"))]
    assert average_of(tie, places=2).number == D("0.25")  # type: ignore[union-attr]  # 0.245
    assert round(0.245, 2) != 0.25, "control: round() would give 0.24"
    assert average_of(tie, how="median", places=3).number == D("0.245")  # type: ignore[union-attr]
    assert average_of(NEIGHBOURS, how="median", places=1).number == D("69.3")  # type: ignore[union-attr]
    assert average_of([SUPPRESSED], places=1) is None
    with pytest.raises(ValueError, match="mode"):
        average_of(tie, how="mode", places=1)


def test_a_change_is_from_the_year_before_and_no_other() -> None:
    values = {2016: known(D("83.9")), 2018: known(D("62.1")), 2017: SUPPRESSED, 2019: known(D("62.1"))}
    assert change(values, 2018) is None
    assert change(values, 2017) is None
    assert change(values, 2019) == 0
    assert change({2017: known(3), 2018: known(5)}, 2018) == 2


@pytest.mark.parametrize(
    ("moved", "polarity", "means"),
    [
        ("1", Polarity.HIGH, Direction.BETTER),
        ("-1", Polarity.HIGH, Direction.WORSE),
        ("1", Polarity.LOW, Direction.WORSE),
        ("-1", Polarity.LOW, Direction.BETTER),
        ("1", Polarity.NONE, Direction.UP),
        ("-1", Polarity.NONE, Direction.DOWN),
        ("0", Polarity.LOW, Direction.SAME),
    ],
)
def test_what_a_change_means(moved: str, polarity: Polarity, means: Direction) -> None:
    assert direction(D(moved), polarity) is means


def test_ties_share_the_best_rank() -> None:
    all_of_them = [D(n) for n in (10, 20, 20, 30)]
    assert [national_rank(one, all_of_them, Polarity.LOW) for one in all_of_them] == [1, 2, 2, 4]
    assert [national_rank(one, all_of_them, Polarity.HIGH) for one in all_of_them] == [4, 2, 2, 1]
    assert national_rank(D(10), all_of_them, Polarity.NONE) is None


def test_quartiles_are_r_s_type_7() -> None:
    # R: quantile(c(1, 2, 4, 8, 16, 32)) gives 2.5, 6, 14.
    assert quartiles([D(n) for n in (32, 1, 16, 2, 8, 4)]) == (Fraction(5, 2), 6, 14)
    assert quantiles([1, 2, 4, 8, 16, 32]) != [2.5, 6, 14], "control: the exclusive method is another"
    assert quartiles([D(7)]) == (7, 7, 7)


# How long a busy machine takes to draw a list is no fault of ours.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=60))
def test_quartiles_agree_with_the_inclusive_method_of_the_standard_library(numbers: list[int]) -> None:
    expected = quantiles([Fraction(n) for n in numbers], method="inclusive")
    assert list(quartiles([D(n) for n in numbers])) == expected


def test_bands_are_flipped_for_low() -> None:
    every = [D(n) for n in range(1, 9)]  # quartiles 2.75, 4.5, 6.25
    low = [band_of(one, every, Polarity.LOW) for one in every]
    assert low == [Band.A, Band.A, Band.B, Band.B, Band.C, Band.C, Band.D, Band.D]
    assert [band_of(one, every, Polarity.HIGH) for one in every] == low[::-1]
    assert band_of(D(1), every, Polarity.NONE) is None


def test_wilson_and_byar_are_the_published_ones() -> None:
    # Newcombe 1998, table I: 81 of 263, 95 %: 0.2553 to 0.3662; 0 of 20: 0 to 0.1611.
    wilson = interval(81, 263, measure="percentage", per=1)
    assert (round(wilson.lower, 4), round(wilson.upper, 4)) == (D("0.2553"), D("0.3662"))
    assert round(interval(0, 20, measure="percentage", per=1).upper, 4) == D("0.1611")
    # Byar for 10 events: 4.79 to 18.39 (exact Poisson 4.795 to 18.390).
    byar = interval(10, 1, measure="rate", per=1)
    assert (round(byar.lower, 2), round(byar.upper, 2)) == (D("4.79"), D("18.39"))
    assert interval(0, 100, measure="rate", per=10_000).lower == 0


def test_a_small_area_has_a_wide_funnel() -> None:
    wide = funnel(D("67.0"), 5_000, measure="rate", per=10_000)
    narrow = funnel(D("67.0"), 500_000, measure="rate", per=10_000)
    assert wide.lower < narrow.lower < D("67.0") < narrow.upper < wide.upper
    share = funnel(D("99"), 20, measure="percentage", per=100)
    assert share.upper == 100, "no share is more than all"


def test_what_is_more_than_chance() -> None:
    # Wigan's conferences: 491 of 67,933 to 423 of 68,076 is a change; 83 of 387 against 84 of 452 is not.
    assert difference((423, 68_076), (491, 67_933), measure="rate").is_more_than_chance
    assert not difference((83, 387), (84, 452), measure="percentage").is_more_than_chance
    assert not difference((1, 50), (9, 50), measure="percentage").is_more_than_chance, "too few to say"
    for wrong in ((1, 0), (5, 4)):
        with pytest.raises(ValueError, match=f"{wrong[0]} of {wrong[1]}"):
            difference(wrong, (1, 10), measure="percentage")


def test_control_limits_need_three_points_and_leave_gaps() -> None:
    assert process_limits([(1, 10), None, (2, 10)], measure="percentage", per=100) is None
    centre, limits = process_limits(  # type: ignore[misc]
        [(100, 1000), None, (100, 1000), (100, 1000)], measure="percentage", per=100
    )
    assert centre == 10
    assert limits[1] is None
    assert round(limits[0].upper, 3) == D("12.846")  # 10 + 3 * sqrt(10 * 90 / 1000)
