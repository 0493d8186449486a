"""A letter's states, when to try again, and what may never stand in an e-mail. Pure Python."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.base.references import read_reference


class State(StrEnum):
    """Where a letter stands. Sent means handed to the mail server, or lying on the desk; not that it was read."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNDELIVERABLE = "undeliverable"
    TOLD_BY_PHONE = "told_by_phone"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.SENT, State.TOLD_BY_PHONE}),
    # Back to queued when the worker died between handing over and saying so: a second copy is better than none.
    State.SENDING: frozenset({State.SENT, State.FAILED, State.UNDELIVERABLE, State.QUEUED}),
    State.FAILED: frozenset({State.SENDING, State.TOLD_BY_PHONE}),
    # An e-mail may come back days after it was sent.
    State.SENT: frozenset({State.UNDELIVERABLE}),
    State.UNDELIVERABLE: frozenset({State.TOLD_BY_PHONE}),
    State.TOLD_BY_PHONE: frozenset(),
}


class Channel(StrEnum):
    """The way a letter goes. A telephone letter is a call to make; a desk letter is read in Lifecourse."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    DESK = "desk"


ATTEMPTS = 4
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
# How long a letter may be queued, or be with a worker, before the reconciler takes it for lost.
QUEUED_TOO_LONG = timedelta(minutes=5)
SENDING_TOO_LONG = timedelta(minutes=10)


def check_move(state: State, to: State) -> None:
    """Raise `Refused` unless a letter in `state` may go to `to`."""
    if to not in TRANSITIONS[State(state)]:
        raise Refused(f"This letter is {_words(state)}: it cannot become {_words(to)}.")


def next_try(attempts: int, *, at: datetime) -> datetime | None:
    """When to try again after `attempts` failures: in 1, 5, then 30 minutes; None after the fourth."""
    return None if attempts >= ATTEMPTS else at + _WAITS[min(attempts, len(_WAITS)) - 1]


def _words(state: State) -> str:
    return State(state).value.replace("_", " ")


# Feedback -----------------------------------------------------------------------------------------------------------
class FeedbackFamily(StrEnum):
    """All that a professional reporter may be told of a decision. Never which service, who, or why."""

    ACCEPTED_FOR_ASSESSMENT = "accepted_for_assessment"
    PASSED_TO_ALLOCATED_WORKER = "passed_to_allocated_worker"
    ADVICE_GIVEN = "advice_given"
    NO_MORE = "no_more"


FAMILY_WORDS: dict[FeedbackFamily, str] = {
    FeedbackFamily.ACCEPTED_FOR_ASSESSMENT: "Your concern was accepted for assessment.",
    FeedbackFamily.PASSED_TO_ALLOCATED_WORKER: "Your concern was passed to a worker who is already allocated.",
    FeedbackFamily.ADVICE_GIVEN: "Advice was given, and no further service was needed at this time.",
    FeedbackFamily.NO_MORE: "We have looked into what you told us and done what is needed.",
}


def family_to_tell(family: FeedbackFamily, *, professional: bool, need_to_know: bool) -> FeedbackFamily:
    """What may be told: the family to a professional with a need to know; to anybody else always the constant words.

    The public words are the same whether or not anybody is known to a service, so they tell nothing.
    """
    return family if professional and need_to_know else FeedbackFamily.NO_MORE


# What never stands in an e-mail -------------------------------------------------------------------------------------
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PATTERNS = {
    "a postcode": re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b"),
    "a date": re.compile(
        rf"\b[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.](?:[0-9]{{4}}|[0-9]{{2}})\b|\b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b"
        rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})[a-z]* [0-9]{{4}}\b"
    ),
    "a ten-figure number": re.compile(r"\b[0-9]{3} ?[0-9]{3} ?[0-9]{4}\b"),
    "a telephone number": re.compile(r"(?<![0-9a-f-])(?:\+44 ?|0)(?:[0-9] ?){9,10}\b"),
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}
_REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_PATH = re.compile(r"(?:/[A-Za-z0-9_\-]+)*/?")


def check_reference(reference: str) -> str:
    """A reference as it may be written outside: capitals, figures and dashes. Raises `Refused` for anything else."""
    if reference and (len(reference) > 40 or not _REFERENCE.fullmatch(reference)):
        raise Refused("A letter carries a reference and nothing else; this is not a reference.")
    return reference


def check_path(path: str) -> str:
    """The path of a link: ids only, no query, no other site. Raises `Refused` otherwise."""
    if path and (not path.startswith("/") or path.startswith("//") or not _PATH.fullmatch(path)):
        raise Refused("A letter's link is a page of ours, with nothing but ids in its address.")
    return path


def check_nothing_personal(body: str, *, personal: Collection[str | date] = (), fixed: str = "") -> None:
    """Raise `Refused` if `body` holds a name, postcode, date, number or address, or any of the words in `personal`.

    `fixed` is the wording before it was filled in: what stands there already does not count, so that "We will tell
    you" does not trip over a boy called Will. The sentence raised says what kind of thing was found, never the thing.
    """
    filled, blank = _fold(_without_ids(body)), _fold(_without_ids(fixed))
    for kind, pattern in _PATTERNS.items():
        if len(pattern.findall(filled)) > len(pattern.findall(blank)):
            raise Refused(f"This letter would carry {kind}: an e-mail carries a reference and a link only.")
    for word in personal:
        if isinstance(word, date):
            continue  # every way to write a date is refused above
        for part in _parts(word):
            pattern = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
            if len(pattern.findall(filled)) > len(pattern.findall(blank)):
                raise Refused("This letter would name somebody: an e-mail carries a reference and a link only.")


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GROUPS = re.compile(r"\b(?:[A-Z]{1,3}-)?([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3})\b")


def _without_ids(text: str) -> str:
    """Without ids and true references: random letters that spell ANN now and then, and name nobody."""

    def blank(match: re.Match[str]) -> str:
        try:
            read_reference(match[1])
        except Refused:
            return match[0]
        return " "

    return _GROUPS.sub(blank, _UUID.sub(" ", text))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    return re.sub(r"\s+", " ", plain.replace("’", "'"))


def _parts(word: str) -> set[str]:
    """The whole of it, and each part that is longer than a letter: "Anna-Maria O'Example" gives four."""
    whole = _fold(word).strip()
    return {part for part in {whole, *re.split(r"[\s\-,]+", whole)} if len(part) > 1}
