"""Which pairs are reviewed first, by how many people, and what their verdicts come to. No Django, clock or query."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from lifecourse.engines.linkage.normalise import name_tokens
from lifecourse.engines.linkage.score import POSSIBLE, STRONG, Band


class Verdict(StrEnum):
    """What a reviewer says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        return {"same": "The same person", "different": "Different people", "unsure": "Not sure"}[self.value]


class PairState(StrEnum):
    """Where a pair stands. Decided ones are never offered again; "unsure" leaves both records as they are."""

    WAITING = "waiting"
    SECOND = "second"
    DISPUTED = "disputed"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        return {
            "waiting": "To review",
            "second": "Waits for a second reviewer",
            "disputed": "Two reviewers disagree",
            "same": "The same person",
            "different": "Different people",
            "unsure": "Not sure",
        }[self.value]


OPEN = (PairState.WAITING, PairState.SECOND, PairState.DISPUTED)
DECIDED = (PairState.SAME, PairState.DIFFERENT, PairState.UNSURE)


class Harm(StrEnum):
    """Why a mistake about this pair would do more harm than another."""

    FLAG = "flag"
    PROTECTED = "protected"
    SERVICE = "service"
    TWIN = "twin"

    @property
    def label(self) -> str:
        return {
            "flag": "A flag stands on one of the records",
            "protected": "One of them has a protected address",
            "service": "A service for children is open to one of them",
            "twin": "Twins or siblings?",
        }[self.value]


class HarmLevel(StrEnum):
    """How much harm a mistake would do, in words; in the table as a number, for its order."""

    HIGH = "high"
    SOME = "some"
    ORDINARY = "ordinary"

    @property
    def label(self) -> str:
        return {"high": "High", "some": "Some", "ordinary": "Ordinary"}[self.value]

    @property
    def rank(self) -> int:
        return {"high": 2, "some": 1, "ordinary": 0}[self.value]


_GRAVE = frozenset({Harm.FLAG, Harm.PROTECTED})


def harm_level(reasons: Collection[Harm]) -> HarmLevel:
    """A flag or a protected address is high by itself; so are any two reasons together."""
    if _GRAVE & set(reasons) or len(set(reasons)) > 1:
        return HarmLevel.HIGH
    return HarmLevel.SOME if reasons else HarmLevel.ORDINARY


def distance(bits: float, band: Band) -> float:
    """How far the score is from the nearest border between two bands, in bits: the nearer, the more a verdict teaches.

    Nought where the score alone says another band than was given: something held it back, and that is doubt itself.
    """
    by_score = Band.STRONG if bits >= STRONG else Band.POSSIBLE if bits >= POSSIBLE else Band.WEAK
    return 0.0 if by_score is not band else min(abs(bits - STRONG), abs(bits - POSSIBLE))


def verdicts_needed(level: HarmLevel, band: Band) -> int:
    """Two people where a mistake would do much harm, or where little speaks for it; else one."""
    return 2 if level is HarmLevel.HIGH or band is Band.WEAK else 1


def state_after(needed: int, verdicts: Sequence[Verdict]) -> PairState:
    """Where a pair stands after these verdicts of different people, in the order in which they were given.

    Two who agree decide; if they do not, a third, who sees both, decides. Raises `ValueError` for a verdict too many.
    """
    if not verdicts:
        return PairState.WAITING
    if len(verdicts) > 3 or (len(verdicts) > 1 and needed == 1) or (len(verdicts) == 3 and verdicts[0] == verdicts[1]):
        raise ValueError("The pair was decided before the last verdict.")
    if len(verdicts) < needed:
        return PairState.SECOND
    if len(verdicts) == 2 and verdicts[0] is not verdicts[1]:
        return PairState.DISPUTED
    return PairState(verdicts[-1].value)


def looks_like_twins(one: tuple[str, date | None], other: tuple[str, date | None]) -> bool:
    """Whether two people (name in full, day of birth) share the day and the family name, and not the given name."""
    (name, born), (other_name, other_born) = one, other
    if born is None or born != other_born:
        return False
    words, other_words = name_tokens(name), name_tokens(other_name)
    if len(words) < 2 or len(other_words) < 2:
        return False
    return words[-1] == other_words[-1] and words[0] != other_words[0]
