"""Two on one list who may be twins: at most one of them is called strong."""

from collections.abc import Sequence
from dataclasses import replace

from .compare import Dates
from .records import Known
from .score import Band, Score

TWO_TWINS = "Another on this list has the same family name and date, and a given name that agrees as well: twins?"


def told_apart(weighed: Sequence[tuple[Known, Score]]) -> list[Score]:
    """The scores again, with nobody called strong beside whom another on the list is the likelier twin.

    Two who are strong, agree in family name and date, and are not called alike may be twins of whom one was meant: the
    one whose given name agrees better stays strong, or neither if both agree as well.
    """
    strong = [one for one in weighed if one[1].band is Band.STRONG]
    return [
        replace(result, band=Band.POSSIBLE, cautions=(*result.cautions, TWO_TWINS))
        if result.band is Band.STRONG and any(_likelier_twin(rival, known, result) for rival in strong)
        else result
        for known, result in weighed
    ]


def _likelier_twin(rival: tuple[Known, Score], known: Known, result: Score) -> bool:
    """Whether the rival may be a twin of this person, and is as likely or likelier to be meant."""
    other, better = rival
    if other is known or _bits(better, "given") < _bits(result, "given"):
        return False
    return _dated(better) and _dated(result) and not _called_alike(other, known)


def _bits(result: Score, field: str) -> float:
    return sum(line.bits for line in result.evidence if line.field == field)


def _dated(result: Score) -> bool:
    return _bits(result, "birth") >= Dates.SLIP.value and _bits(result, "family") > 0


def _called_alike(one: Known, other: Known) -> bool:
    """Whether the two may be two records of one person: some given names are the very same."""
    return any(first.given == second.given and first.given for first in one.called for second in other.called)
