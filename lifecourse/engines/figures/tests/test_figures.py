"""Rounding half up on the exact fraction; five kinds of nothing that stay apart."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.figures.rounding import half_up, percentage, rate
from lifecourse.engines.figures.value import SIGNS, Kind, Value, known, read_value


@pytest.mark.parametrize(
    ("part", "whole", "says"), [(1, 8, "12.5"), (1, 16, "6.3"), (3, 16, "18.8"), (123, 134, "91.8"), (0, 7, "0.0")]
)
def test_a_percentage_is_rounded_half_up_on_the_exact_fraction(part: int, whole: int, says: str) -> None:
    assert str(percentage(part, whole)) == says


def test_the_built_in_round_would_differ() -> None:
    assert round(100 * 1 / 16, 1) == 6.2  # the control: this is why `half_up` exists


def test_the_published_rate() -> None:
    assert str(rate(423, 68_076)) == "62.1"


@given(st.fractions(), st.integers(0, 4))
def test_half_up_is_never_further_than_half_a_unit_and_ties_go_out(number: Fraction, places: int) -> None:
    rounded = Fraction(half_up(number, places))
    assert abs(rounded - number) * 2 * 10**places <= 1
    if abs(rounded - number) * 2 * 10**places == 1:
        assert abs(rounded) > abs(number)


@pytest.mark.parametrize("whole", [0, -1])
def test_a_share_of_nothing_is_refused(whole: int) -> None:
    with pytest.raises(ValueError, match="needs people"):
        percentage(0, whole)


def test_signs_are_read_apart_and_zero_is_a_number() -> None:
    assert {sign: read_value(f" {sign} ").kind for sign in SIGNS} == SIGNS
    assert read_value("0") == known(0) and read_value("1,234.50").number == Decimal("1234.50")
    assert read_value("0").kind is not Kind.SUPPRESSED


@pytest.mark.parametrize("text", ["-x", "NaN", "inf", "12%", "=1+1"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="neither a number"):
        read_value(text)


def test_a_figure_without_a_number_has_a_reason() -> None:
    assert Value(Kind.SUPPRESSED).shown() == "hidden, small number" and known(Decimal("1234.5")).shown(1) == "1,234.5"
    with pytest.raises(ValueError, match="has no"):
        Value(Kind.KNOWN)
    with pytest.raises(ValueError, match="cannot have"):
        Value(Kind.SUPPRESSED, Decimal(3))
