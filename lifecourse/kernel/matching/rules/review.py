"""Which pairs are reviewed first, by how many people, and what their verdicts come to. No Django, clock or query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from lifecourse.engines.linkage import compare
from lifecourse.engines.linkage.normalise import name_tokens
from lifecourse.engines.linkage.records import Asked, Known, Name, Place
from lifecourse.engines.linkage.score import POSSIBLE, STRONG, Band, Evidence
from lifecourse.engines.linkage.tables import Tables


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


@dataclass(frozen=True)
class Side:
    """A person's main record, as far as it matters which of two is read as which."""

    id: UUID
    is_sealed: bool
    since: datetime

    @classmethod
    def of(cls, person: Any) -> "Side":
        """From a row of people, its circle loaded."""
        return cls(person.pk, person.circle.kind == "sealed", person.created_at)


def loser_and_survivor(one: Side, other: Side) -> tuple[UUID, UUID]:
    """A sealed record is read as the open one, never the other way; else the later one as the one kept longer."""
    first, second = sorted((one, other), key=lambda side: (side.is_sealed, side.since, side.id))
    return second.id, first.id


def looks_like_twins(one: tuple[str, date | None], other: tuple[str, date | None], tables: Tables) -> bool:
    """Whether two people (name in full, day of birth) share the day and the family name, and not the given name.

    A nickname or a slip of typing is no other name.
    """
    (name, born), (other_name, other_born) = one, other
    if born is None or born != other_born:
        return False
    words, other_words = name_tokens(name), name_tokens(other_name)
    if len(words) < 2 or len(other_words) < 2:
        return False
    given = compare.tokens(words[0], other_words[0], tables, given=True)
    return words[-1] == other_words[-1] and not given.agrees


def asked_of(known: Known) -> Asked:
    """A person on record as the engine asks for one: to weigh a record against another."""
    first, *more = known.names or (Name(),)
    return Asked(
        name=first,
        also=tuple(more),
        birth=known.births[0] if known.births else None,
        sex=min(known.sexes, default="") if len(known.sexes) == 1 else "",
        place=known.places[0] if known.places else Place(),
        numbers={kind: min(values) for kind, values in known.numbers.items() if values},
        mother=known.mothers[0] if known.mothers else Name(),
    )


_FIELDS = {
    "given": "given name",
    "family": "family name",
    "birth": "date of birth",
    "nhs_number": "NHS number",
    "upn": "unique pupil number",
    "address": "address",
    "sex": "sex",
    "mother": "mother’s name",
}


def shared_words(evidence: Sequence[Evidence]) -> str:
    """What speaks for it in one sentence that names no name: "Given name and date of birth agree." """
    fields = [_FIELDS[line.field] for line in evidence if line.side == "for" and line.field in _FIELDS]
    if not fields:
        return ""
    *rest, last = fields
    words = f"{', '.join(rest)} and {last} agree." if rest else f"{last} agrees."
    return words[0].upper() + words[1:]
