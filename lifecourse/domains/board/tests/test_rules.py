"""What does not add up, and how files and sums are read: pure, on retyped, published and spoilt figures."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.domains.board import rules
from lifecourse.domains.board.rules.files import FileRefused, read_finance
from lifecourse.domains.board.rules.pounds import read_pence, rounded_to, said, swapped_digits
from lifecourse.domains.board.rules.reconciling import Finding, Line, Statement, findings, sum_of, surplus_of
from lifecourse.domains.board.rules.years import FinancialYear, read_year, year_of
from lifecourse.kernel.base.errors import Refused

from .factories import SHARED, as_csv, retyped

HEAD = b"section,line,financial_year,actual_gbp\n"
EXPECTED = [
    ("transfer_rounded", "2016/17", 21_000, 20_999),
    ("reserve", "2016/17", 199_124, 199_523),
    ("opening_as_transfer", "2017/18", 199_214, -22_985),
]


def in_short(found: tuple[Finding, ...]) -> list[tuple[str, str, int, int]]:
    return [(one.code, str(one.year), one.printed // 100, one.computed // 100) for one in found]


def test_exactly_what_is_wrong_in_the_retyped_report_is_found_and_nothing_else() -> None:
    found = findings(retyped().statements)
    assert in_short(found) == EXPECTED
    rounded, reserve, opening = found
    assert "rounded to the nearest £1,000" in rounded.reading
    assert "£178,524" in reserve.sentence and "£20,999" in reserve.sentence and reserve.reading == ""
    assert "deficit of £22,985 it gives £176,229" in opening.reading
    assert "£199,124, the same with the digits 1 and 2 swapped" in opening.reading


@pytest.mark.skipif(not SHARED.is_file(), reason="the published figures are not beside the checkout")
def test_the_published_file_says_what_was_retyped_and_the_same_is_found_in_it() -> None:
    read = read_finance(SHARED.read_bytes())
    assert read.statements() == retyped().statements
    assert in_short(findings(read.statements())) == EXPECTED


def test_the_control_every_total_that_is_spoilt_is_found() -> None:
    """What is said to add up adds up because it does: a pound more in any of the eight column totals is found."""
    years = retyped().statements
    for place, one in enumerate(years):
        for field in ("total_expenditure", "total_income"):
            spoilt = [*years]
            spoilt[place] = replace(one, **{field: getattr(one, field) + 100})
            extra = [code for code, *_ in in_short(findings(spoilt)) if code == "column"]
            assert extra == ["column"], (one.year, field)
    for place, field in ((0, "transfer"), (1, "transfer"), (1, "reserve")):
        spoilt = [*years]
        spoilt[place] = replace(years[place], **{field: getattr(years[place], field) + 500_00})
        assert len(findings(spoilt)) > 3, field


def test_a_reading_is_given_only_where_the_arithmetic_shows_it() -> None:
    year = FinancialYear(2020)

    def column(printed: int, *lines: int | None) -> Finding:
        (one,) = findings(
            [Statement(year, tuple(Line(f"L{n}", pence) for n, pence in enumerate(lines)), total_expenditure=printed)]
        )
        return one

    assert "“L1”, as if it had been left out" in column(500_00, 500_00, 70_00).reading
    assert "“L1”, as if it had been counted twice" in column(640_00, 500_00, 70_00).reading
    assert "digits 2 and 3 are swapped" in column(1_324_00, 1_000_00, 234_00).reading
    assert column(999_00, 500_00, 70_00).reading == ""
    assert column(1_00, 0, None).computed == 0, "a true zero is a line; a blank is none"


def test_a_blank_line_is_not_zero() -> None:
    year = FinancialYear(2014)
    assert sum_of([Line("A", None)]) is None and sum_of([Line("A", 0)]) == 0
    assert findings([Statement(year, (Line("A", None),), total_expenditure=5_00)]) == ()
    assert surplus_of(Statement(year)) is None


def test_nothing_is_carried_over_a_year_that_is_missing() -> None:
    first, _, third, _ = retyped().statements
    assert [one.code for one in findings([first, third])] == ["transfer_rounded"]


lines = st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=12)


@given(lines, lines, st.integers(0, 10**9))
def test_whatever_adds_up_is_never_found_and_a_spoilt_total_always_is(spent, got, opening) -> None:
    left, right = ([Line(f"L{n}", pence) for n, pence in enumerate(side)] for side in (spent, got))
    year = FinancialYear(2020)
    before = Statement(FinancialYear(2019), reserve=opening)
    good = Statement(year, tuple(left), tuple(right), sum_of(left), sum_of(right))
    if (surplus := surplus_of(good)) is not None:
        good = replace(good, transfer=surplus, reserve=opening + surplus)
    assert findings([before, good]) == ()
    if good.total_income is not None:
        assert [one.code for one in findings([before, replace(good, total_income=good.total_income + 1)])] == ["column"]


@pytest.mark.parametrize(
    ("text", "pence"),
    [("208422", 20_842_200), ("208,422", 20_842_200), ("£2,000.5", 200_050), ("-12.34", -1_234), ("0", 0), (" ", None)],
)
def test_pounds_are_read_as_whole_pence(text: str, pence: int | None) -> None:
    assert read_pence(text) == pence


@pytest.mark.parametrize("text", ["1e5", "12,34", "1.234", "nan", "=1+1", "٣", "--1", "9" * 13, "999999999999"])
def test_what_is_no_sum_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="sum"):
        read_pence(text)


@given(st.integers(-(10**11), 10**11))
def test_a_sum_said_is_read_back(pence: int) -> None:
    assert read_pence(said(pence).replace("−£", "-")) == pence


def test_digits_swapped_and_sums_rounded_are_told_from_others() -> None:
    assert swapped_digits(19_912_400, 19_921_400) == ("1", "2")
    assert swapped_digits(19_912_400, 19_952_300) is None and swapped_digits(12, -21) is None
    assert swapped_digits(123, 321) is None, "not neighbours"
    assert rounded_to(21_000_00, 20_999_00) == 1_000 and rounded_to(21_001_00, 20_999_00) is None
    assert rounded_to(13_00, 12_50) == 1 and rounded_to(12_50, 12_50) is None


def test_financial_years() -> None:
    assert str(FinancialYear(1999)) == "1999/00" and read_year("2017-18") == FinancialYear(2017)
    assert str(year_of(FinancialYear(2017).ends_on)) == "2017/18"
    for text in ("2017/19", "2017", "17/18", "2017/2018", "0000/01"):
        with pytest.raises(Refused, match="not a financial year"):
            read_year(text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Line 1: the headings must be"),
        (HEAD, "no rows"),
        (b"PK\x03\x04rest", "workbook"),
        (b"a\x00b", "not a text file"),
        (HEAD + b"income,Caf\xe9,2017/18,1\n", "Line 2: the file is not UTF-8"),
        (HEAD + b'income,"A,2017/18,1\n', "not CSV"),
        (HEAD + b"income,A,2017/18,1,234\n", "5 cells under 4 headings"),
        (HEAD + b"gifts,A,2017/18,1\n", "section is “gifts”"),
        (HEAD + b"income,,2017/18,1\n", "Give the heading a name"),
        (HEAD + "income,A\u202eB,2017/18,1\n".encode(), "signs that cannot be printed"),
        (HEAD + b"income,A,2017/19,1\n", "not a financial year"),
        (HEAD + b"income,A,2017/18,=1+1\n", "not a sum in pounds"),
        (HEAD + b"income,A,2017/18,-1\n", "must not be below zero"),
        (HEAD + b"reserve,Piggy bank,2017/18,1\n", "it must be Transfer to Reserves or Total Income in Reserve"),
        (HEAD + b"income,A,2017/18,1\nincome,a,2017-18,2\n", "Line 3: “a” of 2017/18 stands on line 2 already"),
        (HEAD + b"income,A,2017/18,1\n" * 5_001, "more than 5,000 rows"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (HEAD + b"income," + b"A" * 3_000 + b",2017/18,1\n", "more than 2,000 characters"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_finance(data)
    assert words in " ".join(refused.value.faults)


def test_every_bad_row_has_its_sentence_and_many_are_cut_short() -> None:
    with pytest.raises(FileRefused) as refused:
        read_finance(HEAD + b"gifts,A,2017/18,1\nincome,B,2017/18,x\n" + b"gifts,C,2017/18,1\n" * 40)
    assert refused.value.faults[0].startswith("Line 2:") and refused.value.faults[1].startswith("Line 3:")
    assert refused.value.faults[-1] == "And 12 more."


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for bytes_ in (data, HEAD + data):
        try:
            read_finance(bytes_)
        except FileRefused as refused:
            assert refused.faults


def test_the_digest_is_over_what_a_file_says() -> None:
    data = as_csv()
    assert read_finance(data).digest == read_finance(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")).digest
    assert read_finance(data).digest != read_finance(data.replace(b"208422", b"208423")).digest


def test_what_a_partner_owes() -> None:
    assert rules.outstanding(pledged=10, invoiced=None, received=None) == 10
    assert rules.outstanding(pledged=10, invoiced=8, received=3) == 5
    assert rules.outstanding(pledged=None, invoiced=None, received=3) is None
