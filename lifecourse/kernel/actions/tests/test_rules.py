"""States, results and evidence: what is allowed and what is refused."""

import datetime as dt
import uuid

import pytest

from lifecourse.kernel.actions import rules
from lifecourse.kernel.actions.rules import Family, Kind, Result, State
from lifecourse.kernel.base.errors import Refused

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_only_the_listed_moves(state, to) -> None:
    if to in rules.TRANSITIONS[state]:
        rules.check_move(state, to)
    else:
        with pytest.raises(Refused, match="cannot become"):
            rules.check_move(state, to)


def test_every_word_has_its_row() -> None:
    assert set(rules.TRANSITIONS) == set(rules.WORDS) == set(State)
    assert set(rules.KINDS) == set(Kind)
    assert set(rules.RESULT_WORDS) == set(Result) == {r for results in rules.RESULTS_OF.values() for r in results}
    assert set(rules.RESULTS_OF) == set(Family)


def test_the_visit_is_not_the_polices_check() -> None:
    title = rules.title_of(Kind.SAFE_AND_WELL_VISIT)
    assert title == "Community safe and well visit"
    assert "check" not in title


@pytest.mark.parametrize(
    ("result", "final", "state"),
    [
        (Result.SEEN, False, State.DONE),
        (Result.REFUSED, False, State.DONE),
        (Result.MOVED, False, State.DONE),
        (Result.NO_REPLY, False, None),
        (Result.NO_REPLY, True, State.NOT_DONE),
        (Result.NOT_MADE, False, None),
        (Result.NOT_MADE, True, State.NOT_DONE),
    ],
)
def test_what_follows_from_a_visit(result, final, state) -> None:
    assert rules.check_result(Kind.SAFE_AND_WELL_VISIT, result, words="Called at ten.", final=final) is state


def test_a_result_belongs_to_its_kind_and_has_its_words() -> None:
    with pytest.raises(Refused, match="not a result of"):
        rules.check_result(Kind.EARLY_HELP, Result.SEEN, words="x", final=False)
    with pytest.raises(Refused, match="what was seen"):
        rules.check_result(Kind.SAFE_AND_WELL_VISIT, Result.SEEN, words=" ", final=False)
    with pytest.raises(Refused, match="Say why"):
        rules.check_result(Kind.SAFE_AND_WELL_VISIT, Result.NOT_MADE, words="", final=True)
    assert rules.check_result(Kind.SAFE_AND_WELL_VISIT, Result.MOVED, words="", final=False) is State.DONE


def test_complete_is_not_evidenced() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(Refused, match="Somebody else"):
        rules.check_evidence(State.DONE, done_by=one, evidencer=one, words="Read the plan.")
    with pytest.raises(Refused, match="Only an action that is done"):
        rules.check_evidence(State.ACCEPTED, done_by=None, evidencer=other, words="Read the plan.")
    with pytest.raises(Refused, match="what you saw"):
        rules.check_evidence(State.DONE, done_by=one, evidencer=other, words=" ")
    rules.check_evidence(State.DONE, done_by=one, evidencer=other, words="Read the plan.")  # the control


def test_overdue_is_only_what_is_still_to_do() -> None:
    late, soon = AT - dt.timedelta(seconds=1), AT + dt.timedelta(seconds=1)
    assert rules.is_overdue(State.OPEN, late, at=AT)
    assert not rules.is_overdue(State.OPEN, soon, at=AT)
    assert not rules.is_overdue(State.DONE, late, at=AT)
    assert not rules.is_overdue(State.OPEN, None, at=AT)
