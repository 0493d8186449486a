"""An action's kinds, states and results, and what each allows. Pure Python."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused


class State(StrEnum):
    """Where an action stands. Whether it is evidenced is told beside it, not by it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    NOT_DONE = "not_done"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ACCEPTED, State.DECLINED, State.DONE, State.NOT_DONE, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.OPEN, State.DECLINED, State.DONE, State.NOT_DONE, State.WITHDRAWN}),
    # A declined action goes back to whoever asked, who gives it to another or lets it go.
    State.DECLINED: frozenset({State.OPEN, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.NOT_DONE: frozenset(),
    State.WITHDRAWN: frozenset(),
}
WORDS: dict[State, str] = {
    State.OPEN: "Waiting",
    State.ACCEPTED: "Accepted",
    State.DECLINED: "Declined",
    State.DONE: "Done",
    State.NOT_DONE: "Not done",
    State.WITHDRAWN: "Withdrawn",
}
TO_DO = frozenset({State.OPEN, State.ACCEPTED})
# What the hub must still see to: not finished, or declined and lying with nobody.
UNFINISHED = TO_DO | {State.DECLINED}


def check_move(state: str, to: State) -> None:
    """Raise `Refused` unless an action may go from `state` to `to`."""
    if to not in TRANSITIONS[State(state)]:
        raise Refused(f"This action is “{WORDS[State(state)]}”; it cannot become “{WORDS[to]}” from there.")


class Family(StrEnum):
    """What sort of thing an action is; says how its result is told."""

    VISIT = "visit"
    REFERRAL = "referral"
    NOTICE = "notice"
    TASK = "task"


class Kind(StrEnum):
    """What is to be done."""

    SAFE_AND_WELL_VISIT = "safe_and_well_visit"
    EARLY_HELP = "early_help"
    CHILD_AND_FAMILY_ASSESSMENT = "child_and_family_assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"
    ADULT_CARE_ASSESSMENT = "adult_care_assessment"
    SECTION_42_ENQUIRY = "section_42_enquiry"
    INFORM_LEAD_PROFESSIONAL = "inform_lead_professional"
    TASK = "task"


@dataclass(frozen=True)
class KindRule:
    """What a kind is called, how its result is told, and which clock it runs under unless its caller says otherwise."""

    title: str
    family: Family
    clock: str


KINDS: dict[Kind, KindRule] = {
    Kind.SAFE_AND_WELL_VISIT: KindRule("Community safe and well visit", Family.VISIT, "safe_and_well_visit"),
    Kind.EARLY_HELP: KindRule("Early help", Family.REFERRAL, "follow_up"),
    Kind.CHILD_AND_FAMILY_ASSESSMENT: KindRule("Child and family assessment", Family.REFERRAL, "follow_up"),
    Kind.STRATEGY_DISCUSSION: KindRule("Strategy discussion", Family.REFERRAL, "strategy_discussion"),
    Kind.ADULT_CARE_ASSESSMENT: KindRule("Adult care assessment", Family.REFERRAL, "follow_up"),
    Kind.SECTION_42_ENQUIRY: KindRule("Section 42 enquiry", Family.REFERRAL, "follow_up"),
    Kind.INFORM_LEAD_PROFESSIONAL: KindRule("Tell the lead professional", Family.NOTICE, "follow_up"),
    Kind.TASK: KindRule("Task", Family.TASK, ""),
}


class Result(StrEnum):
    """What came of it. Of a visit: what happened at the door."""

    SEEN = "seen"
    NO_REPLY = "no_reply"
    REFUSED = "refused"
    MOVED = "moved"
    NOT_MADE = "not_made"
    HELP_STARTED = "help_started"
    ASSESSMENT_STARTED = "assessment_started"
    HELD = "held"
    ALREADY_HELPED = "already_helped"
    ADVICE_GIVEN = "advice_given"
    HELP_REFUSED = "help_refused"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"
    TOLD_NEW = "told_new"
    TOLD_KNOWN = "told_known"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"


RESULT_WORDS: dict[Result, str] = {
    Result.SEEN: "Seen",
    Result.NO_REPLY: "No reply",
    Result.REFUSED: "Visit refused",
    Result.MOVED: "Moved away",
    Result.NOT_MADE: "Visit not made",
    Result.HELP_STARTED: "Help has started",
    Result.ASSESSMENT_STARTED: "Assessment or enquiry has started",
    Result.HELD: "Discussion held",
    Result.ALREADY_HELPED: "Was helped already",
    Result.ADVICE_GIVEN: "Advice given, no more needed",
    Result.HELP_REFUSED: "Help was refused",
    Result.NOT_REACHED: "Could not be reached",
    Result.NOT_NEEDED: "Looked into: not needed",
    Result.TOLD_NEW: "Told; it was new to them",
    Result.TOLD_KNOWN: "Told; they knew it already",
    Result.COMPLETED: "Completed",
    Result.NOT_COMPLETED: "Not completed",
}
RESULTS_OF: dict[Family, tuple[Result, ...]] = {
    Family.VISIT: (Result.SEEN, Result.NO_REPLY, Result.REFUSED, Result.MOVED, Result.NOT_MADE),
    Family.REFERRAL: (
        Result.HELP_STARTED,
        Result.ASSESSMENT_STARTED,
        Result.HELD,
        Result.ALREADY_HELPED,
        Result.ADVICE_GIVEN,
        Result.NOT_NEEDED,
        Result.HELP_REFUSED,
        Result.NOT_REACHED,
    ),
    Family.NOTICE: (Result.TOLD_NEW, Result.TOLD_KNOWN, Result.NOT_REACHED),
    Family.TASK: (Result.COMPLETED, Result.NOT_COMPLETED),
}
# After these somebody may go again; the action is finished only if its owner says that it is the end.
TRY_AGAIN = frozenset({Result.NO_REPLY, Result.NOT_MADE, Result.NOT_REACHED})
_NOT_DONE = TRY_AGAIN | {Result.NOT_COMPLETED}
# Something came of it for the person: what "led to help" counts.
LED_TO_HELP = frozenset({Result.HELP_STARTED, Result.ASSESSMENT_STARTED, Result.HELD})


def family_of(kind: str) -> Family:
    """How the result of this kind is told."""
    return KINDS[Kind(kind)].family


def title_of(kind: str) -> str:
    """What this kind is called; the word itself if it is no kind."""
    return KINDS[Kind(kind)].title if kind in set(Kind) else kind


def check_result(kind: str, result: Result, *, words: str, final: bool) -> State | None:
    """The state that follows from a result, or None if the action stays to be tried again.

    Raises `Refused`, naming the field, for a result that is not of this kind, or one that needs words and has none.
    """
    if result not in RESULTS_OF[family_of(kind)]:
        raise Refused(f"“{RESULT_WORDS[result]}” is not a result of “{title_of(kind)}”.", field="result")
    if not words.strip():
        if result is Result.SEEN:
            raise Refused("Say what was seen.", field="words")
        if result in _NOT_DONE:
            raise Refused("Say why, and what was tried.", field="words")
    if result in TRY_AGAIN and not final:
        return None
    return State.NOT_DONE if result in _NOT_DONE else State.DONE


def check_evidence(state: str, *, done_by: object, evidencer: object, words: str) -> None:
    """Raise `Refused` unless a done action is being evidenced, in words, by somebody other than who did it.

    Complete is not evidenced: two closures, by two people.
    """
    if State(state) is not State.DONE:
        raise Refused("Only an action that is done can be evidenced.")
    if evidencer is not None and done_by == evidencer:
        raise Refused("Somebody else must say that this is evidenced: you said that it is done.")
    if not words.strip():
        raise Refused("Say what you saw that shows it was done.", field="evidence")


def is_overdue(state: str, due_at: datetime | None, *, at: datetime) -> bool:
    """Whether an action is still to do after its time."""
    return due_at is not None and State(state) in TO_DO and due_at < at
