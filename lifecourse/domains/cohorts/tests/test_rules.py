"""The rules of cohorts: states, school age against the statute's words, definitions, one group for everybody."""

import datetime as dt
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecourse.domains.cohorts.rules import (
    RUN_TRANSITIONS,
    TRANSITIONS,
    RunState,
    Standing,
    State,
    check_agree,
    check_decision,
    check_expiry,
    check_may_run,
    check_move,
    check_run_move,
)
from lifecourse.domains.cohorts.rules.ages import Ages, Fit, leaving_date, months_in_words
from lifecourse.domains.cohorts.rules.definition import CATALOGUE, Chosen, Rule, defined, kind_of, read_definition
from lifecourse.domains.cohorts.rules.fitting import (
    BANDS,
    MEMBERS,
    Facts,
    Group,
    Looked,
    Question,
    Sent,
    Spell,
    Where,
    band_of,
    place,
)
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.involvement.rules import AgeRule
from lifecourse.kernel.people.rules import birth as births

TODAY = dt.date(2026, 3, 2)
days = st.dates(dt.date(1999, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(("current", "to"), list(product(State, State)))
def test_a_cohort_moves_exactly_where_the_table_says(current: State, to: State) -> None:
    if to in TRANSITIONS[current]:
        check_move(current, to)
    else:
        with pytest.raises(Refused):
            check_move(current, to)


@pytest.mark.parametrize(("current", "to"), list(product(RunState, RunState)))
def test_a_run_moves_exactly_where_the_table_says(current: RunState, to: RunState) -> None:
    if to in RUN_TRANSITIONS[current]:
        check_run_move(current, to)
    else:
        with pytest.raises(Refused):
            check_run_move(current, to)


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State) and set(RUN_TRANSITIONS) == set(RunState)


def in_school_by_the_act(born: dt.date, on: dt.date) -> bool:
    """Education Act 1996 s8, sentence by sentence: slow, and nothing worked out backwards."""
    try:
        fifth, sixteenth = born.replace(year=born.year + 5), born.replace(year=born.year + 16)
    except ValueError:  # 29 February: a birthday on 1 March
        fifth, sixteenth = dt.date(born.year + 5, 3, 1), born.replace(year=born.year + 16)
    prescribed = [
        dt.date(year, *day) for year in range(fifth.year, fifth.year + 2) for day in ((3, 31), (8, 31), (12, 31))
    ]
    begins = min(day for day in prescribed if day >= fifth)
    school_year = sixteenth.year if sixteenth.month < 9 else sixteenth.year + 1
    last = dt.date(school_year, 6, 30)
    while last.weekday() != 4:
        last -= dt.timedelta(days=1)
    return begins <= on <= last


@given(days, st.integers(-400, 7500))
def test_school_age_is_as_the_act_says(on: dt.date, ago: int) -> None:
    born = on - dt.timedelta(days=ago)
    fit = Ages(school=True).fit(births.known(born), on)
    assert (fit == Fit.YES) is in_school_by_the_act(born, on)


@pytest.mark.parametrize(
    ("born", "on", "fit"),
    [
        (dt.date(2020, 9, 1), dt.date(2025, 12, 30), Fit.NO),
        (dt.date(2020, 9, 1), dt.date(2025, 12, 31), Fit.YES),  # the term after the fifth birthday
        (dt.date(2020, 12, 31), dt.date(2025, 12, 31), Fit.YES),  # five on the prescribed day itself
        (dt.date(2009, 9, 1), dt.date(2026, 6, 26), Fit.YES),  # the last Friday in June
        (dt.date(2009, 9, 1), dt.date(2026, 6, 27), Fit.NO),
        (dt.date(2010, 8, 31), dt.date(2026, 6, 27), Fit.NO),  # still 15, and may leave
        (dt.date(2010, 9, 1), dt.date(2026, 6, 27), Fit.YES),
    ],
)
def test_school_age_begins_and_ends_on_the_day(born: dt.date, on: dt.date, fit: Fit) -> None:
    assert Ages(school=True).fit(births.known(born), on) == fit


def test_the_leaving_date_is_the_last_friday_in_june() -> None:
    assert [leaving_date(year) for year in (2025, 2026, 2028)] == [
        dt.date(2025, 6, 27), dt.date(2026, 6, 26), dt.date(2028, 6, 30),
    ]  # fmt: skip


def full_months(born: dt.date, on: dt.date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


@given(days, st.integers(0, 9000), st.integers(0, 240), st.integers(1, 60))
def test_ages_in_months_are_full_months(on: dt.date, ago: int, first: int, more: int) -> None:
    born = on - dt.timedelta(days=ago)
    fit = Ages(first, first + more).fit(births.known(born), on)
    assert (fit == Fit.YES) is (first <= full_months(born, on) < first + more)


def test_an_estimated_birth_is_sure_only_if_all_of_it_is() -> None:
    ages = Ages(17 * 12 + 6, 18 * 12)
    assert ages.fit(births.in_year(2008), TODAY) == Fit.UNSURE
    assert ages.fit(births.in_year(2001), TODAY) == Fit.NO
    assert ages.fit(births.UNKNOWN, TODAY) == Fit.UNKNOWN
    assert ages.fit(births.expected(TODAY), TODAY) == Fit.UNBORN
    assert months_in_words(210) == "17 years and 6 months" and months_in_words(0) == "birth"


@pytest.mark.parametrize("rule", Rule)
def test_a_definition_is_read_back_as_it_was_kept(rule: Rule) -> None:
    made = defined(rule, absent_from=Chosen(("social_care",), (UUID(int=7),)))
    assert read_definition(rule.value, made.to_json()) == made
    assert read_definition(rule.value, CATALOGUE[rule].standard.to_json()) == CATALOGUE[rule].standard


@pytest.mark.parametrize(
    "kept", [{}, {"ages": {}}, {"ages": {"school": True}, "absent_from": {}}, {"ages": {"from_months": "x"}}]
)
def test_what_is_no_definition_is_refused(kept: dict) -> None:
    with pytest.raises(Refused):
        read_definition("on_no_list", kept)


def test_ages_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(Refused, match="oldest"):
        defined(Rule.ON_NO_LIST, ages=Ages(120, 120))


def test_a_service_says_its_kind_and_else_its_agency_may() -> None:
    assert kind_of("home_education", "la_children") == "home_education"
    assert kind_of("", "youth_justice") == "youth_justice" and kind_of("", "police") == ""


def test_nobody_agrees_their_own_and_no_time_is_longer_than_a_year() -> None:
    check_agree(agreer=1, owner=2, writer=3)
    for own in ({"owner": 1, "writer": 3}, {"owner": 2, "writer": 1}):
        with pytest.raises(Refused, match="Somebody else"):
            check_agree(agreer=1, **own)
    check_expiry(TODAY + dt.timedelta(days=366), today=TODAY)
    for day in (TODAY, TODAY + dt.timedelta(days=367)):
        with pytest.raises(Refused):
            check_expiry(day, today=TODAY)


def test_a_cohort_is_run_while_it_is_agreed_and_not_after_its_last_day() -> None:
    check_may_run("agreed", TODAY, today=TODAY)
    for state, expires in (("draft", None), ("ended", TODAY), ("agreed", TODAY - dt.timedelta(days=1))):
        with pytest.raises(Refused):
            check_may_run(state, expires, today=TODAY)


def test_what_is_decided_says_how_and_nothing_comes_after_a_concern() -> None:
    check_decision("new", Standing.EXPLAINED, reason="moved_away", words="")
    check_decision("explained", Standing.LOOKED_AT, reason="", words="Rang the school.")
    for current, to, reason, words in (
        ("new", Standing.EXPLAINED, "", "Moved"),
        ("new", Standing.EXPLAINED, "other", " "),
        ("new", Standing.LOOKED_AT, "", " "),
        ("moved", Standing.EXPLAINED, "moved_away", ""),
    ):
        with pytest.raises(Refused):
            check_decision(current, to, reason=reason, words=words)


ROLL, CARE = UUID(int=1), UUID(int=2)
sent = st.builds(
    Sent, st.just("List"), st.just("All"), st.none(), st.none() | st.just(TODAY - dt.timedelta(days=9)),
    st.none() | st.dates(TODAY - dt.timedelta(days=20), TODAY), st.just(7),
)  # fmt: skip
any_birth = st.one_of(
    st.dates(dt.date(2000, 1, 1), TODAY).map(births.known),
    st.integers(2000, 2026).map(births.in_year),
    st.just(births.UNKNOWN),
    st.just(births.expected(TODAY)),
)
spells = st.lists(st.builds(Spell, st.sampled_from([ROLL, CARE]), st.booleans()), max_size=3).map(tuple)
any_facts = st.builds(Facts, any_birth, st.booleans(), st.sampled_from(Where), spells, st.booleans(), st.booleans())


@given(any_facts, st.lists(sent, max_size=2).map(tuple), st.sampled_from(Rule))
def test_everybody_is_in_one_group_and_nobody_on_a_list_belongs(facts: Facts, lists: tuple, rule: Rule) -> None:
    roll = Looked(ROLL, "Rolls", "Education", "school_roll", AgeRule(4, 19), lists)
    question = Question(CATALOGUE[rule].standard, TODAY, (roll,), frozenset({CARE}), frozenset({CARE}))
    group, doubts = place(facts, question)
    assert (group in MEMBERS) or not doubts
    assert (group == Group.DOUBTFUL) is bool(doubts)
    if facts.died:
        assert group == Group.DIED
    if any(spell.is_open and spell.service == ROLL for spell in facts.spells):
        assert group not in MEMBERS
    assert band_of(facts.birth, TODAY) in BANDS
