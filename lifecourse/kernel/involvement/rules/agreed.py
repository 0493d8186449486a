"""When the engine may link a row to a person by itself, where the partnership has agreed to that. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecourse.engines.linkage.score import Band, Score

# More candidates than this are not weighed for one row; then nobody can say that there is only one.
MOST_WEIGHED = 20
# Of the people one row may be about, so many go to the review queue.
MOST_PROPOSED = 3
_NUMBERS = frozenset(["nhs_number", "upn"])


@dataclass(frozen=True)
class Weighed:
    """One candidate for a row. `barred`: may not be linked without a person, whatever the engine says (sealed, a new
    identity, or on this list already under another reference)."""

    score: Score
    barred: bool = False


def only_sure(found: Sequence[Weighed], *, truncated: bool) -> int | None:
    """Which candidate a row is linked to: the only one that is possible at all, and strong, with nothing to be careful
    about (a twin, a number that differs). None if there is none, or there may be others."""
    if truncated:
        return None
    likely = [place for place, one in enumerate(found) if one.score.band in (Band.STRONG, Band.POSSIBLE)]
    if len(likely) != 1:
        return None
    one = found[likely[0]]
    differs = any(line.field in _NUMBERS and line.bits < 0 for line in one.score.evidence)
    return (
        likely[0]
        if one.score.band == Band.STRONG and not one.score.cautions and not differs and not one.barred
        else None
    )


def to_review(found: Sequence[Weighed]) -> list[int]:
    """Which candidates somebody should look at: strong and possible ones, likeliest first."""
    likely = [place for place, one in enumerate(found) if one.score.band in (Band.STRONG, Band.POSSIBLE)]
    return sorted(likely, key=lambda place: -found[place].score.bits)[:MOST_PROPOSED]
