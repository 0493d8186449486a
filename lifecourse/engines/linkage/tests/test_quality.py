"""The arithmetic of quality: known values, and what must hold of every count."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.linkage import quality
from lifecourse.engines.linkage.quality import Stratum

counts = st.integers(0, 400)
strata = st.builds(
    lambda same, different, more: Stratum(same + different + more, same, different), counts, counts, counts
)


def test_wilson_as_published() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 is 0.2553 to 0.3662.
    found = quality.share(81, 263)
    assert found is not None
    assert [round(float(x), 4) for x in (found.value, found.low, found.high)] == [0.308, 0.2553, 0.3662]
    # The same: 15 of 148 is 0.0624 to 0.1605.
    found = quality.share(15, 148)
    assert found is not None and [round(float(x), 4) for x in (found.low, found.high)] == [0.0624, 0.1605]


def test_kappa_as_published() -> None:
    # The textbook's 2 by 2: 20 yes-yes, 15 no-no, 5 and 10 apart: 70 % and 0.4.
    rows = [("a", "a")] * 20 + [("b", "b")] * 15 + [("a", "b")] * 5 + [("b", "a")] * 10
    found = quality.agreement(rows)
    assert found is not None and (found.share, found.kappa) == (Fraction(7, 10), Fraction(2, 5))
    assert quality.kappa_words(found.kappa) == "fair"
    everybody = quality.agreement([("same", "same")] * 9)
    assert everybody is not None and everybody.share == 1 and everybody.kappa is None


def test_too_few_say_nothing() -> None:
    assert quality.share(4, 4) is None and quality.share(5, 5) is not None
    assert quality.agreement([("a", "a")] * 4) is None
    assert quality.recall(Stratum(10, 5, 1), [Stratum(10, 2, 2)]) is None  # one band with too few
    assert quality.recall(Stratum(10, 5, 1), [Stratum(0, 0, 0)]) is not None  # a band with no pairs at all
    assert quality.recall(Stratum(0, 0, 0), [Stratum(10, 6, 4)]) is None  # nothing was called strong
    assert quality.recall(Stratum(10, 0, 6), [Stratum(10, 0, 6)]) is None  # nobody is one person


def test_recall_weighs_each_band_by_all_its_pairs() -> None:
    # 100 strong, 9 in 10 the same: 90. 1,000 possible, 1 in 10 the same: 100. So 90 of 190.
    found = quality.recall(Stratum(100, 9, 1), [Stratum(1_000, 10, 90)])
    assert found is not None and found.value == Fraction(90, 190)
    assert found.low < found.value < found.high


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="7 of 6"):
        quality.share(7, 6)


@given(counts, counts)
def test_an_interval_holds_its_share_and_stays_within_bounds(good: int, bad: int) -> None:
    found = quality.share(good, good + bad)
    if found is None:
        assert good + bad < quality.FEWEST
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (found.low == 0) == (good == 0) and (found.high == 1) == (bad == 0)
    mirrored = quality.share(bad, good + bad)
    assert mirrored is not None and abs(mirrored.low - (1 - found.high)) < Fraction(1, 10**9)


@given(st.integers(1, 200), st.integers(1, 200))
def test_more_decisions_narrow_the_interval(good: int, bad: int) -> None:
    few, many = quality.share(good * 5, (good + bad) * 5), quality.share(good * 50, (good + bad) * 50)
    assert few is not None and many is not None and many.high - many.low < few.high - few.low


@given(strata, strata, strata)
def test_recall_lies_in_its_interval_and_falls_as_others_are_found(
    strong: Stratum, possible: Stratum, weak: Stratum
) -> None:
    found = quality.recall(strong, [possible, weak])
    if found is None:
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    more = quality.recall(strong, [possible, weak, Stratum(50, 5, 0)])
    assert more is not None and more.value <= found.value


@given(st.lists(st.tuples(st.sampled_from("sdu"), st.sampled_from("sdu")), max_size=60))
def test_kappa_does_not_depend_on_who_is_called_first(rows: list[tuple[str, str]]) -> None:
    found, turned = quality.agreement(rows), quality.agreement([(b, a) for a, b in rows])
    assert found == turned
    if found is not None and found.kappa is not None:
        assert -1 <= found.kappa <= 1 and (found.kappa == 1) == (found.agreed == found.pairs)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_rounding_is_half_up(value: Fraction, places: int) -> None:
    found = quality.rounded(value, places)
    assert abs(Fraction(found) - value) <= Fraction(1, 2 * 10**places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:  # the control: the same number by another way
        assert found == exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def test_rounding_of_halves() -> None:
    assert [str(quality.rounded(Fraction(n, 8), 2)) for n in (1, 3, -1)] == ["0.13", "0.38", "-0.13"]
    assert str(quality.percent(Fraction(1, 3))) == "33.3" and str(quality.percent(Fraction(1))) == "100.0"
