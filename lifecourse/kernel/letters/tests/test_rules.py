"""States, back-off, and the guard that no e-mail names anybody."""

import datetime as dt

import pytest

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.letters import rules
from lifecourse.kernel.letters.rules import FeedbackFamily, State

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_only_the_listed_moves(state, to) -> None:
    if to in rules.TRANSITIONS[state]:
        rules.check_move(state, to)
    else:
        with pytest.raises(Refused, match="cannot become"):
            rules.check_move(state, to)


def test_every_state_is_reached_and_has_its_row() -> None:
    assert set(rules.TRANSITIONS) == set(State)
    assert set().union(*rules.TRANSITIONS.values()) == set(State)


def test_waits_grow_and_end_after_the_fourth_attempt() -> None:
    waits = [rules.next_try(n, at=AT) for n in (1, 2, 3)]
    assert [wait - AT for wait in waits if wait] == [dt.timedelta(minutes=m) for m in (1, 5, 30)]
    assert rules.next_try(4, at=AT) is None


FIXED = "Thank you. We will tell you in May if we may. Reference: C-7KQ2-M4XW-9DH. https://l.example/concerns/{}/"
PLAIN = FIXED.format("0b9d3b52-07a1-4c55-9a11-22f3a4bc9d10")


@pytest.mark.parametrize(
    "spoilt",
    [
        "Anna Example",
        "anna",
        "EXAMPLE",
        "O’Example",
        "Zoë",
        "zoe",
        "WN1 1AA",
        "wn11aa",
        "m29 8xy",
        "3 March 2012",
        "03/03/2012",
        "3.3.12",
        "2012-03-03",
        "3rd mar 2012",
        "943 476 5919",
        "9434765919",
        "01942 000000",
        "+44 7700 900123",
        "anna@home.example",
    ],
)
def test_the_guard_refuses_what_is_personal(spoilt) -> None:
    personal = ["Anna Example", "Anna-Maria O'Example", "Zoë"]
    with pytest.raises(Refused) as refused:
        rules.check_nothing_personal(f"{PLAIN} {spoilt}", personal=personal, fixed=FIXED)
    assert spoilt.lower() not in str(refused.value).lower()  # the sentence may be shown and must not say it either


def test_the_guard_lets_through_a_reference_and_a_link() -> None:
    rules.check_nothing_personal(PLAIN, personal=["Anna Example"], fixed=FIXED)


def test_a_reference_that_spells_a_name_is_no_name_but_a_name_like_a_reference_is() -> None:
    from lifecourse.kernel.base.references import _check_character

    body = next(f"ANNA{n:06d}" for n in range(99) if _check_character(f"ANNA{n:06d}").isalnum())
    true = body + _check_character(body)
    shown = f"C-{true[:4]}-{true[4:8]}-{true[8:]}"
    rules.check_nothing_personal(f"{PLAIN} {shown}", personal=["Anna Example"], fixed=FIXED)
    with pytest.raises(Refused):
        rules.check_nothing_personal(f"{PLAIN} ANNA-EXAM-PLE", personal=["Anna Example"], fixed=FIXED)


def test_the_guard_does_not_trip_over_words_that_are_also_names() -> None:
    rules.check_nothing_personal(PLAIN, personal=["Will Example", "May"], fixed=FIXED)
    with pytest.raises(Refused):  # the control: one May more than the fixed words have
        rules.check_nothing_personal(PLAIN + " May", personal=["Will Example", "May"], fixed=FIXED)


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example", "/x?name=anna", "/x#y", "/a b", "x"])
def test_a_link_is_a_page_of_ours_with_ids_only(path) -> None:
    with pytest.raises(Refused):
        rules.check_path(path)
    assert rules.check_path("/concerns/0b9d3b52-07a1-4c55-9a11-22f3a4bc9d10/") != ""


@pytest.mark.parametrize("reference", ["Anna Example", "c-7kq2", "C-7KQ2\nBcc: x", "C-" + "7" * 50])
def test_a_reference_is_a_reference(reference) -> None:
    with pytest.raises(Refused):
        rules.check_reference(reference)
    assert rules.check_reference("C-7KQ2-M4XW-9DH") == "C-7KQ2-M4XW-9DH"


@pytest.mark.parametrize("family", FeedbackFamily)
def test_the_public_gets_the_constant_words(family) -> None:
    for professional, need in ((False, False), (False, True), (True, False)):
        told = rules.family_to_tell(family, professional=professional, need_to_know=need)
        assert rules.FAMILY_WORDS[told] == rules.FAMILY_WORDS[FeedbackFamily.NO_MORE]
    assert rules.family_to_tell(family, professional=True, need_to_know=True) == family  # the control
