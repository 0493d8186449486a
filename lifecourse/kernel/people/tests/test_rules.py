"""Numbers, dates, names and roots, against values worked out elsewhere and oracles written plainly."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.kernel.people.rules import birth, identifiers, names, roots
from lifecourse.kernel.people.rules.words import Precision


def test_nhs_numbers_are_checked_and_shown_in_threes_and_four() -> None:
    assert identifiers.read_nhs_number("943 476 5919") == "9434765919"  # the NHS Data Dictionary's own example
    assert identifiers.show_nhs_number("9434765919") == "943 476 5919"
    assert identifiers.is_test_nhs_number("9990000018") and not identifiers.is_test_nhs_number("9434765919")
    for wrong in ("9434765918", "943476591", "94347659190", "abcdefghij", "", "0000000000"):
        with pytest.raises(ValueError, match="NHS number"):
            identifiers.read_nhs_number(wrong)


@given(st.integers(0, 999_999_999), st.integers(0, 9), st.integers(1, 9))
def test_every_single_slip_in_an_nhs_number_is_found(body: int, place: int, by: int) -> None:
    digits = f"{body:09d}"
    valid = [digits + str(check) for check in range(10) if _is_nhs(digits + str(check))]
    for number in valid:
        slipped = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
        assert not _is_nhs(slipped)
    assert len(valid) <= 1


def _is_nhs(text: str) -> bool:
    try:
        identifiers.read_nhs_number(text)
    except ValueError:
        return False
    return True


def test_the_example_of_a_upn_that_is_shown_is_one() -> None:
    with pytest.raises(ValueError) as refused:
        identifiers.read_upn("nonsense")
    (example,) = re.findall(r"[A-Z]\d{12}", str(refused.value))
    assert identifiers.read_upn(example) == example


def test_upns_are_checked() -> None:
    body = "801200001001"
    # Worked by hand: 8*2+0*3+1*4+2*5+0+0+0+0+1*10+0+0+1*13 = 53; 53 mod 23 = 7; A B C D E F G H is H.
    assert identifiers.upn_check_letter(body) == "H"
    assert identifiers.read_upn(" h801200001001 ") == "H801200001001"
    temporary = "80120000100A"
    assert identifiers.read_upn(identifiers.upn_check_letter(temporary) + temporary)
    for wrong in ("A801200001001", "H80120000100", "I801200001001", "H80120000100O"):
        with pytest.raises(ValueError, match="unique pupil number"):
            identifiers.read_upn(wrong)


def test_postcodes_are_put_in_form() -> None:
    assert identifiers.read_postcode("wn11aa") == "WN1 1AA"
    assert identifiers.read_postcode("sw1a-1aa") == "SW1A 1AA"
    assert identifiers.is_pseudo_postcode("ZZ99 3VZ") and not identifiers.is_pseudo_postcode("WN1 1AA")
    for wrong in ("WN1", "1WN 1AA", "WN1 1CC", "WN11 11A"):
        with pytest.raises(ValueError, match="postcode"):
            identifiers.read_postcode(wrong)


@given(st.dates(dt.date(1930, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 90))
def test_about_an_age_holds_everybody_of_that_age_and_nobody_two_years_off(on: dt.date, age: int) -> None:
    span = birth.about(age, on)
    assert span.earliest is not None and span.latest is not None
    assert birth.age(span.latest, on) == max(0, age - 1)
    assert birth.age(span.earliest, on) == age + 1
    assert birth.age(span.earliest - dt.timedelta(days=1), on) == age + 2


def test_births_in_words() -> None:
    on = dt.date(2026, 3, 2)
    assert birth.in_words(birth.known(dt.date(2015, 5, 4)), on) == "4 May 2015, aged 10"
    assert birth.in_words(birth.known(dt.date(2016, 3, 2)), on) == "2 March 2016, aged 10"
    assert birth.in_words(birth.expected(dt.date(2026, 6, 1)), on) == "Unborn, due 1 June 2026"
    assert birth.in_words(birth.about(7, on), on) == "About 6 to 8, born 2017 to 2020"
    assert birth.in_words(birth.UNKNOWN, on) == "Date of birth not known"
    assert birth.in_words(birth.known(dt.date(2015, 5, 4)), on, dt.date(2025, 5, 3)).endswith("died 3 May 2025 aged 9")
    for wrong in (
        birth.known(dt.date(2026, 3, 3)),
        birth.expected(dt.date(2027, 6, 1)),
        birth.known(dt.date(1890, 1, 1)),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            birth.check(wrong, on)
    birth.check(birth.known(on), on)
    assert birth.in_year(2015).precision == Precision.ESTIMATED


def test_placeholders_are_nobodys_name() -> None:
    for text in ("unborn", "Baby", "twin 1", "Not known", "", "UNKNOWN", "Baby boy"):
        assert names.is_placeholder(text), text
    for text in ("Ruby", "Bo", "Babysham", "Ng"):
        assert not names.is_placeholder(text), text
    assert not names.is_placeholder("Child", family=True)  # as in Lee Child
    assert names.is_placeholder("Unknown", family=True)


def test_one_dwelling_however_written() -> None:
    assert names.address_key("12 Mill Lane", "WN1 1AA") == names.address_key("12, mill ln", "wn11aa")
    assert names.address_key("12 Mill Lane", "WN1 1AA") != names.address_key("2 Mill Lane", "WN1 1AA")
    assert names.address_key("12 Mill Lane", "") == ""


@st.composite
def forests(draw: st.DrawFn) -> tuple[int, dict[int, int]]:
    """Some records, and merges among them that never run in a circle (each into one of a lower number, shuffled)."""
    size = draw(st.integers(1, 12))
    order = draw(st.permutations(range(size)))
    survivors = {}
    for place in range(1, size):
        if draw(st.booleans()):
            survivors[order[place]] = order[draw(st.integers(0, place - 1))]
    return size, survivors


@given(forests())
def test_roots_are_the_groups_of_a_plain_union_find(made: tuple[int, dict[int, int]]) -> None:
    size, survivors = made
    parent = list(range(size))

    def find(x: int) -> int:
        while parent[x] != x:
            x = parent[x]
        return x

    for one, other in survivors.items():
        parent[find(one)] = find(other)
    found = roots.roots(range(size), survivors)
    assert set(found) == set(range(size))
    for one in range(size):
        for other in range(size):
            assert (found[one] == found[other]) == (find(one) == find(other))
    assert all(root not in survivors for root in found.values())


def test_a_circle_of_merges_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        roots.roots([1, 2, 3], {1: 2, 2: 3, 3: 1})
