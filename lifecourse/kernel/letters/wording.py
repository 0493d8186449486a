"""Every letter's fixed words, dated. A wording in use is never edited: a new version takes over from a day.

The words lie in `templates/letters/<code>.<version>.txt` with three blanks at most: `$reference`, `$link`, `$outcome`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from lifecourse.kernel.base.errors import Refused

from .rules import Channel

FOLDER = Path(__file__).parent / "templates" / "letters"
BLANKS = frozenset({"reference", "link", "outcome"})
_LONDON = ZoneInfo("Europe/London")
_EVERY_WAY = frozenset({Channel.EMAIL, Channel.PHONE, Channel.POST})


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One version of one letter. `subject` is all that a locked telephone shows, so it says nothing.

    `automatic`: sent because of what happened, whoever did it; any other needs the capability `letters.send`.
    """

    code: str
    version: int
    valid_from: date
    title: str
    subject: str
    channels: frozenset[Channel]
    automatic: bool = False

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.code}.{self.version}.txt"


_FIRST = date(2018, 4, 1)
WORDINGS: tuple[Wording, ...] = (
    Wording(
        code="acknowledgement",
        version=1,
        valid_from=_FIRST,
        title="Acknowledgement",
        subject="Thank you for your message",
        channels=_EVERY_WAY,
        automatic=True,
    ),
    # The same words in every case: to tell a neighbour more than this would tell them who is known to whom.
    Wording(
        code="feedback",
        version=1,
        valid_from=_FIRST,
        title="Feedback",
        subject="About your message",
        channels=_EVERY_WAY,
    ),
    Wording(
        code="feedback_notice",
        version=1,
        valid_from=_FIRST,
        title="Notice of feedback",
        subject="About your message",
        channels=frozenset({Channel.EMAIL}),
    ),
    # Says to which family the decision belongs, so never by e-mail: on the agency's desk, by telephone or by post.
    Wording(
        code="feedback_professional",
        version=1,
        valid_from=_FIRST,
        title="Feedback to a professional",
        subject="About your concern",
        channels=frozenset({Channel.DESK, Channel.PHONE, Channel.POST}),
    ),
    Wording(
        code="check_request",
        version=1,
        valid_from=_FIRST,
        title="Request for a check",
        subject="A check is waiting for your agency",
        channels=frozenset({Channel.EMAIL, Channel.DESK}),
        automatic=True,
    ),
    Wording(
        code="check_reminder",
        version=1,
        valid_from=_FIRST,
        title="Reminder of a check",
        subject="A check is still waiting for your agency",
        channels=frozenset({Channel.EMAIL, Channel.DESK}),
        automatic=True,
    ),
    Wording(
        code="lead_professional_notice",
        version=1,
        valid_from=_FIRST,
        title="Notice to a lead professional",
        subject="There is something for you to read",
        channels=frozenset({Channel.EMAIL, Channel.DESK}),
        automatic=True,
    ),
    Wording(
        code="action_request",
        version=1,
        valid_from=_FIRST,
        title="Request for an action",
        subject="An action is waiting for your agency",
        channels=frozenset({Channel.EMAIL, Channel.DESK}),
        automatic=True,
    ),
    Wording(
        code="break_glass_alert",
        version=1,
        valid_from=_FIRST,
        title="Alert of emergency access",
        subject="Emergency access was used",
        channels=frozenset({Channel.EMAIL}),
        automatic=True,
    ),
    Wording(
        code="break_glass_escalation",
        version=1,
        valid_from=_FIRST,
        title="Emergency access not yet reviewed",
        subject="Emergency access has not been reviewed",
        channels=frozenset({Channel.EMAIL}),
        automatic=True,
    ),
)


def wording_for(code: str, *, at: datetime) -> Wording:
    """The version of a letter's words in force on the day of `at`. Raises `LookupError` if there is none."""
    day = at.astimezone(_LONDON).date()
    standing = [one for one in WORDINGS if one.code == code and one.valid_from <= day]
    if not standing:
        raise LookupError(f"there is no wording {code!r} on {day}")
    return max(standing, key=lambda one: (one.valid_from, one.version))


def title_of(code: str) -> str:
    """What a letter is called; the code itself if no wording has it any more."""
    return next((one.title for one in reversed(WORDINGS) if one.code == code), code)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blanks_of(wording: Wording) -> frozenset[str]:
    """The blanks that this wording has."""
    return frozenset(Template(_text(wording.file)).get_identifiers())


def fixed(wording: Wording, *, site: str, outcome: str = "") -> str:
    """The words as said to everybody: no reference, the link only as far as our own site's name."""
    return Template(_text(wording.file)).substitute({"reference": "", "link": site, "outcome": outcome})


def fill(wording: Wording, *, reference: str, link: str, outcome: str) -> str:
    """The letter's body. Raises `Refused` if a blank of this wording has nothing to fill it."""
    given = {"reference": reference, "link": link, "outcome": outcome}
    for blank in sorted(blanks_of(wording)):
        if not given.get(blank):
            raise Refused(f"The letter “{wording.title}” needs a {blank}, and none was given.")
    return Template(_text(wording.file)).substitute(given).strip() + "\n"
