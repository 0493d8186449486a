"""What the rules allow, as tables."""

import pytest

from lifecourse.domains.concerns import rules
from lifecourse.domains.concerns.rules import Outcome, Rating, State, SubjectKind
from lifecourse.kernel.base.errors import Refused


def test_every_state_has_words_and_a_way_in_or_is_the_first() -> None:
    reachable = set().union(*rules.TRANSITIONS.values())
    assert set(rules.TRANSITIONS) == set(State) == set(rules.WORDS)
    assert set(State) - reachable == {State.RECEIVED}


@pytest.mark.parametrize("state", State)
def test_a_move_not_in_the_table_is_refused_in_words(state: State) -> None:
    for to in State:
        if to in rules.TRANSITIONS[state]:
            rules.check_move(state, to)
        else:
            with pytest.raises(Refused, match="cannot become"):
                rules.check_move(state, to)


GOOD = {
    "level": 3,
    "reason": "Two missed appointments and a home without heating.",
    "outcomes": [Outcome.EARLY_HELP],
    "kinds": [SubjectKind.CHILD],
    "unanswered": False,
    "why_now": "",
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": 5}, "level"),
        ({"reason": "  "}, "reason"),
        ({"outcomes": []}, "outcomes"),
        ({"outcomes": [Outcome.NO_FURTHER_ACTION, Outcome.ADVICE]}, "outcomes"),
        ({"outcomes": [Outcome.STRATEGY_DISCUSSION], "level": 3}, "level"),
        ({"outcomes": [Outcome.CHILD_AND_FAMILY_ASSESSMENT], "kinds": [SubjectKind.ADULT]}, "outcomes"),
        ({"outcomes": [Outcome.SECTION_42_ENQUIRY], "kinds": [SubjectKind.CHILD]}, "outcomes"),
        ({"unanswered": True}, "why_now"),
    ],
)
def test_a_decision_that_does_not_fit_together_names_its_field(change: dict, field: str) -> None:
    rules.check_decision(**GOOD)
    with pytest.raises(Refused) as refusal:
        rules.check_decision(**{**GOOD, **change})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("rating", "level", "outcomes", "danger", "needed"),
    [
        (Rating.GREEN, 2, [Outcome.ADVICE], False, False),
        (Rating.RED, 2, [Outcome.ADVICE], False, True),
        (Rating.RED, 4, [Outcome.STRATEGY_DISCUSSION], False, False),
        (Rating.AMBER, 4, [Outcome.EARLY_HELP], False, True),
        (Rating.GREEN, 1, [Outcome.NO_FURTHER_ACTION], True, True),
        (Rating.RED, 3, [Outcome.INFORM_LEAD_PROFESSIONAL], True, False),
        (None, 1, [Outcome.NO_FURTHER_ACTION], False, False),
    ],
)
def test_doing_little_about_something_grave_needs_two_people(rating, level, outcomes, danger, needed) -> None:
    got = rules.needs_second_signature(rating=rating, level=level, outcomes=outcomes, danger_now=danger)
    assert got is needed


def test_nobody_signs_their_own_decision() -> None:
    rules.check_signature(signer_id=1, decider_id=2)
    with pytest.raises(Refused):
        rules.check_signature(signer_id=1, decider_id=1)


def test_nothing_closes_while_something_is_owed() -> None:
    rules.check_close(open_actions=0, feedback_due=False)
    with pytest.raises(Refused, match="2 actions are"):
        rules.check_close(open_actions=2, feedback_due=False)
    with pytest.raises(Refused, match="hear back"):
        rules.check_close(open_actions=0, feedback_due=True)
