"""The fixed words: every file is declared, carries nothing personal, and is not edited once it is in use."""

import datetime as dt
import hashlib

import pytest

from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.letters import rules, wording
from lifecourse.kernel.letters.rules import Channel
from lifecourse.kernel.letters.wording import WORDINGS

SITE = "https://l.example"
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
EVERY = pytest.mark.parametrize("words", WORDINGS, ids=lambda w: f"{w.code}.{w.version}")

# What was sent in the past can be read as it was. To change words: a new file, a new version, a day, and a line here.
DIGESTS = {
    "acknowledgement.1.txt": "b6e86a750c7895cf",
    "action_request.1.txt": "f36a5fdddbe0f793",
    "break_glass_alert.1.txt": "9ea87422f2aea895",
    "break_glass_escalation.1.txt": "c273e568c94cb952",
    "check_reminder.1.txt": "ce0b5c29cc1d3261",
    "check_request.1.txt": "149d908d259b6de2",
    "feedback.1.txt": "ab7ffb20ba322019",
    "feedback_notice.1.txt": "c81e8877229d44f8",
    "feedback_professional.1.txt": "27a6c7691651cde1",
    "lead_professional_notice.1.txt": "34c45bc2b9ebd5ab",
}

OUTCOME = rules.FAMILY_WORDS[rules.FeedbackFamily.NO_MORE]
PEOPLE = [
    ["Anna Example", "Baby Example", dt.date(2021, 5, 4), "WN1 1AA", "943 476 5919"],
    ["Will May", "Hope Private", "Reference Link", dt.date(1950, 1, 31), "M29 8XY"],
    ["Zoë O’Sample-Test", "Sign In", "The Hub", "ZZQX Canary"],
]


def _filled(words: wording.Wording, **given: str) -> str:
    blanks = {"reference": "C-7KQ2-M4XW-9DH", "link": f"{SITE}/x/0b9d3b52-07a1-4c55-9a11-22f3a4bc9d10/"}
    return wording.fill(words, **{**blanks, "outcome": OUTCOME, **given})


def test_every_file_is_declared_and_every_declared_file_is_there() -> None:
    assert {one.file for one in WORDINGS} == set(wording.FOLDER.glob("*.txt"))
    assert len({(one.code, one.version) for one in WORDINGS}) == len(WORDINGS)


@EVERY
def test_words_in_use_are_not_edited(words) -> None:
    assert hashlib.sha256(words.file.read_bytes()).hexdigest()[:16] == DIGESTS[words.file.name]


@EVERY
def test_only_the_known_blanks(words) -> None:
    assert wording.blanks_of(words) <= wording.BLANKS
    if Channel.EMAIL in words.channels:  # an e-mail never says how it was decided
        assert wording.blanks_of(words) <= {"reference", "link"}


@EVERY
@pytest.mark.parametrize("people", PEOPLE)
def test_no_letter_carries_anything_personal(words, people) -> None:
    rules.check_nothing_personal(
        _filled(words), personal=people, fixed=wording.fixed(words, site=SITE, outcome=OUTCOME)
    )
    rules.check_nothing_personal(words.subject + " " + words.title)
    # The control: the same letter is refused when what fills its blank names somebody.
    for person in people:
        if isinstance(person, str):
            with pytest.raises(Refused):
                rules.check_nothing_personal(
                    _filled(words, reference=person),
                    personal=people,
                    fixed=wording.fixed(words, site=SITE, outcome=OUTCOME),
                )


@EVERY
def test_a_blank_left_empty_is_refused(words) -> None:
    for blank in wording.blanks_of(words):
        with pytest.raises(Refused, match=blank):
            _filled(words, **{blank: ""})


@EVERY
def test_the_subject_says_nothing(words) -> None:
    spoken = words.subject.lower()
    assert not any(word in spoken for word in ("safeguard", "child", "adult", "neglect", "abuse", "mash", "police"))


def test_the_public_feedback_is_one_wording_and_has_no_outcome() -> None:
    public = [one for one in WORDINGS if one.code == "feedback"]
    assert all(wording.blanks_of(one) == {"reference"} for one in public)
    body = _filled(public[0])
    assert "We cannot tell you more, because people's lives are private." in body


def test_a_new_version_takes_over_from_its_day(monkeypatch) -> None:
    newer = wording.Wording(
        code="feedback",
        version=2,
        valid_from=dt.date(2026, 3, 2),
        title="Feedback",
        subject="About your message",
        channels=frozenset({Channel.EMAIL}),
    )
    monkeypatch.setattr(wording, "WORDINGS", (*WORDINGS, newer))
    assert wording.wording_for("feedback", at=AT).version == 2
    assert wording.wording_for("feedback", at=AT - dt.timedelta(days=1)).version == 1
    with pytest.raises(LookupError):
        wording.wording_for("feedback", at=dt.datetime(2010, 1, 1, tzinfo=dt.UTC))
