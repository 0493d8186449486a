"""What statute, guidance and the state of a concern allow. Pure Python: no Django, no clock, no query."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused


class State(StrEnum):
    """Where a concern stands."""

    RECEIVED = "received"
    SCREENING = "screening"
    CHECKING = "checking"
    DECIDING = "deciding"
    AWAITING_SIGNATURE = "awaiting_signature"
    FOLLOWING_UP = "following_up"
    CLOSED = "closed"
    LINKED = "linked"


WORDS: dict[State, str] = {
    State.RECEIVED: "Received",
    State.SCREENING: "Screening",
    State.CHECKING: "Waiting for agencies",
    State.DECIDING: "Ready to decide",
    State.AWAITING_SIGNATURE: "Waiting for second signature",
    State.FOLLOWING_UP: "Following up",
    State.CLOSED: "Closed",
    State.LINKED: "Linked to another concern",
}

# A decision may be made while answers are still awaited (a child may not be safe until then), with the reason.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.SCREENING, State.LINKED}),
    State.SCREENING: frozenset(
        {State.CHECKING, State.DECIDING, State.AWAITING_SIGNATURE, State.FOLLOWING_UP, State.LINKED}
    ),
    State.CHECKING: frozenset({State.DECIDING, State.AWAITING_SIGNATURE, State.FOLLOWING_UP, State.LINKED}),
    State.DECIDING: frozenset({State.CHECKING, State.AWAITING_SIGNATURE, State.FOLLOWING_UP, State.LINKED}),
    State.AWAITING_SIGNATURE: frozenset({State.DECIDING, State.FOLLOWING_UP}),
    State.FOLLOWING_UP: frozenset({State.CLOSED, State.DECIDING}),
    State.CLOSED: frozenset({State.DECIDING}),
    State.LINKED: frozenset({State.SCREENING}),
}
UNDECIDED = frozenset({State.RECEIVED, State.SCREENING, State.CHECKING, State.DECIDING, State.AWAITING_SIGNATURE})
OPEN = UNDECIDED | {State.FOLLOWING_UP}


def check_move(current: str, to: State) -> None:
    """Raise `Refused` unless a concern may go from `current` to `to`."""
    if to not in TRANSITIONS[State(current)]:
        raise Refused(f"This concern is “{WORDS[State(current)]}”; it cannot become “{WORDS[to]}” from there.")


class Channel(StrEnum):
    """How the concern came in."""

    PUBLIC = "public"
    EYES_AND_EARS = "eyes_and_ears"
    PROFESSIONAL = "professional"
    PHONE = "phone"


CHANNEL_WORDS: dict[Channel, str] = {
    Channel.PUBLIC: "Public form",
    Channel.EYES_AND_EARS: "Eyes and Ears team",
    Channel.PROFESSIONAL: "Professional",
    Channel.PHONE: "Told by phone",
}


class SubjectKind(StrEnum):
    """Whom or what a concern is about. Of the three kinds that are no person, nobody is looked up."""

    CHILD = "child"
    UNBORN = "unborn"
    ADULT = "adult"
    SOMEBODY = "somebody"
    HOUSEHOLD = "household"
    PLACE = "place"


PEOPLE = frozenset({SubjectKind.CHILD, SubjectKind.UNBORN, SubjectKind.ADULT, SubjectKind.SOMEBODY})


class Resolution(StrEnum):
    """Whether we know who a subject is. "Not sure" leaves both records open and is a decision too."""

    UNRESOLVED = "unresolved"
    MATCHED = "matched"
    NEW_PERSON = "new_person"
    NOT_SURE = "not_sure"
    NOT_IDENTIFIED = "not_identified"


class Rating(StrEnum):
    """How soon the hub must finish. The decision on next steps is due in one working day whatever the rating."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


RATING_ORDER = {Rating.RED: 0, Rating.AMBER: 1, Rating.GREEN: 2}
DECISION_CLOCK = "concern_decision"
RATING_CLOCK = {Rating.RED: "rag_red", Rating.AMBER: "rag_amber", Rating.GREEN: "rag_green"}
CHECK_CLOCK = {Rating.RED: "check_red", Rating.AMBER: "check_amber", Rating.GREEN: "check_green"}
SIGNATURE_CLOCK = "second_signature"
FEEDBACK_CLOCK = "feedback"


class Answer(StrEnum):
    """What an agency says of one person. "No record found" says only what was searched, never "not known"."""

    KNOWN_OPEN = "known_open"
    KNOWN_CLOSED = "known_closed"
    NO_RECORD = "no_record"
    DECLINED = "declined"


class RequestState(StrEnum):
    """Where one agency's part of a check stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the hub decides to do. Labels are in the code list `concern_outcome`."""

    INFORM_LEAD_PROFESSIONAL = "inform_lead_professional"
    SAFE_AND_WELL_VISIT = "safe_and_well_visit"
    EARLY_HELP = "early_help"
    CHILD_AND_FAMILY_ASSESSMENT = "child_and_family_assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"
    ADULT_CARE_ASSESSMENT = "adult_care_assessment"
    SECTION_42_ENQUIRY = "section_42_enquiry"
    ADVICE = "advice"
    NO_FURTHER_ACTION = "no_further_action"


# Outcomes that somebody must do, and so become actions with a clock.
FOLLOW_THROUGH = frozenset(Outcome) - {Outcome.ADVICE, Outcome.NO_FURTHER_ACTION}
STATUTORY = frozenset(
    {
        Outcome.CHILD_AND_FAMILY_ASSESSMENT,
        Outcome.STRATEGY_DISCUSSION,
        Outcome.ADULT_CARE_ASSESSMENT,
        Outcome.SECTION_42_ENQUIRY,
    }
)
FOR_CHILDREN = frozenset({Outcome.CHILD_AND_FAMILY_ASSESSMENT, Outcome.STRATEGY_DISCUSSION})
FOR_ADULTS = frozenset({Outcome.ADULT_CARE_ASSESSMENT, Outcome.SECTION_42_ENQUIRY})
LEVELS = (1, 2, 3, 4)


def check_decision(
    *,
    level: int,
    reason: str,
    outcomes: Collection[Outcome],
    kinds: Collection[SubjectKind],
    unanswered: bool,
    why_now: str,
) -> None:
    """Raise `Refused`, naming the field, unless the parts of a decision fit together.

    `unanswered`: an agency asked has not answered yet; then `why_now` must say why the decision does not wait.
    """
    if level not in LEVELS:
        raise Refused("Choose the level of need, from 1 to 4.", field="level")
    if not reason.strip():
        raise Refused("Say why: what in this concern points to that level and those outcomes.", field="reason")
    if not outcomes:
        raise Refused("Choose at least one outcome.", field="outcomes")
    if Outcome.NO_FURTHER_ACTION in outcomes and len(set(outcomes)) > 1:
        raise Refused("“No further action” cannot stand beside another outcome.", field="outcomes")
    if Outcome.STRATEGY_DISCUSSION in outcomes and level != 4:
        raise Refused(
            "A strategy discussion means reasonable cause to suspect significant harm: level 4.", field="level"
        )
    if (
        set(outcomes) & FOR_CHILDREN
        and kinds
        and not set(kinds)
        & {
            SubjectKind.CHILD,
            SubjectKind.UNBORN,
            SubjectKind.SOMEBODY,
            SubjectKind.HOUSEHOLD,
        }
    ):
        raise Refused("That outcome is for a child, and this concern is about adults only.", field="outcomes")
    if (
        set(outcomes) & FOR_ADULTS
        and kinds
        and not set(kinds)
        & {
            SubjectKind.ADULT,
            SubjectKind.SOMEBODY,
            SubjectKind.HOUSEHOLD,
        }
    ):
        raise Refused("That outcome is for an adult, and this concern is about children only.", field="outcomes")
    if unanswered and not why_now.strip():
        raise Refused("An agency has not answered yet: say why this decision does not wait.", field="why_now")


def needs_second_signature(
    *, rating: Rating | None, level: int, outcomes: Collection[Outcome], danger_now: bool
) -> bool:
    """Whether a second person must sign before the decision stands.

    Local rule: doing little about a concern that looked grave is never one person's decision. Grave is red, danger now
    or level 4; little is no statutory outcome.
    """
    grave = rating is Rating.RED or danger_now or level == 4
    return grave and not set(outcomes) & STATUTORY and Outcome.INFORM_LEAD_PROFESSIONAL not in outcomes


class DecisionState(StrEnum):
    """Whether a decision stands."""

    PROPOSED = "proposed"
    STANDING = "standing"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


def check_signature(*, signer_id: object, decider_id: object) -> None:
    """Raise `Refused` if somebody signs their own decision."""
    if signer_id == decider_id:
        raise Refused("The second signature must be somebody else's: you made this decision.")


def check_rating_change(*, previous: Rating | None, to: Rating, reason: str) -> None:
    """Raise `Refused` unless a change of rating has a reason and changes something."""
    if previous is to:
        raise Refused(f"The rating is {to.value} already.", field="rating")
    if not reason.strip():
        raise Refused("Say why you give this rating.", field="reason")


def check_close(*, open_actions: int, feedback_due: bool) -> None:
    """Raise `Refused` while something the decision asked for is still to be done."""
    if open_actions:
        raise Refused(f"{open_actions} action{'s are' if open_actions > 1 else ' is'} still open on this concern.")
    if feedback_due:
        raise Refused("The reporter asked to hear back and has not been told yet.")


# Where concerns go: the code of the hub's circle.
HUB = "mash"

# Coming in ----------------------------------------------------------------------------------------------------------
# From the same address so many in so short a time may be a machine, or a school with one connection: so they are
# marked, put last and still read. Nobody is refused.
FLOOD_LIMIT = 20
FLOOD_WINDOW = timedelta(minutes=10)


def is_flood(recent: int) -> bool:
    """Whether a concern is marked as part of a flood: so many came from its address within `FLOOD_WINDOW` before."""
    return recent >= FLOOD_LIMIT


def source_of(*, told: str, is_anonymous: bool, agency: str, team_subcodes: Collection[str]) -> str:
    """Where a concern comes from, as a code of the list `referral_source` (children in need census, item N00152).

    `told`: what the reporter said; `agency`: the code of their agency, where there is one, which goes first;
    `team_subcodes`: the local subcodes for Eyes and Ears, if one of its teams reports, for the census has no code.
    """
    if agency:
        local = f"{agency}-EE"
        return local if local in team_subcodes else agency
    return told or ("9" if is_anonymous else "10")


def check_birth(*, kind: SubjectKind, born: bool, expected: bool) -> None:
    """Raise `Refused` unless only somebody born has a date of birth, and only the unborn an expected one."""
    if born and expected:
        raise Refused("Give the date of birth or the expected date, not both.", field="expected_on")
    if expected and kind is not SubjectKind.UNBORN:
        raise Refused("Only an unborn baby has an expected date: choose “unborn baby”.", field="expected_on")
    if born and kind is SubjectKind.UNBORN:
        raise Refused("An unborn baby has no date of birth: give the expected date.", field="born_on")
